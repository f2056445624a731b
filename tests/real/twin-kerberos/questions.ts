import { randomInt } from 'node:crypto';
import {
  type Credential,
  type Exchange,
  type KerberosTools,
  login,
  serviceTicket,
  type Ticket,
} from '../../../lib/protocols/kerberos/client.ts';
import * as der from '../../../lib/protocols/kerberos/der.ts';
import { decodeProxyMessage, encodeProxyMessage } from '../../../lib/protocols/kerberos/kdc-proxy.ts';
import { decodeKdcReply } from '../../../lib/protocols/kerberos/messages.ts';
import { negotiate, refusalIn } from '../../../lib/protocols/kerberos/spnego.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';

/** A realm to ask: where its KDC and a web service of it are, and accounts that are alike but in one thing. */
export interface Party {
  readonly realm: string;
  readonly kdcProxy: string;
  /** A page that only a ticket opens. */
  readonly page: string;
  readonly password: string;
  readonly accounts: Readonly<Record<'good' | 'expired' | 'stale' | 'locked', string>>;
}

/** What came of each question: a code with its word, a status with the reason in its header, or what opened. */
export type Answers = ReadonlyMap<string, string>;

const MINUTE = 60_000;

/** Puts the same questions to a KDC and a web service, as our own client does, and notes what they say. */
export async function ask(party: Party): Promise<Answers> {
  const answers = new Map<string, string>();
  const { realm, password, accounts, page } = party;
  const heard = { said: '' };
  const exchange = exchangeWith(party, heard);
  const kinit = (credential: Credential, aheadMs = 0): Promise<Ticket> =>
    login(toolsOf(aheadMs), exchange, { ...credential, realm });
  /** The KDC's last word, after a step that it may refuse. */
  const note = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    heard.said = 'nothing';
    await work().catch(() => undefined);
    answers.set(name, heard.said);
  };
  const principal = accounts.good;
  await note('password', () => kinit({ principal, password }));
  await note('wrong password', () => kinit({ principal, password: `${password}!` }));
  await note('nobody', () => kinit({ principal: 'nobody-at-all', password }));
  await note('account expired', () => kinit({ principal: accounts.expired, password }));
  await note('password expired', () => kinit({ principal: accounts.stale, password }));
  await note('locked', () => kinit({ principal: accounts.locked, password }));
  await note('our clock ahead', () => kinit({ principal, password }, 10 * MINUTE));
  await note('our clock behind', () => kinit({ principal, password }, -10 * MINUTE));

  const tgt = await kinit({ principal, password });
  const host = new URL(page).hostname;
  const service = (shown: Ticket, name = 'HTTP', at = host, through = exchange, aheadMs = 0) =>
    serviceTicket(toolsOf(aheadMs), through, shown, name, at);
  await note('service', () => service(tgt));
  await note('no such service', () => service(tgt, 'HTTP', 'nowhere.example.org'));
  await note('service, our clock ahead', () => service(tgt, 'HTTP', host, exchange, 10 * MINUTE));
  await note('altered ticket', () => service({ ...tgt, ticket: altered(tgt.ticket, -20) }));
  await note('another key', () => service({ ...tgt, key: { ...tgt.key, value: altered(tgt.key.value, 0) } }));
  await note('altered request', () => service(tgt, 'HTTP', host, (message) => exchange(otherNonce(message))));
  await note('no ticket', () => exchange(withoutTicket(realm)));

  const ticket = await service(tgt);
  const open = async (name: string, headers: Readonly<Record<string, string>>): Promise<void> => {
    answers.set(name, await opened(page, headers));
  };
  const tokenOf = async (shown = ticket, aheadMs = 0): Promise<Uint8Array> =>
    (await negotiate(toolsOf(aheadMs), shown)).token;
  const once = await tokenOf();
  await open('page', { authorization: header(once) });
  await open('page, replayed', { authorization: header(once) });
  await open('page, our clock ahead', { authorization: header(await tokenOf(ticket, 10 * MINUTE)) });
  await open('page, altered proof', { authorization: header(altered(await tokenOf(), -20)) });
  await open('page, altered ticket', {
    authorization: header(await tokenOf({ ...ticket, ticket: altered(ticket.ticket, -20) })),
  });
  await open('page, ticket of the KDC', { authorization: header(await tokenOf(tgt)) });
  await open('page, garbage', { authorization: header(Uint8Array.of(1, 2, 3)) });
  await open('page, half a token', { authorization: header((await tokenOf()).subarray(0, 300)) });
  await open('page, half of Kerberos', {
    authorization: header(withoutSpnego(await tokenOf()).subarray(0, 300)),
  });
  await open('page, bare Kerberos, replayed', { authorization: header(withoutSpnego(once)) });
  await open('page, bare Kerberos', { authorization: header(withoutSpnego(await tokenOf())) });
  await open('page, Basic', { authorization: 'Basic dXNlcjpwYXNz' });
  await open('page, nothing', {});
  return answers;
}

