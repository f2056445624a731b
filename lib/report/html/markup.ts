import { plain } from '../words.ts';

/** Text that is HTML already. Only `html` and `verbatim` make it, so everything else is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | readonly Part[];

/** A template whose values are escaped, unless they are markup themselves; lists are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(
    strings.map((text, at) => text + (at < values.length ? of(values[at] ?? '') : '')).join(''),
  );
}

function of(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(of).join('');
}

function escaped(text: string): string {
  return plain(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** Our own text as it stands: the style sheet. */
export function verbatim(text: string): Markup {
  return new Markup(text);
}

/** Data for a script element that no browser runs: JSON in which nothing can end the element. */
export function dataOf(value: unknown): Markup {
  return new Markup(
    JSON.stringify(value).replace(/</g, '\\u003c').replace(/>/g, '\\u003e').replace(/&/g, '\\u0026'),
  );
}

/** An address that a browser may follow. */
export function isWeb(url: string): boolean {
  return /^https?:\/\/[^\s"'<>]+$/.test(url);
}

/** A link where the address is one to follow, else just the address. */
export function link(url: string, text: Markup | string = url): Markup {
  return isWeb(url) ? html`<a href="${url}" rel="noreferrer">${text}</a>` : html`${url}`;
}

/** A name that leads to an address, where that is one to follow; else just the name. */
export function named(url: string, name: string): Markup {
  return isWeb(url) ? link(url, name) : html`${name}`;
}
