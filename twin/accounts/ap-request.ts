import { toHex } from '../../lib/protocols/bytes.ts';
import {
  type Der,
  DerError,
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeOctets,
  decodeString,
  decodeTime,
  memberOf,
} from '../../lib/protocols/kerberos/der.ts';
import { VERSION } from '../../lib/protocols/kerberos/messages.ts';
import type { Key } from '../../lib/protocols/kerberos/profile.ts';
import { decodeFlags, decodeName, keyIn, open, Refused } from './parts.ts';
import type { Realm } from './realm.ts';
import { openTicket, type Ticket } from './ticket.ts';

const AP_REQ = 14;
const AUTHENTICATOR = 2;
/** The option by which a client asks the service for proof. */
const MUTUAL_REQUIRED = 0x20000000;
/** How far clocks may differ, in milliseconds. */
export const MAX_SKEW = 5 * 60_000;

/** AP-REQ: a ticket, and proof that whoever shows it knows its key. */
interface ApRequest {
  readonly mutual: boolean;
  readonly ticket: Der;
  readonly authenticator: Der;
}

/** Throws a `DerError` on anything else. */
export function decodeApRequest(data: Der): ApRequest {
  const members = decodeMembers(decodeApplication(data, AP_REQ));
  if (decodeInteger(memberOf(members, 0, 'pvno')) !== VERSION) throw new DerError('another version');
  if (decodeInteger(memberOf(members, 1, 'msg-type')) !== AP_REQ) throw new DerError('another message');
  return {
    mutual: (decodeFlags(memberOf(members, 2, 'ap-options')) & MUTUAL_REQUIRED) !== 0,
    ticket: memberOf(members, 3, 'ticket'),
    authenticator: memberOf(members, 4, 'authenticator'),
  };
}

/** What the proof says. */
export interface Authenticator {
  /** The client's time as it came: AP-REP repeats both parts. */
  readonly time: Uint8Array;
  readonly micros: Uint8Array;
  readonly checksum: { readonly type: number; readonly value: Uint8Array } | null;
  /** A key of the client's choice that replaces the session's. */
  readonly subkey: Key | null;
}

/**
 * Checks a ticket for a service and its proof, at the times that the realm's clock tells; refuses with the codes that
 * MIT's library has for what it finds first.
 */
export async function verifyApRequest(
  realm: Realm,
  service: string,
  usage: number,
  request: ApRequest,
): Promise<{ readonly ticket: Ticket; readonly authenticator: Authenticator }> {
  const ticket = await openTicket(realm, service, request.ticket);
  const plain = await open(realm.ciphers, ticket.session, usage, request.authenticator);
  const members = decodeMembers(decodeApplication(decodeDer(plain), AUTHENTICATOR));
  const client = decodeName(memberOf(members, 2, 'cname'));
  const crealm = decodeString(memberOf(members, 1, 'crealm'));
  if (client.text !== ticket.client.text || crealm !== realm.name) {
    throw new Refused(36, `the ticket of ${ticket.client.text}, shown by ${client.text}@${crealm}`);
  }
  const [time, micros] = [memberOf(members, 5, 'ctime'), memberOf(members, 4, 'cusec')];
  expectTimes(realm.now(), decodeTime(time) + decodeInteger(micros) / 1000, ticket);
  const subkey = members.get(6);
  return {
    ticket,
    authenticator: {
      time: time.whole,
      micros: micros.whole,
      checksum: checksumOf(members.get(3)),
      subkey: subkey === undefined ? null : keyIn(subkey),
    },
  };
}

function expectTimes(now: number, told: number, { startTime, endTime }: Ticket): void {
  if (Math.abs(now - told) > MAX_SKEW) throw new Refused(37, 'the clocks differ too much');
  if (startTime > now + MAX_SKEW) throw new Refused(33, 'the ticket is not yet valid');
  if (endTime < now - MAX_SKEW) throw new Refused(32, 'the ticket has expired');
}

function checksumOf(value: Der | undefined): Authenticator['checksum'] {
  if (value === undefined) return null;
  const members = decodeMembers(value);
  return {
    type: decodeInteger(memberOf(members, 0, 'cksumtype')),
    value: decodeOctets(memberOf(members, 1, 'checksum')),
  };
}

/** Proofs that were shown lately: each is good for one use. */
export class ReplayCache {
  readonly #seen = new Map<string, number>();

  /** Refuses with 34 a proof that was shown before. */
  expectNew({ authenticator }: ApRequest, now: number): void {
    for (const [key, at] of this.#seen) {
      if (at >= now - 2 * MAX_SKEW) break;
      this.#seen.delete(key);
    }
    // The end of an encrypted text is its own checksum: no two have the same.
    const key = toHex(authenticator.whole.subarray(-12));
    if (this.#seen.has(key)) throw new Refused(34, 'shown before');
    this.#seen.set(key, now);
  }
}
