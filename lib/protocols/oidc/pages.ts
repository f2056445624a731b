/** What an identity provider may show instead of sending the browser on. */
export type ProviderPage =
  | { readonly kind: 'consent' | 'second factor' | 'login' | 'other'; readonly title: string }
  /** ipsilon's page for clients without an address: code or refusal as a query, in its title. */
  | { readonly kind: 'answer'; readonly query: string };

const SECOND_FACTOR = /otp|one.?time|second.?factor/i;

/** Tells the pages apart by what they ask for: the words on them are each deployment's own. */
export function recognise(page: string): ProviderPage {
  const title = unescaped(/<title>\s*([^<]*?)\s*<\/title>/i.exec(page)?.[1] ?? '');
  if (/^(?:[a-z_]+=[^&]*&)*(?:code|error)=/.test(title)) return { kind: 'answer', query: title };
  const fields = [...page.matchAll(/<(?:input|button)\b[^>]*>/gi)].map(([tag]) => tag);
  const named = (pattern: RegExp): boolean => fields.some((tag) => pattern.test(nameOf(tag)));
  if (named(/^decided_allow$/i)) return { kind: 'consent', title };
  if (
    named(/passw/i) ||
    fields.some((tag) => /type=["']?password/i.test(tag) && !SECOND_FACTOR.test(nameOf(tag)))
  ) {
    return { kind: 'login', title };
  }
  if (named(SECOND_FACTOR)) return { kind: 'second factor', title };
  return { kind: 'other', title };
}

function nameOf(tag: string): string {
  return /\bname=["']?([^"'\s>]+)/i.exec(tag)?.[1] ?? '';
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#34': '"',
  '#39': "'",
};

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#34|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

/** What an error page says: its first paragraph, or else its title. */
export function complaintOf(page: string): string {
  const paragraph = /<p>\s*([^<]+?)\s*<\/p>/i.exec(page)?.[1];
  const title = /<title>\s*([^<]*?)\s*<\/title>/i.exec(page)?.[1] ?? '';
  return unescaped(paragraph ?? title);
}
