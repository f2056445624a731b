import {
  application,
  context,
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeTime,
  flags,
  generalizedTime,
  generalString,
  integer,
  memberOf,
  octets,
  sequence,
} from './der.ts';
import { decodeEncrypted, encodeEncrypted } from './encrypted.ts';
import { expectHeader, VERSION } from './messages.ts';
import { type Key, USAGE } from './profile.ts';
import type { KerberosTools } from './tools.ts';

const AP_REQUEST = 14;
const AP_REPLY = 15;
const AUTHENTICATOR = 2;
const REPLY_PART = 27;
/** The AP-REQ's flag that asks the service to prove itself as well. */
const MUTUAL = 0x20000000;

/** Permission to use a service (or the ticket-granting service), and the key that proves it is ours. */
export interface Ticket {
  /** Who it was given to, with the realm. */
  readonly principal: string;
  readonly realm: string;
  /** The PrincipalName of the same as the KDC writes it. */
  readonly clientName: Uint8Array;
  /** Handed on unread. */
  readonly ticket: Uint8Array;
  readonly key: Key;
  /** Milliseconds since the epoch, by the KDC's clock. */
  readonly endsAt: number;
}

/** Our time in an authenticator: the service proves itself by giving it back. */
interface Stamp {
  readonly ctime: number;
  readonly cusec: number;
}

interface Purpose {
  readonly usage: number;
  readonly checksum: { readonly type: number; readonly value: Uint8Array };
  readonly mutual: boolean;
}

/** AP-REQ: a ticket, with an authenticator that is good for one use, as services remember those that they saw. */
export async function encodeApRequest(
  { ciphers, nonce, now }: KerberosTools,
  ticket: Ticket,
  { usage, checksum, mutual }: Purpose,
): Promise<{ readonly message: Uint8Array; readonly stamp: Stamp }> {
  const time = Math.floor(now());
  // Within a millisecond, by chance: two requests at once must not look like one that was replayed.
  const cusec = (time % 1000) * 1000 + (nonce() % 1000);
  const ctime = time - (time % 1000);
  const authenticator = application(
    AUTHENTICATOR,
    sequence(
      context(0, integer(VERSION)),
      context(1, generalString(ticket.realm)),
      context(2, ticket.clientName),
      context(3, sequence(context(0, integer(checksum.type)), context(1, octets(checksum.value)))),
      context(4, integer(cusec)),
      context(5, generalizedTime(ctime)),
      context(7, integer(nonce())),
    ),
  );
  const encrypted = await encodeEncrypted(ciphers, ticket.key, usage, authenticator);
  const message = application(
    AP_REQUEST,
    sequence(
      context(0, integer(VERSION)),
      context(1, integer(AP_REQUEST)),
      context(2, flags(mutual ? MUTUAL : 0)),
      context(3, ticket.ticket),
      context(4, encrypted),
    ),
  );
  return { message, stamp: { ctime, cusec } };
}

/**
 * The time in an AP-REP, which only who can read the ticket can know. Throws a `DerError` or an `IntegrityError` on
 * anything else.
 */
export async function decodeApReply(
  { ciphers }: KerberosTools,
  { key }: Ticket,
  message: Uint8Array,
): Promise<Stamp> {
  const members = decodeMembers(decodeApplication(decodeDer(message), AP_REPLY));
  expectHeader(members, AP_REPLY);
  const plain = await decodeEncrypted(ciphers, key, USAGE.apReply, memberOf(members, 2, 'enc-part'));
  const part = decodeMembers(decodeApplication(decodeDer(plain), REPLY_PART));
  return {
    ctime: decodeTime(memberOf(part, 0, 'ctime')),
    cusec: decodeInteger(memberOf(part, 1, 'cusec')),
  };
}
