/** `application/x-www-form-urlencoded`: what queries, form bodies and ipsilon's page of codes hold. */
export function encodeForm(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** The first value of each name; what is not percent-encoded as it should be stands as it came. */
export function decodeForm(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const pair of text.split('&')) {
    const at = pair.indexOf('=');
    const name = decoded(at < 0 ? pair : pair.slice(0, at));
    if (name !== '' && !fields.has(name)) fields.set(name, at < 0 ? '' : decoded(pair.slice(at + 1)));
  }
  return fields;
}

function decoded(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
