import { toLatin1 } from '../bytes.ts';

/** One key of a keytab, of whatever encryption type. */
export interface KeytabEntry {
  /** With its realm. */
  readonly principal: string;
  readonly kvno: number;
  readonly etype: number;
  readonly key: Uint8Array;
}

/** These bytes are no keytab. Says why, never what they hold. */
export class KeytabError extends Error {
  override readonly name = 'KeytabError';
}

/** The entries of a keytab as MIT and Heimdal write it (version 5.2), in the order of the file. */
export function decodeKeytab(data: Uint8Array): KeytabEntry[] {
  if (data[0] !== 5 || data[1] !== 2) throw new KeytabError('no keytab of version 5.2');
  const file = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const entries: KeytabEntry[] = [];
  let at = 2;
  while (at < data.length) {
    if (at + 4 > data.length) throw new KeytabError('the keytab is cut short');
    const size = file.getInt32(at);
    at += 4;
    // Zero fills the end; a negative size is the hole that a deleted entry left.
    if (size === 0) break;
    const end = at + Math.abs(size);
    if (end > data.length) throw new KeytabError('the keytab is cut short');
    if (size > 0) entries.push(decodeEntry(data.subarray(at, end)));
    at = end;
  }
  return entries;
}

function decodeEntry(data: Uint8Array): KeytabEntry {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;
  const skip = (bytes: number): number => {
    const start = at;
    at += bytes;
    if (at > data.length) throw new KeytabError('an entry of the keytab is longer than it says');
    return start;
  };
  const counted = (): Uint8Array => {
    const length = view.getUint16(skip(2));
    const start = skip(length);
    return data.slice(start, start + length);
  };
  const parts = view.getUint16(skip(2));
  const realm = toLatin1(counted());
  const names: string[] = [];
  for (let part = 0; part < parts; part++) names.push(toLatin1(counted()));
  // The type of the name, and when the key was written.
  skip(8);
  const shortKvno = view.getUint8(skip(1));
  const etype = view.getUint16(skip(2));
  const key = counted();
  // Numbers above 255 stand at the end, where older programs do not look.
  const kvno = (data.length - at >= 4 ? view.getUint32(at) : 0) || shortKvno;
  return { principal: `${names.join('/')}@${realm}`, kvno, etype, key };
}
