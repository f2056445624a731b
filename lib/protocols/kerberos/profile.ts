import type { Ciphers } from '../../k6/ports.ts';
import { concat, fromLatin1, fromUtf8 } from '../bytes.ts';
import { ctsDecrypt, ctsEncrypt } from './cts.ts';
import { nFold } from './n-fold.ts';

/** The encryption types that we speak: 18 is aes256-cts-hmac-sha1-96, 17 aes128-cts-hmac-sha1-96 (RFC 3962). */
export type Etype = 17 | 18;
/** The stronger one first, as they are asked for. */
export const AES_ETYPES: readonly Etype[] = [18, 17];

export interface Key {
  readonly etype: Etype;
  readonly value: Uint8Array;
}

export const KEY_BYTES = { 17: 16, 18: 32 } as const satisfies Record<Etype, number>;
/** The checksum that goes with each encryption type. */
export const CHECKSUM_TYPE = { 17: 15, 18: 16 } as const satisfies Record<Etype, number>;
/** RFC 3962: what a password is stretched by where the KDC names no figure. */
export const DEFAULT_ITERATIONS = 4096;

/** RFC 4120, section 7.5.1: each purpose has a key of its own. */
export const USAGE = {
  /** PA-ENC-TIMESTAMP, with the client's key. */
  timestamp: 1,
  /** Tickets, with the service's key. */
  ticket: 2,
  /** AS-REP, with the client's key. */
  asReply: 3,
  /** TGS-REQ: the checksum over its body, and its authenticator; with the session key. */
  tgsChecksum: 6,
  tgsAuthenticator: 7,
  /** TGS-REP, with the session key, or with the authenticator's subkey. */
  tgsReply: 8,
  tgsReplySubkey: 9,
  /** AP-REQ's authenticator, and AP-REP; with the session key. */
  authenticator: 11,
  apReply: 12,
} as const;

const CONFOUNDER = 16;
const MAC = 12;
const KIND = { checksum: 0x99, encryption: 0xaa, integrity: 0x55 } as const;
const ZERO_IV = new Uint8Array(16);

/** Something was encrypted with another key, or altered since. */
export class IntegrityError extends Error {
  override readonly name = 'IntegrityError';
}

export function isEtype(etype: number): etype is Etype {
  return etype === 17 || etype === 18;
}

/** RFC 3961's DK: a key made of another one for one purpose. */
async function derived(ciphers: Ciphers, base: Uint8Array, constant: Uint8Array): Promise<Uint8Array> {
  // Each block is the encryption of the one before it, which is what CBC makes of zeros.
  const first = constant.length === 16 ? constant : nFold(constant, 16);
  const data = base.length > 16 ? concat(first, new Uint8Array(base.length - 16)) : first;
  return ciphers.aesCbcEncrypt(base, ZERO_IV, data);
}

function usageKey(ciphers: Ciphers, key: Key, usage: number, kind: number): Promise<Uint8Array> {
  return derived(ciphers, key.value, Uint8Array.of(0, 0, usage >>> 8, usage & 0xff, kind));
}

async function mac(ciphers: Ciphers, key: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  return (await ciphers.hmacSha1(key, data)).slice(0, MAC);
}

/** A key of random bytes, e.g. for a session. */
export function randomKey(ciphers: Ciphers, etype: Etype): Key {
  return { etype, value: ciphers.random(KEY_BYTES[etype]) };
}

/** A principal's key from its password. The salt is mostly the realm and the name, one after the other. */
export async function stringToKey(
  ciphers: Ciphers,
  etype: Etype,
  password: string,
  salt: Uint8Array,
  iterations: number = DEFAULT_ITERATIONS,
): Promise<Key> {
  const stretched = await ciphers.pbkdf2Sha1(fromUtf8(password), salt, iterations, KEY_BYTES[etype]);
  return { etype, value: await derived(ciphers, stretched, fromLatin1('kerberos')) };
}

/** Encrypts for one purpose (see `USAGE`); the same bytes come out different each time. */
export async function encrypt(
  ciphers: Ciphers,
  key: Key,
  usage: number,
  plain: Uint8Array,
): Promise<Uint8Array> {
  const data = concat(ciphers.random(CONFOUNDER), plain);
  const encryptionKey = await usageKey(ciphers, key, usage, KIND.encryption);
  const integrityKey = await usageKey(ciphers, key, usage, KIND.integrity);
  return concat(await ctsEncrypt(ciphers, encryptionKey, data), await mac(ciphers, integrityKey, data));
}

/** Throws an `IntegrityError` where the key or the purpose is another one, or the bytes were altered. */
export async function decrypt(
  ciphers: Ciphers,
  key: Key,
  usage: number,
  cipher: Uint8Array,
): Promise<Uint8Array> {
  const end = cipher.length - MAC;
  if (end < CONFOUNDER) throw new IntegrityError(`${cipher.length} bytes are too few for anything encrypted`);
  const encryptionKey = await usageKey(ciphers, key, usage, KIND.encryption);
  const integrityKey = await usageKey(ciphers, key, usage, KIND.integrity);
  const data = await ctsDecrypt(ciphers, encryptionKey, cipher.subarray(0, end));
  if (!same(await mac(ciphers, integrityKey, data), cipher.subarray(end))) {
    throw new IntegrityError('encrypted with another key, or altered');
  }
  return data.slice(CONFOUNDER);
}

/** The checksum of the key's type (see `CHECKSUM_TYPE`). */
export async function checksum(
  ciphers: Ciphers,
  key: Key,
  usage: number,
  data: Uint8Array,
): Promise<Uint8Array> {
  return mac(ciphers, await usageKey(ciphers, key, usage, KIND.checksum), data);
}

/** Whether two byte strings are equal, in a time that does not tell where they differ. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  one.forEach((byte, i) => {
    difference |= byte ^ (other[i] ?? 0);
  });
  return difference === 0;
}
