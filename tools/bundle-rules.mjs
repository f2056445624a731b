// What a bundle must not hold: k6's engine lacks it, or takes it and answers wrongly.
const MAX_BYTES = { oss: 1024 * 1024, sm: 128 * 1024 };

/** @type {[RegExp, string][]} */
const FORBIDDEN = [
  [/\\p\{/, 'regular expressions with \\p{…} never match in k6'],
  [/\bIntl\b/, 'Intl does not exist in k6'],
  [/\.toLocale[A-Z]\w*\(/, 'toLocale… ignores its options in k6, or throws'],
  [/\\u\{[0-9a-fA-F]{6}\}/, 'six-digit \\u{…} escapes crash k6'],
  [/\bfor await\b/, '`for await` does not parse in k6'],
  [/\basync function ?\*/, 'async generators do not parse in k6'],
  [/\bnew URL(?:SearchParams)?\(/, 'URL and URLSearchParams do not exist in k6'],
  [/\b(?:structuredClone|queueMicrotask|fetch|atob|btoa)\(/, 'web globals do not exist in k6'],
  [/\b(?:Promise\.withResolvers|Object\.groupBy|Array\.fromAsync)\b/, 'newer than k6’s engine'],
];

/**
 * Newer than k6 2.1, which Synthetic Monitoring runs.
 * @type {[RegExp, string][]}
 */
const SM_FORBIDDEN = [[/\bText(?:En|De)coder\b/, 'TextEncoder and TextDecoder came with k6 2.2']];

/** What `load.js` loads from beside it. */
const PART = './load-control.js';

/**
 * The faults of one bundle, empty when it may ship. `imports` and `exports` are esbuild's own lists.
 * @param {{ code: string, imports: { path: string, external?: boolean }[], exports: string[], sm: boolean, part?: boolean }} bundle
 */
export function checkBundle({ code, imports, exports, sm, part = false }) {
  /** @type {string[]} */
  const faults = [];
  for (const { path, external } of imports) {
    if (external && path !== 'k6' && !path.startsWith('k6/') && path !== PART)
      faults.push(`imports ${path}; only k6 and k6/* exist`);
    if (path.startsWith('k6/x/')) faults.push(`imports ${path}; stock k6 has no extensions`);
  }
  if (!part && !exports.includes('default'))
    faults.push('has no default export, which Synthetic Monitoring runs');
  const limit = sm ? MAX_BYTES.sm : MAX_BYTES.oss;
  const size = Buffer.byteLength(code);
  if (size > limit) faults.push(`is ${size} bytes, more than ${limit}`);
  for (const [pattern, why] of sm ? [...FORBIDDEN, ...SM_FORBIDDEN] : FORBIDDEN) {
    const hit = pattern.exec(code)?.[0];
    if (hit !== undefined) faults.push(`holds ${JSON.stringify(hit)}: ${why}`);
  }
  return faults;
}
