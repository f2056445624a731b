/** Small helpers on bytes that work in k6 2.1, which has neither `TextEncoder` nor `TextDecoder`. */

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** One byte per character: ASCII and Latin-1 text, or bytes that travelled as a string. */
export function fromLatin1(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i) & 0xff;
  return out;
}

export function toLatin1(data: Uint8Array): string {
  let out = '';
  // In slices, as an argument list has a limit.
  for (let at = 0; at < data.length; at += 4096) out += String.fromCharCode(...data.subarray(at, at + 4096));
  return out;
}

export function fromUtf8(text: string): Uint8Array {
  return fromLatin1(unescape(encodeURIComponent(text)));
}

/** Throws a `URIError` on bytes that are not UTF-8. */
export function toUtf8(data: Uint8Array): string {
  return decodeURIComponent(escape(toLatin1(data)));
}

export function toHex(data: Uint8Array): string {
  let out = '';
  for (const byte of data) out += byte.toString(16).padStart(2, '0');
  return out;
}
