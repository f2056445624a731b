import {
  application,
  context,
  type Der,
  DerError,
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeOctets,
  decodeString,
  decodeTime,
  flags,
  generalizedTime,
  generalString,
  integer,
  memberOf,
  sequence,
} from './der.ts';

/** Numbers of RFC 4120; a message's type is also its application tag. */
export const VERSION = 5;
export const MESSAGE = { asReq: 10, asRep: 11, error: 30 } as const;
const NAME_TYPE = { principal: 1, service: 2 } as const;
/** AES with SHA-1, and with SHA-2; keys of 256 bits first. */
export const ETYPES: readonly number[] = [18, 17, 20, 19];

interface AsRequest {
  readonly realm: string;
  /** Without its realm. */
  readonly client: string;
  /** Milliseconds since the epoch; a KDC refuses one that has passed. */
  readonly till: number;
  /** Below 2^31. A KDC answers a request that it saw just now from its cache: vary it. */
  readonly nonce: number;
}

/** A name as KDCs write it: the type, and its parts, which `/` divides. */
export function principalName(type: number, name: string): Uint8Array {
  return sequence(
    context(0, integer(type)),
    context(1, sequence(...name.split('/').map((part) => generalString(part)))),
  );
}

/**
 * The first message of `kinit`: asks for a ticket-granting ticket without proof of who asks. A KDC answers a known
 * principal with error 25 and how to prove it, an unknown one with 6; neither counts as a failed login.
 */
export function encodeAsRequest({ realm, client, till, nonce }: AsRequest): Uint8Array {
  const body = sequence(
    context(0, flags(0)),
    context(1, principalName(NAME_TYPE.principal, client)),
    context(2, generalString(realm)),
    context(3, principalName(NAME_TYPE.service, `krbtgt/${realm}`)),
    context(5, generalizedTime(till)),
    context(7, integer(nonce)),
    context(8, sequence(...ETYPES.map((etype) => integer(etype)))),
  );
  return application(
    MESSAGE.asReq,
    sequence(context(1, integer(VERSION)), context(2, integer(MESSAGE.asReq)), context(4, body)),
  );
}

/** KRB-ERROR: the KDC's refusal, which tells its time in the clear. */
export interface KdcRefusal {
  readonly kind: 'error';
  readonly code: number;
  /** The KDC's clock in milliseconds since the epoch, with a fraction. */
  readonly serverTime: number;
  readonly realm: string;
  /** The KDC's own word for it; empty if it gives none. */
  readonly text: string;
  /** What belongs to the code, e.g. the METHOD-DATA of error 25. */
  readonly data: Uint8Array | null;
}

/** AS-REP: a ticket for a principal that need not prove itself first. Its times are encrypted. */
export interface TicketGranted {
  readonly kind: 'ticket';
  readonly realm: string;
  /** The ticket as it came: it is handed on to others unread. */
  readonly ticket: Uint8Array;
  readonly etype: number;
  readonly cipher: Uint8Array;
}

export type KdcReply = KdcRefusal | TicketGranted;

/** The answer to an AS-REQ; throws a `DerError` on anything else. */
export function decodeKdcReply(data: Uint8Array): KdcReply {
  const message = decodeDer(data);
  if (message.tag === (0x60 | MESSAGE.error)) return refusalOf(message);
  if (message.tag === (0x60 | MESSAGE.asRep)) return ticketOf(message);
  throw new DerError(`neither a KRB-ERROR nor an AS-REP: tag 0x${message.tag.toString(16).padStart(2, '0')}`);
}

/** Members 0 and 1 of both replies. */
function expectHeader(members: ReadonlyMap<number, Der>, type: number): void {
  const version = decodeInteger(memberOf(members, 0, 'pvno'));
  if (version !== VERSION) throw new DerError(`version ${version} of Kerberos`);
  const told = decodeInteger(memberOf(members, 1, 'msg-type'));
  if (told !== type) throw new DerError(`msg-type ${told}, expected ${type}`);
}

function refusalOf(message: Der): KdcRefusal {
  const members = decodeMembers(decodeApplication(message, MESSAGE.error));
  expectHeader(members, MESSAGE.error);
  const text = members.get(11);
  const data = members.get(12);
  const micros = decodeInteger(memberOf(members, 5, 'susec'));
  if (micros < 0 || micros > 999_999) throw new DerError(`susec ${micros}`);
  return {
    kind: 'error',
    code: decodeInteger(memberOf(members, 6, 'error-code')),
    serverTime: decodeTime(memberOf(members, 4, 'stime')) + micros / 1000,
    realm: decodeString(memberOf(members, 9, 'realm')),
    text: text === undefined ? '' : decodeString(text),
    data: data === undefined ? null : decodeOctets(data),
  };
}

function ticketOf(message: Der): TicketGranted {
  const members = decodeMembers(decodeApplication(message, MESSAGE.asRep));
  expectHeader(members, MESSAGE.asRep);
  const encrypted = decodeMembers(memberOf(members, 6, 'enc-part'));
  return {
    kind: 'ticket',
    realm: decodeString(memberOf(members, 3, 'crealm')),
    ticket: memberOf(members, 5, 'ticket').whole,
    etype: decodeInteger(memberOf(encrypted, 0, 'etype')),
    cipher: decodeOctets(memberOf(encrypted, 2, 'cipher')),
  };
}
