import type { Ciphers } from '../../lib/k6/ports.ts';
import { context, type Der, DerError, integer, octets, sequence } from '../../lib/protocols/kerberos/der.ts';
import { decodeEncrypted, decodeKey } from '../../lib/protocols/kerberos/encrypted.ts';
import * as principal from '../../lib/protocols/kerberos/principal.ts';
import { IntegrityError, type Key } from '../../lib/protocols/kerberos/profile.ts';

/** What RFC 4120 builds its messages of, for a KDC and for a service that takes tickets. */

export const NAME_TYPE = { principal: 1, service: 2 } as const;

/** A request that is understood and not granted, with the code of RFC 4120. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly code: number,
    text: string,
  ) {
    super(text);
  }
}

/** A PrincipalName: its parts as one text, and as it came, for what repeats it. */
export interface Name {
  readonly der: Uint8Array;
  readonly text: string;
}

export function decodeName(value: Der): Name {
  return { der: value.whole, text: principal.decodeName(value) };
}

/** The 32 flags of a BIT STRING, the first one being the highest bit. */
export function decodeFlags(value: Der): number {
  const [unused, ...bytes] = value.body;
  if (value.tag !== 0x03 || unused === undefined) throw new DerError('no BIT STRING');
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** A key in a message; one that cannot be used is refused with 31, as what is encrypted with it cannot be read. */
export function keyIn(value: Der): Key {
  try {
    return decodeKey(value);
  } catch (thrown) {
    if (thrown instanceof IntegrityError) throw new Refused(31, thrown.message);
    throw thrown;
  }
}

/** EncryptionKey. */
export function encodeKey({ etype, value }: Key): Uint8Array {
  return sequence(context(0, integer(etype)), context(1, octets(value)));
}

/** What EncryptedData holds; where the key is another one, it is refused with 31. */
export async function open(ciphers: Ciphers, key: Key, usage: number, value: Der): Promise<Uint8Array> {
  try {
    return await decodeEncrypted(ciphers, key, usage, value);
  } catch (thrown) {
    if (thrown instanceof IntegrityError) throw new Refused(31, thrown.message);
    throw thrown;
  }
}
