import { DerError, decodeDer } from '../../../lib/protocols/kerberos/der.ts';
import {
  CHECKSUM_TYPE,
  checksum,
  type Key,
  randomKey,
  same,
  USAGE,
} from '../../../lib/protocols/kerberos/profile.ts';
import { type Authenticator, decodeApRequest, verifyApRequest } from '../../accounts/ap-request.ts';
import { Refused } from '../../accounts/parts.ts';
import type { Realm } from '../../accounts/realm.ts';
import { TICKET_FLAG } from '../../accounts/ticket.ts';
import { encodeReply, endOf, etypeFor, flagsFor } from './kdc-reply.ts';
import type { KdcRequest } from './kdc-request.ts';

/** The kind of pre-authentication data that holds the ticket to get others with. */
const PA_TGS_REQ = 1;

/** The TGS exchange: a ticket for one service, for who shows the one that `login` gave. */
export async function grant(realm: Realm, request: KdcRequest): Promise<Uint8Array> {
  const shown = request.padata.find(({ type }) => type === PA_TGS_REQ);
  if (shown === undefined) throw new Refused(16, 'PROCESS_TGS');
  const { ticket, authenticator } = await verified(realm, shown.value);
  await expectUntouched(realm, request, ticket.session, authenticator);
  const { service } = request;
  const isWeb = service.text.startsWith('HTTP/') && realm.serviceKey(service.text) !== undefined;
  if (request.realm !== realm.name || !isWeb) throw new Refused(7, 'LOOKING_UP_SERVER');
  const { client, authTime, endTime } = ticket;
  const granted = {
    flags: flagsFor(request, TICKET_FLAG.preAuthenticated),
    session: randomKey(realm.ciphers, etypeFor(request)),
    client,
    authTime,
    startTime: realm.now(),
    endTime: endOf(realm, request, endTime),
  };
  const { subkey } = authenticator;
  const sealing =
    subkey === null
      ? { key: ticket.session, usage: USAGE.tgsReply }
      : { key: subkey, usage: USAGE.tgsReplySubkey };
  return encodeReply(realm, { type: 13, part: 26, request, ticket: granted, ...sealing });
}

/** Refusals have the text that MIT's KDC gives to all of this step. */
async function verified(realm: Realm, value: Uint8Array) {
  try {
    const request = decodeApRequest(decodeDer(value));
    return await verifyApRequest(realm, realm.grantingService, USAGE.tgsAuthenticator, request);
  } catch (thrown) {
    if (thrown instanceof Refused) throw new Refused(thrown.code, 'PROCESS_TGS');
    if (thrown instanceof DerError) throw new Refused(60, 'PROCESS_TGS');
    throw thrown;
  }
}

/** The proof holds a checksum of the request, so that nobody can change what is asked for. */
async function expectUntouched(
  realm: Realm,
  { body }: KdcRequest,
  key: Key,
  { checksum: told }: Authenticator,
): Promise<void> {
  if (told === null || told.type !== CHECKSUM_TYPE[key.etype]) throw new Refused(50, 'PROCESS_TGS');
  const expected = await checksum(realm.ciphers, key, USAGE.tgsChecksum, body);
  if (!same(told.value, expected)) throw new Refused(31, 'PROCESS_TGS');
}
