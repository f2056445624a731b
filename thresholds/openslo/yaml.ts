type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value | undefined };

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/**
 * Documents as YAML, in block style. Every text is quoted as JSON quotes it, which YAML reads alike: nothing can be
 * taken for a number, a date or the start of a comment.
 */
export function toYaml(documents: readonly Value[]): string {
  return documents.map((one) => `---\n${lines(one, '').join('\n')}\n`).join('');
}

function lines(value: Value, indent: string): readonly string[] {
  if (typeof value !== 'object') return [`${indent}${scalar(value)}`];
  if (isList(value)) return value.flatMap((item) => dashed(lines(item, `${indent}  `), indent));
  return Object.entries(value).flatMap(([key, one]) => {
    if (one === undefined) return [];
    if (typeof one !== 'object') return [`${indent}${key}: ${scalar(one)}`];
    return [`${indent}${key}:`, ...lines(one, `${indent}  `)];
  });
}

/** The first line of an item stands behind its dash. */
function dashed(item: readonly string[], indent: string): readonly string[] {
  const [first = '', ...rest] = item;
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

function scalar(value: string | number | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
