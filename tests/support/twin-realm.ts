import { randomInt } from 'node:crypto';
import {
  type Credential,
  type Exchange,
  type KerberosTools,
  login,
  serviceTicket,
  type Ticket,
} from '../../lib/protocols/kerberos/client.ts';
import { negotiate } from '../../lib/protocols/kerberos/spnego.ts';
import { Acceptor } from '../../twin/accounts/acceptor.ts';
import { type AccountChanges, People, TWIN_CREDENTIALS } from '../../twin/accounts/people.ts';
import { Realm } from '../../twin/accounts/realm.ts';
import { nodeCiphers } from '../../twin/ciphers.ts';
import { answerKdc } from '../../twin/systems/fas/kdc.ts';
import { decodeKdcRequest } from '../../twin/systems/fas/kdc-request.ts';

export const REALM = 'FEDORAPROJECT.ORG';
export const HOST = 'koji.example.org';
const START = Date.UTC(2026, 10, 23, 12);

/** Our own client and the twin's KDC and acceptor, face to face; each side has a clock that the test sets. */
export function realmBench(changes: () => AccountChanges = () => ({})) {
  const clock = { client: START, server: START };
  const realm = new Realm({
    name: REALM,
    now: () => clock.server,
    addresses: [`https://${HOST}/`],
    people: new People(changes),
  });
  const tools: KerberosTools = {
    ciphers: nodeCiphers,
    nonce: () => randomInt(2 ** 31),
    now: () => clock.client,
  };
  const exchange: Exchange = (message) => answerKdc(realm, decodeKdcRequest(message));
  const kinit = (credential: Credential = TWIN_CREDENTIALS): Promise<Ticket> =>
    login(tools, exchange, { ...credential, realm: REALM });
  const ticketFor = async (host = HOST, credential?: Credential): Promise<Ticket> =>
    serviceTicket(tools, exchange, await kinit(credential), 'HTTP', host);
  /** A fresh header of a ticket, and what tells whether the answer proves the server. */
  const headerOf = async (ticket: Ticket) => {
    const { token, verify } = await negotiate(tools, ticket);
    return {
      token,
      authorization: negotiateHeader(token),
      verify: (header: string) => verify(tokenOf(header)),
    };
  };
  return { clock, realm, acceptor: new Acceptor(realm), tools, exchange, kinit, ticketFor, headerOf };
}

export function negotiateHeader(token: Uint8Array): string {
  return `Negotiate ${Buffer.from(token).toString('base64')}`;
}

/** The token of such a header. */
export function tokenOf(header: string): Uint8Array {
  return new Uint8Array(Buffer.from(header.replace(/^Negotiate ?/, ''), 'base64'));
}
