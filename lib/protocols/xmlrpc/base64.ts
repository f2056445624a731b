const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((letter, value) => [letter, value]));
const FORM = /^[A-Za-z0-9+/]*={0,2}$/;

export function toBase64(data: Uint8Array): string {
  let out = '';
  for (let at = 0; at < data.length; at += 3) {
    const [a = 0, b = 0, c = 0] = data.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    const letter = (shift: number): string => ALPHABET.charAt((group >> shift) & 63);
    out += letter(18) + letter(12);
    out += at + 1 < data.length ? letter(6) : '=';
    out += at + 2 < data.length ? letter(0) : '=';
  }
  return out;
}

/** Bytes of base64 with or without line breaks, or null if it is none. */
export function fromBase64(text: string): Uint8Array | null {
  const dense = text.replace(/[ \t\r\n]+/g, '');
  if (dense.length % 4 !== 0 || !FORM.test(dense)) return null;
  const padding = dense.endsWith('==') ? 2 : dense.endsWith('=') ? 1 : 0;
  const out = new Uint8Array((dense.length / 4) * 3 - padding);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of dense.slice(0, dense.length - padding)) {
    bits = ((bits << 6) | (VALUES.get(letter) ?? 0)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out[at++] = (bits >> held) & 0xff;
  }
  return out;
}
