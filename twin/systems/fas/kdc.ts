import { fromLatin1 } from '../../../lib/protocols/bytes.ts';
import {
  application,
  context,
  type Der,
  DerError,
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeSequence,
  decodeString,
  generalizedTime,
  generalString,
  integer,
  memberOf,
  octets,
  sequence,
} from '../../../lib/protocols/kerberos/der.ts';
import { ETYPES, MESSAGE, VERSION } from '../../../lib/protocols/kerberos/messages.ts';
import { PACKAGERS, SERVICE } from '../../world/people.ts';
import type { World } from '../../world/types.ts';

const TGS_REQ = 12;
/** Kinds of pre-authentication data. */
const PADATA = { encryptedTimestamp: 2, etypeInfo2: 19, cookie: 133, fast: 136 } as const;

/** What a KDC reads of an AS-REQ or TGS-REQ. */
export interface KdcRequest {
  readonly kind: 'AS-REQ' | 'TGS-REQ';
  readonly realm: string;
  /** The client's name as it came, which errors repeat, and as text; a TGS-REQ names none. */
  readonly client: { readonly der: Uint8Array; readonly name: string } | null;
  readonly service: { readonly der: Uint8Array; readonly name: string };
  readonly etypes: readonly number[];
  /** Kinds of the proofs of identity that it brings. */
  readonly padata: readonly number[];
}

/** Throws a `DerError` on anything that is neither. */
export function decodeKdcRequest(data: Uint8Array): KdcRequest {
  const message = decodeDer(data);
  const isTgs = message.tag === (0x60 | TGS_REQ);
  const type = isTgs ? TGS_REQ : MESSAGE.asReq;
  const members = decodeMembers(decodeApplication(message, type));
  if (decodeInteger(memberOf(members, 1, 'pvno')) !== VERSION) throw new DerError('another version');
  if (decodeInteger(memberOf(members, 2, 'msg-type')) !== type) throw new DerError('another message');
  const padata = members.get(3);
  const body = decodeMembers(memberOf(members, 4, 'req-body'));
  const client = body.get(1);
  return {
    kind: isTgs ? 'TGS-REQ' : 'AS-REQ',
    realm: decodeString(memberOf(body, 2, 'realm')),
    client: client === undefined ? null : named(client),
    service: named(memberOf(body, 3, 'sname')),
    etypes: decodeSequence(memberOf(body, 8, 'etype')).map(decodeInteger),
    padata: padata === undefined ? [] : decodeSequence(padata).map(kindOf),
  };
}

function named(value: Der): { readonly der: Uint8Array; readonly name: string } {
  const parts = decodeSequence(memberOf(decodeMembers(value), 1, 'name-string'));
  return { der: value.whole, name: parts.map(decodeString).join('/') };
}

function kindOf(padata: Der): number {
  return decodeInteger(memberOf(decodeMembers(padata), 1, 'padata-type'));
}

const ACCOUNTS: ReadonlySet<string> = new Set([...PACKAGERS, ...Object.values(SERVICE)]);

interface Refusal {
  readonly code: number;
  readonly text: string;
  readonly data?: Uint8Array;
}

/** The KDC's answer. It holds no keys, so that every answer is a refusal, as for whoever proves nothing. */
export function answerKdc(world: World, request: KdcRequest): Uint8Array {
  return encodeRefusal(world.now(), request, refusalOf(world, request));
}

function refusalOf(world: World, { kind, realm, client, service, etypes, padata }: KdcRequest): Refusal {
  if (kind === 'TGS-REQ') return { code: 31, text: 'PROCESS_TGS' };
  if (client === null || realm !== world.realm || !ACCOUNTS.has(client.name)) {
    return { code: 6, text: 'CLIENT_NOT_FOUND' };
  }
  if (service.name !== `krbtgt/${world.realm}`) return { code: 7, text: 'SERVER_NOT_FOUND' };
  const etype = etypes.find((one) => ETYPES.includes(one));
  if (etype === undefined) return { code: 14, text: 'BAD_ENCRYPTION_TYPE' };
  if (padata.includes(PADATA.encryptedTimestamp)) return { code: 24, text: 'PREAUTH_FAILED' };
  return {
    code: 25,
    text: 'NEEDED_PREAUTH',
    data: methods(etype, `${realm}${client.name.replace(/\//g, '')}`),
  };
}

/** METHOD-DATA: how to prove oneself, with which kind of key and which salt. */
function methods(etype: number, salt: string): Uint8Array {
  const method = (type: number, value: Uint8Array): Uint8Array =>
    sequence(context(1, integer(type)), context(2, octets(value)));
  const nothing = new Uint8Array(0);
  const info = sequence(sequence(context(0, integer(etype)), context(1, generalString(salt))));
  return sequence(
    method(PADATA.fast, nothing),
    method(PADATA.etypeInfo2, info),
    method(PADATA.encryptedTimestamp, nothing),
    method(PADATA.cookie, fromLatin1('MIT')),
  );
}

function encodeRefusal(now: number, { realm, client, service }: KdcRequest, refusal: Refusal): Uint8Array {
  const { code, text, data } = refusal;
  return application(
    MESSAGE.error,
    sequence(
      context(0, integer(VERSION)),
      context(1, integer(MESSAGE.error)),
      context(4, generalizedTime(now)),
      context(5, integer(Math.floor((now % 1000) * 1000))),
      context(6, integer(code)),
      ...(client === null ? [] : [context(7, generalString(realm)), context(8, client.der)]),
      context(9, generalString(realm)),
      context(10, service.der),
      context(11, generalString(text)),
      ...(data === undefined ? [] : [context(12, octets(data))]),
    ),
  );
}
