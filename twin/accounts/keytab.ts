import { concat, fromLatin1 } from '../../lib/protocols/bytes.ts';
import type { KeytabEntry } from '../../lib/protocols/kerberos/keytab.ts';
import { NAME_TYPE } from './parts.ts';

const VERSION = 0x0502;

/** A keytab as MIT writes it (version 5.2): numbers in network order, each entry with its length before it. */
export function encodeKeytab(entries: readonly KeytabEntry[], now: number): Uint8Array {
  return concat(uint16(VERSION), ...entries.map((entry) => counted(uint32, encodeEntry(entry, now))));
}

function encodeEntry({ principal, kvno, etype, key }: KeytabEntry, now: number): Uint8Array {
  const at = principal.lastIndexOf('@');
  const parts = principal.slice(0, at).split('/');
  return concat(
    uint16(parts.length),
    counted(uint16, fromLatin1(principal.slice(at + 1))),
    ...parts.map((part) => counted(uint16, fromLatin1(part))),
    uint32(NAME_TYPE.principal),
    uint32(Math.floor(now / 1000)),
    Uint8Array.of(kvno & 0xff),
    uint16(etype),
    counted(uint16, key),
    uint32(kvno),
  );
}

function counted(length: (value: number) => Uint8Array, data: Uint8Array): Uint8Array {
  return concat(length(data.length), data);
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff);
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}
