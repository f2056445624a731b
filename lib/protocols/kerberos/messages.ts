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
  wrongTag,
} from './der.ts';

/** Numbers of RFC 4120; a message's type is also its application tag. */
export const VERSION = 5;
export const MESSAGE = { asReq: 10, asRep: 11, error: 30 } as const;
const NAME_TYPE = { principal: 1, service: 2 } as const;
/** AES with SHA-1, and with SHA-2; keys of 256 bits first. */
export const ETYPES: readonly number[] = [18, 17, 20, 19];

export interface RequestBody {
  readonly realm: string;
  /** Without its realm; left out where a ticket tells who asks. */
  readonly client?: string;
  /** The ticket-granting service of the realm if left out. */
  readonly service?: string;
  /** Milliseconds since the epoch; a KDC refuses one that has passed. */
  readonly till: number;
  /** Below 2^31. A KDC answers a request that it saw just now from its cache: vary it. */
  readonly nonce: number;
  /** Encryption types that we can read, the best one first. */
  readonly etypes?: readonly number[];
}

/** A name as KDCs write it: the type, and its parts, which `/` divides. */
export function principalName(type: number, name: string): Uint8Array {
  return sequence(context(0, integer(type)), context(1, sequence(...name.split('/').map(generalString))));
}

/** KDC-REQ-BODY: what is asked for. */
export function encodeRequestBody(request: RequestBody): Uint8Array {
  const { realm, client, service = `krbtgt/${realm}`, till, nonce, etypes = ETYPES } = request;
  const who = client === undefined ? [] : [context(1, principalName(NAME_TYPE.principal, client))];
  return sequence(
    context(0, flags(0)),
    ...who,
    context(2, generalString(realm)),
    context(3, principalName(NAME_TYPE.service, service)),
    context(5, generalizedTime(till)),
    context(7, integer(nonce)),
    context(8, sequence(...etypes.map(integer))),
  );
}

/**
 * The first message of `kinit`: asks for a ticket-granting ticket without proof of who asks. A KDC answers a known
 * principal with error 25 and how to prove it, an unknown one with 6; neither counts as a failed login.
 */
export function encodeAsRequest(request: RequestBody): Uint8Array {
  return application(
    MESSAGE.asReq,
    sequence(
      context(1, integer(VERSION)),
      context(2, integer(MESSAGE.asReq)),
      context(4, encodeRequestBody(request)),
    ),
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

/** AS-REP or TGS-REP: a ticket. Its times are encrypted. */
export interface TicketGranted {
  readonly kind: 'ticket';
  readonly realm: string;
  /** The ticket as it came: it is handed on to others unread. */
  readonly ticket: Uint8Array;
  readonly etype: number;
  readonly cipher: Uint8Array;
  /** All of the reply's members by their numbers. */
  readonly members: ReadonlyMap<number, Der>;
}

export type KdcReply = KdcRefusal | TicketGranted;

/** The answer to an AS-REQ, or to a request whose granting answer has another type; throws a `DerError` on others. */
export function decodeKdcReply(data: Uint8Array, granting: number = MESSAGE.asRep): KdcReply {
  const message = decodeDer(data);
  if (message.tag === (0x60 | MESSAGE.error)) return refusalOf(message);
  if (message.tag === (0x60 | granting)) return ticketOf(message, granting);
  throw wrongTag(message, 'a KRB-ERROR or a ticket');
}

/** Members 0 and 1 of every message but requests: the version, and the type again. */
export function expectHeader(members: ReadonlyMap<number, Der>, type: number): void {
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

function ticketOf(message: Der, type: number): TicketGranted {
  const members = decodeMembers(decodeApplication(message, type));
  expectHeader(members, type);
  const encrypted = decodeMembers(memberOf(members, 6, 'enc-part'));
  return {
    kind: 'ticket',
    realm: decodeString(memberOf(members, 3, 'crealm')),
    ticket: memberOf(members, 5, 'ticket').whole,
    etype: decodeInteger(memberOf(encrypted, 0, 'etype')),
    cipher: decodeOctets(memberOf(encrypted, 2, 'cipher')),
    members,
  };
}
