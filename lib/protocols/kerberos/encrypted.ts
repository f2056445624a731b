import type { Ciphers } from '../../k6/ports.ts';
import {
  context,
  type Der,
  decodeInteger,
  decodeMembers,
  decodeOctets,
  integer,
  memberOf,
  octets,
  sequence,
} from './der.ts';
import { decrypt, encrypt, IntegrityError, isEtype, KEY_BYTES, type Key } from './profile.ts';

/** EncryptedData: bytes for one purpose, with the type of the key beside them. */
export async function encodeEncrypted(
  ciphers: Ciphers,
  key: Key,
  usage: number,
  plain: Uint8Array,
): Promise<Uint8Array> {
  const cipher = await encrypt(ciphers, key, usage, plain);
  return sequence(context(0, integer(key.etype)), context(2, octets(cipher)));
}

/** What EncryptedData hides; throws an `IntegrityError` where the key is another one. */
export async function decodeEncrypted(
  ciphers: Ciphers,
  key: Key,
  usage: number,
  data: Der,
): Promise<Uint8Array> {
  const members = decodeMembers(data);
  const etype = decodeInteger(memberOf(members, 0, 'etype'));
  if (etype !== key.etype) throw new IntegrityError(`encrypted with a key of type ${etype}`);
  return decrypt(ciphers, key, usage, decodeOctets(memberOf(members, 2, 'cipher')));
}

/** EncryptionKey: a session's key. Throws an `IntegrityError` on one that we cannot use. */
export function decodeKey(data: Der): Key {
  const members = decodeMembers(data);
  const etype = decodeInteger(memberOf(members, 0, 'keytype'));
  const value = decodeOctets(memberOf(members, 1, 'keyvalue')).slice();
  if (!isEtype(etype)) throw new IntegrityError(`a session key of type ${etype}`);
  if (value.length !== KEY_BYTES[etype]) throw new IntegrityError(`a session key of ${value.length} bytes`);
  return { etype, value };
}
