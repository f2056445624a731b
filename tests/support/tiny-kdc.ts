import { randomInt } from 'node:crypto';
import { fromLatin1 } from '../../lib/protocols/bytes.ts';
import type { Exchange, KerberosTools } from '../../lib/protocols/kerberos/client.ts';
import {
  application,
  context,
  type Der,
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeOctets,
  decodeSequence,
  generalizedTime,
  generalString,
  integer,
  memberOf,
  octets,
  sequence,
} from '../../lib/protocols/kerberos/der.ts';
import { decodeEncrypted, encodeEncrypted } from '../../lib/protocols/kerberos/encrypted.ts';
import type { KeytabEntry } from '../../lib/protocols/kerberos/keytab.ts';
import { principalName } from '../../lib/protocols/kerberos/messages.ts';
import { type Etype, type Key, randomKey, stringToKey, USAGE } from '../../lib/protocols/kerberos/profile.ts';
import { nodeCiphers } from '../../twin/ciphers.ts';

export const REALM = 'EXAMPLE.ORG';
export const CLIENT = 'packager';
export const PASSWORD = 'open sesame';

export const PRINCIPAL = `${CLIENT}@${REALM}`;
export const withPassword = { principal: CLIENT, password: PASSWORD, realm: REALM } as const;

/** The clock of a client stands still, at this time. */
export const NOW = Date.UTC(2026, 10, 27, 20, 0, 0) + 250;
export const tools: KerberosTools = {
  ciphers: nodeCiphers,
  nonce: () => randomInt(2 ** 31),
  now: () => NOW,
};

/** A key of `CLIENT` as a keytab holds it. */
export async function keytabEntry(etype: Etype, kvno = 1, password = PASSWORD): Promise<KeytabEntry> {
  const { value } = await stringToKey(nodeCiphers, etype, password, fromLatin1(`${REALM}${CLIENT}`));
  return { principal: PRINCIPAL, kvno, etype, key: value };
}

/** What a KDC of a test does otherwise than a usual one: in `REALM`, for `CLIENT` with `PASSWORD`, with salt. */
export interface Odd {
  readonly etype?: Etype;
  readonly salt?: string;
  /** The `s2kparams` of its ETYPE-INFO2. */
  readonly parameters?: Uint8Array;
  readonly iterations?: number;
  /** Whether it says how the key is made. */
  readonly silent?: true;
  /** Whether it gives the first ticket to everybody, as its content is encrypted anyway. */
  readonly trusting?: true;
  /** Kinds of pre-authentication that it takes. */
  readonly kinds?: readonly number[];
  /** The error that it answers to every request, or to those that prove something. */
  readonly error?: number;
  readonly errorAfterProof?: number;
  readonly text?: string;
  readonly at?: number;
  /** Members of its replies, and of what is encrypted in them, that are changed. */
  readonly reply?: Readonly<Record<number, Uint8Array>>;
  readonly part?: Readonly<Record<number, Uint8Array>>;
  /** The key that it believes the last ticket to have. */
  readonly session?: Key;
  /** The tag of what is encrypted. */
  readonly partTag?: number;
}

interface TinyKdc {
  readonly exchange: Exchange;
  /** All that it was asked. */
  readonly requests: readonly Uint8Array[];
  /** The key of the last ticket that it gave. */
  session(): Key;
}

const members = (all: Readonly<Record<number, Uint8Array>>): Uint8Array =>
  sequence(...Object.entries(all).map(([n, value]) => context(Number(n), value)));

const padata = (type: number, value: Uint8Array): Uint8Array =>
  members({ 1: integer(type), 2: octets(value) });

function wholeOf(request: ReadonlyMap<number, Der>): ReadonlyMap<number, Der> {
  return decodeMembers(memberOf(request, 4, 'req-body'));
}

function proofsIn(request: ReadonlyMap<number, Der>): ReadonlyMap<number, Uint8Array> {
  const list = request.get(3);
  const all = list === undefined ? [] : decodeSequence(list).map((one) => decodeMembers(one));
  return new Map(
    all.map((one) => [decodeInteger(memberOf(one, 1, 'type')), decodeOctets(memberOf(one, 2, 'value'))]),
  );
}

/** A KDC that is usual but for what a test says, and that keeps no clock. */
export function tinyKdc(odd: Odd = {}): TinyKdc {
  const { etype = 18, salt = `${REALM}${CLIENT}`, kinds = [2], at = NOW } = odd;
  const requests: Uint8Array[] = [];
  let session = odd.session ?? randomKey(nodeCiphers, 18);
  const userKey = stringToKey(nodeCiphers, etype, PASSWORD, fromLatin1(salt), odd.iterations);
  const entry = { 0: integer(etype), 1: generalString(salt) };
  const info = sequence(
    members(odd.parameters === undefined ? entry : { ...entry, 2: octets(odd.parameters) }),
  );
  const described = odd.silent ? [] : [padata(19, info)];
  const methods = sequence(
    ...described,
    ...kinds.map((kind) => padata(kind, new Uint8Array(0))),
    padata(133, fromLatin1('cookie')),
  );

  const error = (code: number, data?: Uint8Array): Uint8Array => {
    const told = {
      0: integer(5),
      1: integer(30),
      4: generalizedTime(at),
      5: integer(0),
      6: integer(code),
      9: generalString(REALM),
      11: generalString(odd.text ?? ''),
    };
    return application(30, members(data === undefined ? told : { ...told, 12: octets(data) }));
  };

  const granted = async (type: number, body: ReadonlyMap<number, Der>, key: Key, usage: number) => {
    session = randomKey(nodeCiphers, 18);
    const part = {
      0: members({ 0: integer(18), 1: octets(session.value) }),
      2: memberOf(body, 7, 'nonce').whole,
      7: generalizedTime(at + 3_600_000),
      9: generalString(REALM),
      10: memberOf(body, 3, 'sname').whole,
      ...odd.part,
    };
    const secret = application(odd.partTag ?? (type === 11 ? 25 : 26), members(part));
    const reply = {
      0: integer(5),
      1: integer(type),
      ...(odd.silent || type === 13 ? {} : { 2: sequence(...described) }),
      3: generalString(REALM),
      4: principalName(1, CLIENT),
      5: application(1, sequence(context(0, integer(5)))),
      6: await encodeEncrypted(nodeCiphers, key, usage, secret),
      ...odd.reply,
    };
    return application(type, members(reply));
  };

  const exchange: Exchange = async (message) => {
    requests.push(message);
    const type = decodeDer(message).tag & 0x1f;
    const request = decodeMembers(decodeApplication(decodeDer(message), type));
    const proofs = proofsIn(request);
    if (odd.error !== undefined) return error(odd.error);
    if (type === 12) return granted(13, wholeOf(request), session, USAGE.tgsReply);
    const proof = proofs.get(2);
    if (proof === undefined && !odd.trusting) return error(25, methods);
    if (odd.errorAfterProof !== undefined) return error(odd.errorAfterProof);
    const key = await userKey;
    if (proof !== undefined) {
      const right = await decodeEncrypted(nodeCiphers, key, USAGE.timestamp, decodeDer(proof)).then(
        () => true,
        () => false,
      );
      if (!right || !proofs.has(133)) return error(24);
    }
    return granted(11, wholeOf(request), key, USAGE.asReply);
  };
  return { exchange, requests, session: () => session };
}
