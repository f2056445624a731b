const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]{1,8}));|&/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
/** Text of which every character stands for itself. */
export const PLAIN = /^[ -%'-;=?-\ufffd]*$/;
const SPACE = /^[ \t\r\n]*$/;
/** What no XML document can hold, not even as a reference. Lone surrogates never come out of UTF-8. */
const IMPOSSIBLE = /[^\t\n\r -\ufffd]/;

export function isSpace(text: string): boolean {
  return SPACE.test(text);
}

/** Where the first character is that no XML document can hold, or -1. */
export function impossibleAt(text: string): number {
  return text.search(IMPOSSIBLE);
}

/** XML has line feeds only; a carriage return that is meant is written as a reference. */
export function newlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Character data with its references resolved; `wrong` is asked what to put for one that is none, or throws. */
export function resolved(text: string, wrong: (reference: string) => string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (all: string, hex?: string, decimal?: string, name?: string) => {
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const letter = name !== undefined ? ENTITIES.get(name) : character(code);
    return letter ?? wrong(all);
  });
}

function character(code: number): string | undefined {
  const none = !(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff);
  if (none) return undefined;
  const letter = String.fromCodePoint(code);
  return impossibleAt(letter) < 0 ? letter : undefined;
}
