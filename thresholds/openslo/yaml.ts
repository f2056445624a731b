/**
 * Documents as YAML, in block style. Every text is quoted as JSON quotes it, which YAML reads alike: nothing can be
 * taken for a number, a date or the start of a comment. Members that are undefined are left out.
 */
export function toYaml(documents: readonly object[]): string {
  return documents.map((one) => `---\n${lines(one, '').join('\n')}\n`).join('');
}

function lines(value: unknown, indent: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${indent}${JSON.stringify(value)}`];
  if (Array.isArray(value)) return value.flatMap((item) => dashed(lines(item, `${indent}  `), indent));
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  return members.flatMap(([key, one]) => {
    if (one === undefined) return [];
    if (typeof one !== 'object' || one === null) return [`${indent}${key}: ${JSON.stringify(one)}`];
    return [`${indent}${key}:`, ...lines(one, `${indent}  `)];
  });
}

/** The first line of an item stands behind its dash. */
function dashed(item: readonly string[], indent: string): readonly string[] {
  const [first = '', ...rest] = item;
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}
