import { fromLatin1 } from '../bytes.ts';
import {
  context,
  type Der,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeOctets,
  decodeSequence,
  generalizedTime,
  integer,
  memberOf,
  octets,
  sequence,
} from './der.ts';
import { encodeEncrypted } from './encrypted.ts';
import type { KeytabEntry } from './keytab.ts';
import type { Principal } from './principal.ts';
import {
  AES_ETYPES,
  DEFAULT_ITERATIONS,
  type Etype,
  isEtype,
  type Key,
  stringToKey,
  USAGE,
} from './profile.ts';
import { KerberosError } from './refusals.ts';
import type { KerberosTools } from './tools.ts';

/** Kinds of pre-authentication data (RFC 4120 and its additions). */
const PADATA = { encryptedTimestamp: 2, etypeInfo2: 19, cookie: 133 } as const;
/** Kinds that prove by something else than a password alone, by the names people know. */
const OUT_OF_REACH: Readonly<Record<number, string>> = {
  16: 'PKINIT',
  136: 'FAST',
  138: 'FAST',
  141: 'OTP',
  151: 'SPAKE',
};
/** Anybody between us and the KDC can ask for any figure: this many take a moment, two to the 32nd take days. */
const MAX_ITERATIONS = 100_000;

interface Padata {
  readonly type: number;
  readonly value: Uint8Array;
  readonly whole: Uint8Array;
}

/** What a password or keytab is good for, and what it needs to become a key. */
export type Secret = { readonly password: string } | { readonly keys: readonly KeytabEntry[] };

/** PA-DATA, of a reply or of the METHOD-DATA in error 25. */
export function decodePadata(list: Der): Padata[] {
  return decodeSequence(list).map((one) => {
    const members = decodeMembers(one);
    return {
      type: decodeInteger(memberOf(members, 1, 'padata-type')),
      value: decodeOctets(memberOf(members, 2, 'padata-value')),
      whole: one.whole,
    };
  });
}

/** The types to ask a KDC for: it names the best one of them only, so none for which there is no key. */
export function etypesOf(secret: Secret): readonly Etype[] {
  if ('password' in secret) return AES_ETYPES;
  return AES_ETYPES.filter((etype) => secret.keys.some((key) => key.etype === etype));
}

/** PA-ENC-TIMESTAMP: our time, encrypted with the principal's key, proves that we have it. */
export async function proof(
  tools: KerberosTools,
  client: Principal,
  secret: Secret,
  methods: readonly Padata[],
): Promise<{ readonly key: Key; readonly padata: readonly Uint8Array[] }> {
  if (!methods.some(({ type }) => type === PADATA.encryptedTimestamp)) throw outOfReach(client, methods);
  const key = await keyOf(tools, client, secret, methods);
  const now = tools.now();
  const time = sequence(
    context(0, generalizedTime(now)),
    context(1, integer((Math.floor(now) % 1000) * 1000)),
  );
  const encrypted = await encodeEncrypted(tools.ciphers, key, USAGE.timestamp, time);
  const timestamp = sequence(context(1, integer(PADATA.encryptedTimestamp)), context(2, octets(encrypted)));
  // The KDC knows by its cookie which refusal we answer.
  const cookies = methods.filter(({ type }) => type === PADATA.cookie).map(({ whole }) => whole);
  return { key, padata: [timestamp, ...cookies] };
}

function outOfReach({ name, realm }: Principal, methods: readonly Padata[]): KerberosError {
  const kinds = methods.flatMap(({ type }) => OUT_OF_REACH[type] ?? []);
  const offered = kinds.length === 0 ? 'nothing that we know' : [...new Set(kinds)].join(', ');
  const reason = `the KDC takes no encrypted timestamp of ${name}@${realm}, only ${offered}`;
  return new KerberosError(
    `${reason}: out of reach here, the account must allow a plain password or keytab`,
    25,
    true,
  );
}

/**
 * The principal's key, of the type that the KDC names (ETYPE-INFO2), or of the one given. A KDC that names none means
 * the usual salt.
 */
export async function keyOf(
  { ciphers }: KerberosTools,
  client: Principal,
  secret: Secret,
  methods: readonly Padata[],
  wanted?: number,
): Promise<Key> {
  const infos = methods
    .filter(({ type }) => type === PADATA.etypeInfo2)
    .flatMap(({ value }) => decodeInfos(value));
  const named = infos.filter(({ etype }) => wanted === undefined || etype === wanted);
  const [fallback = 18] = etypesOf(secret);
  const candidates = named.length > 0 ? named : [{ etype: wanted ?? fallback, salt: null, iterations: null }];
  for (const { etype, salt, iterations } of candidates) {
    if (!isEtype(etype)) continue;
    if ('keys' in secret) {
      const entry = newest(secret.keys, etype);
      if (entry !== undefined) return { etype, value: entry.key };
      continue;
    }
    const usual = fromLatin1(client.realm + client.name.split('/').join(''));
    return stringToKey(ciphers, etype, secret.password, salt ?? usual, bounded(iterations));
  }
  const types = candidates.map(({ etype }) => etype).join(', ');
  throw new KerberosError(`the KDC wants keys of encryption type ${types}, for which there is none here`);
}

function newest(keys: readonly KeytabEntry[], etype: Etype): KeytabEntry | undefined {
  const fitting = keys.filter((key) => key.etype === etype);
  return fitting.sort((one, other) => other.kvno - one.kvno)[0];
}

function bounded(iterations: number | null): number {
  const count = iterations ?? DEFAULT_ITERATIONS;
  // Zero stands for two to the 32nd.
  if (count > 0 && count <= MAX_ITERATIONS) return count;
  const told = count === 0 ? 2 ** 32 : count;
  throw new KerberosError(`the KDC wants the password stretched ${told} times, more than ${MAX_ITERATIONS}`);
}

interface EtypeInfo {
  readonly etype: number;
  readonly salt: Uint8Array | null;
  readonly iterations: number | null;
}

function decodeInfos(value: Uint8Array): EtypeInfo[] {
  return decodeSequence(decodeDer(value)).map((entry) => {
    const members = decodeMembers(entry);
    const parameters = members.get(2);
    return {
      etype: decodeInteger(memberOf(members, 0, 'etype')),
      // A string of whatever bytes: passwords are salted with them as they are.
      salt: members.get(1)?.body ?? null,
      iterations: parameters === undefined ? null : iterationsOf(decodeOctets(parameters)),
    };
  });
}

function iterationsOf(parameters: Uint8Array): number {
  if (parameters.length !== 4) {
    throw new KerberosError(`the KDC's parameters for the key have ${parameters.length} bytes, expected 4`);
  }
  return new DataView(parameters.buffer, parameters.byteOffset, 4).getUint32(0);
}