function toolsOf(aheadMs: number): KerberosTools {
  return { ciphers: nodeCiphers, nonce: () => randomInt(2 ** 31), now: () => Date.now() + aheadMs };
}

function exchangeWith({ kdcProxy, realm }: Party, heard: { said: string }): Exchange {
  return async (message) => {
    const response = await fetch(kdcProxy, {
      method: 'POST',
      headers: { 'content-type': 'application/kerberos' },
      body: encodeProxyMessage({ message, realm }),
    });
    const body = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) {
      heard.said = `HTTP ${response.status}`;
      throw new Error(heard.said);
    }
    const reply = decodeProxyMessage(body).message;
    heard.said = saidIn(reply);
    return reply;
  };
}

function saidIn(reply: Uint8Array): string {
  if (reply[0] !== 0x7e) return reply[0] === 0x6b ? 'AS-REP' : 'TGS-REP';
  const error = decodeKdcReply(reply);
  return error.kind === 'error' ? `${error.code} ${error.text}` : '';
}

async function opened(page: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(page, { headers });
  await response.arrayBuffer();
  const told = response.headers.get('www-authenticate') ?? '';
  const token = /Negotiate ([A-Za-z0-9+/]+=*)/.exec(told)?.[1];
  if (token === undefined) return `${response.status} ${told}`;
  const bytes = new Uint8Array(Buffer.from(token, 'base64'));
  const kind = bytes[0] === 0xa1 ? 'SPNEGO' : 'Kerberos';
  if (response.ok) return `${response.status} ${kind} proof`;
  const refusal = refusalIn(bytes);
  return `${response.status} ${kind} ${refusal === null ? Buffer.from(bytes).toString('hex') : `error ${refusal.code}`}`;
}

function header(token: Uint8Array): string {
  return `Negotiate ${Buffer.from(token).toString('base64')}`;
}

/** With one bit changed, at a place counted from the end where it is negative. */
function altered(data: Uint8Array, at: number): Uint8Array {
  const copy = data.slice();
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

/** The nonce stands before the encryption types, which end the request. */
function otherNonce(message: Uint8Array): Uint8Array {
  const types = Buffer.from(der.context(8, der.sequence(der.integer(18), der.integer(17))));
  return altered(message, Buffer.from(message).lastIndexOf(types) - 1);
}

/** A TGS-REQ that shows no ticket. */
function withoutTicket(realm: string): Uint8Array {
  const { context: member, integer, sequence, generalString: text } = der;
  const name = sequence(member(0, integer(2)), member(1, sequence(text('HTTP'), text('127.0.0.1'))));
  const body = sequence(
    member(0, der.flags(0)),
    member(2, text(realm)),
    member(3, name),
    member(5, der.generalizedTime(Date.now() + MINUTE)),
    member(7, integer(randomInt(2 ** 31))),
    member(8, sequence(integer(18))),
  );
  return der.application(12, sequence(member(1, integer(5)), member(2, integer(12)), member(4, body)));
}

/** Kerberos' own token within that of SPNEGO. */
function withoutSpnego(token: Uint8Array): Uint8Array {
  const negotiation = der.decodeDer(der.decodeDer(token).body.subarray(8));
  const offer = der.decodeMembers(der.decodeDer(negotiation.body));
  return der.decodeOctets(der.memberOf(offer, 2, 'mechToken'));
}
