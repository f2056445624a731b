import {
  application,
  context,
  flags,
  generalizedTime,
  generalString,
  integer,
  sequence,
} from '../../../lib/protocols/kerberos/der.ts';
import { encodeEncrypted } from '../../../lib/protocols/kerberos/encrypted.ts';
import { VERSION } from '../../../lib/protocols/kerberos/messages.ts';
import { type Etype, isEtype, type Key } from '../../../lib/protocols/kerberos/profile.ts';
import { encodeKey, type Name, Refused } from '../../accounts/parts.ts';
import type { Realm } from '../../accounts/realm.ts';
import { sealTicket, TICKET_FLAG, type Ticket } from '../../accounts/ticket.ts';
import type { KdcRequest } from './kdc-request.ts';

/** The longest life of a ticket in Fedora's realm. */
const LIFETIME = 24 * 3_600_000;

/** The first type of key that the client asks for and the twin speaks; refuses with 14 where there is none. */
export function etypeFor({ etypes }: KdcRequest): Etype {
  const etype = etypes.find(isEtype);
  if (etype === undefined) throw new Refused(14, 'BAD_ENCRYPTION_TYPE');
  return etype;
}

/** When a ticket ends that is asked for now, at the latest when the one ends that it is got with. */
export function endOf(realm: Realm, { till }: KdcRequest, latest = Number.POSITIVE_INFINITY): number {
  const end = Math.min(realm.now() + LIFETIME, latest);
  return till === 0 ? end : Math.min(till, end);
}

/** The flags of a ticket: those that say how it was got, and what the client asks for and may have. */
export function flagsFor({ options }: KdcRequest, how: number): number {
  return (how | (options & TICKET_FLAG.forwardable)) >>> 0;
}

interface Reply {
  /** AS-REP or TGS-REP, and the tag of its encrypted part. */
  readonly type: 11 | 13;
  readonly part: 25 | 26;
  readonly request: KdcRequest;
  readonly ticket: Ticket;
  /** What the client can open the encrypted part with. */
  readonly key: Key;
  readonly usage: number;
  readonly padata?: Uint8Array;
}

/** A KDC-REP: the ticket, unreadable for the client, and what the client must know of it. */
export async function encodeReply(realm: Realm, reply: Reply): Promise<Uint8Array> {
  const { type, part, request, ticket, key, usage, padata } = reply;
  const sealed = await sealTicket(realm, request.service, ticket);
  const plain = application(part, partOf(realm, request.service, request.nonce, ticket));
  return application(
    type,
    sequence(
      context(0, integer(VERSION)),
      context(1, integer(type)),
      ...(padata === undefined ? [] : [context(2, padata)]),
      context(3, generalString(realm.name)),
      context(4, ticket.client.der),
      context(5, sealed),
      context(6, await encodeEncrypted(realm.ciphers, key, usage, plain)),
    ),
  );
}

function partOf(realm: Realm, service: Name, nonce: Uint8Array, ticket: Ticket): Uint8Array {
  const noLastLogin = sequence(context(0, integer(0)), context(1, generalizedTime(0)));
  return sequence(
    context(0, encodeKey(ticket.session)),
    context(1, sequence(noLastLogin)),
    context(2, nonce),
    context(4, flags(ticket.flags)),
    context(5, generalizedTime(ticket.authTime)),
    context(6, generalizedTime(ticket.startTime)),
    context(7, generalizedTime(ticket.endTime)),
    context(9, generalString(realm.name)),
    context(10, service.der),
  );
}
