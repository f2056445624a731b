import { fromLatin1 } from '../../../lib/protocols/bytes.ts';
import {
  context,
  DerError,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeTime,
  generalString,
  integer,
  memberOf,
  octets,
  sequence,
} from '../../../lib/protocols/kerberos/der.ts';
import { type Etype, type Key, randomKey, USAGE } from '../../../lib/protocols/kerberos/profile.ts';
import { MAX_SKEW } from '../../accounts/ap-request.ts';
import { open, Refused } from '../../accounts/parts.ts';
import type { Account } from '../../accounts/people.ts';
import type { Realm } from '../../accounts/realm.ts';
import { TICKET_FLAG } from '../../accounts/ticket.ts';
import { encodeReply, endOf, etypeFor, flagsFor } from './kdc-reply.ts';
import type { KdcRequest } from './kdc-request.ts';

/** Kinds of pre-authentication data. */
const PADATA = { encryptedTimestamp: 2, etypeInfo2: 19, cookie: 133, fast: 136 } as const;

/** Refused until the client proves itself, with how it can (METHOD-DATA). */
export class PreauthRefused extends Refused {
  constructor(
    code: number,
    text: string,
    readonly methods: Uint8Array,
  ) {
    super(code, text);
  }
}

/** The AS exchange: a ticket to get others with, for who knows the account's password. */
export async function login(realm: Realm, request: KdcRequest): Promise<Uint8Array> {
  const { client, service } = request;
  const account = client === null ? undefined : realm.people.find(client.text);
  if (client === null || account === undefined || request.realm !== realm.name) {
    throw new Refused(6, 'CLIENT_NOT_FOUND');
  }
  if (service.text !== realm.grantingService) throw new Refused(7, 'SERVER_NOT_FOUND');
  expectGood(account);
  const etype = etypeFor(request);
  const salt = realm.saltOf(account);
  const key = await realm.accountKey(account, etype);
  await expectProof(realm, request, key, methods(etype, salt));
  const now = realm.now();
  const ticket = {
    flags: flagsFor(request, TICKET_FLAG.initial | TICKET_FLAG.preAuthenticated),
    session: randomKey(realm.ciphers, etype),
    client,
    authTime: now,
    startTime: now,
    endTime: endOf(realm, request),
  };
  const padata = sequence(method(PADATA.etypeInfo2, info(etype, salt)));
  const sealing = { key, usage: USAGE.asReply, padata };
  return encodeReply(realm, { type: 11, part: 25, request, ticket, ...sealing });
}

/** MIT's KDC looks at the account before it looks at the proof. */
function expectGood({ state }: Account): void {
  switch (state) {
    case 'active':
      return;
    case 'account expired':
      throw new Refused(1, 'CLIENT EXPIRED');
    case 'password expired':
      throw new Refused(23, 'CLIENT KEY EXPIRED');
    case 'revoked':
      throw new Refused(18, 'CLIENT LOCKED OUT');
  }
}

/** The proof is the client's time, encrypted with the account's key. */
async function expectProof(
  realm: Realm,
  { padata }: KdcRequest,
  key: Key,
  accepted: Uint8Array,
): Promise<void> {
  const proof = padata.find(({ type }) => type === PADATA.encryptedTimestamp);
  if (proof === undefined) throw new PreauthRefused(25, 'NEEDED_PREAUTH', accepted);
  const told = await timeIn(realm, proof.value, key);
  if (told === null) throw new PreauthRefused(24, 'PREAUTH_FAILED', accepted);
  if (Math.abs(realm.now() - told) > MAX_SKEW) throw new PreauthRefused(37, 'PREAUTH_FAILED', accepted);
}

async function timeIn(realm: Realm, value: Uint8Array, key: Key): Promise<number | null> {
  try {
    const plain = await open(realm.ciphers, key, USAGE.timestamp, decodeDer(value));
    const members = decodeMembers(decodeDer(plain));
    const micros = members.get(1);
    return (
      decodeTime(memberOf(members, 0, 'patimestamp')) +
      (micros === undefined ? 0 : decodeInteger(micros) / 1000)
    );
  } catch (thrown) {
    if (thrown instanceof Refused || thrown instanceof DerError) return null;
    throw thrown;
  }
}

function method(type: number, value: Uint8Array): Uint8Array {
  return sequence(context(1, integer(type)), context(2, octets(value)));
}

/** ETYPE-INFO2: with which kind of key and which salt. */
function info(etype: Etype, salt: string): Uint8Array {
  return sequence(sequence(context(0, integer(etype)), context(1, generalString(salt))));
}

/** METHOD-DATA: the ways to prove oneself. */
function methods(etype: Etype, salt: string): Uint8Array {
  const nothing = new Uint8Array(0);
  return sequence(
    method(PADATA.fast, nothing),
    method(PADATA.etypeInfo2, info(etype, salt)),
    method(PADATA.encryptedTimestamp, nothing),
    method(PADATA.cookie, fromLatin1('MIT')),
  );
}
