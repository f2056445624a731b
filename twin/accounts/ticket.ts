import {
  application,
  context,
  type Der,
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeString,
  decodeTime,
  flags,
  generalizedTime,
  generalString,
  integer,
  memberOf,
  octets,
  sequence,
} from '../../lib/protocols/kerberos/der.ts';
import { encodeEncrypted } from '../../lib/protocols/kerberos/encrypted.ts';
import { VERSION } from '../../lib/protocols/kerberos/messages.ts';
import { type Key, USAGE } from '../../lib/protocols/kerberos/profile.ts';
import { decodeFlags, decodeName, encodeKey, keyIn, type Name, open, Refused } from './parts.ts';
import type { Realm } from './realm.ts';

const TICKET = 1;
const ENCRYPTED_PART = 3;
/** How the realms on a ticket's way are written; none are, as there is but one. */
const NO_REALMS_BETWEEN = sequence(context(0, integer(1)), context(1, octets(new Uint8Array(0))));

/** Flags of a ticket, as bits of its BIT STRING. */
export const TICKET_FLAG = {
  forwardable: 0x40000000,
  initial: 0x00400000,
  preAuthenticated: 0x00200000,
} as const;

/** What a ticket says to the service that it is for. Times are milliseconds since the epoch, whole seconds. */
export interface Ticket {
  readonly flags: number;
  readonly session: Key;
  readonly client: Name;
  readonly authTime: number;
  readonly startTime: number;
  readonly endTime: number;
}

/** A ticket for a service of the realm, which the service's key must exist for. */
export async function sealTicket(realm: Realm, service: Name, ticket: Ticket): Promise<Uint8Array> {
  const key = realm.serviceKey(service.text);
  if (key === undefined) throw new Error(`no key of ${service.text}`);
  const plain = application(
    ENCRYPTED_PART,
    sequence(
      context(0, flags(ticket.flags)),
      context(1, encodeKey(ticket.session)),
      context(2, generalString(realm.name)),
      context(3, ticket.client.der),
      context(4, NO_REALMS_BETWEEN),
      context(5, generalizedTime(ticket.authTime)),
      context(6, generalizedTime(ticket.startTime)),
      context(7, generalizedTime(ticket.endTime)),
    ),
  );
  return application(
    TICKET,
    sequence(
      context(0, integer(VERSION)),
      context(1, generalString(realm.name)),
      context(2, service.der),
      context(3, await encodeEncrypted(realm.ciphers, key, USAGE.ticket, plain)),
    ),
  );
}

/** Reads a ticket that must be for this service; refuses with 35 one for another, with 31 one of another key. */
export async function openTicket(realm: Realm, service: string, value: Der): Promise<Ticket> {
  const outer = decodeMembers(decodeApplication(value, TICKET));
  const version = decodeInteger(memberOf(outer, 0, 'tkt-vno'));
  if (version !== VERSION) throw new Refused(39, `a ticket of version ${version}`);
  const key = realm.serviceKey(service);
  const told = decodeName(memberOf(outer, 2, 'sname')).text;
  if (key === undefined || told !== service)
    throw new Refused(35, `a ticket for ${told}, not for ${service}`);
  const plain = await open(realm.ciphers, key, USAGE.ticket, memberOf(outer, 3, 'enc-part'));
  const members = decodeMembers(decodeApplication(decodeDer(plain), ENCRYPTED_PART));
  const crealm = decodeString(memberOf(members, 2, 'crealm'));
  if (crealm !== realm.name) throw new Refused(36, `a client of ${crealm}`);
  const authTime = decodeTime(memberOf(members, 5, 'authtime'));
  const startTime = members.get(6);
  return {
    flags: decodeFlags(memberOf(members, 0, 'flags')),
    session: keyIn(memberOf(members, 1, 'key')),
    client: decodeName(memberOf(members, 3, 'cname')),
    authTime,
    startTime: startTime === undefined ? authTime : decodeTime(startTime),
    endTime: decodeTime(memberOf(members, 7, 'endtime')),
  };
}
