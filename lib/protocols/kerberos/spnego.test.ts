import { describe, expect, it } from 'vitest';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { concat, toHex } from '../bytes.ts';
import type { Ticket } from './ap.ts';
import type { KerberosTools } from './client.ts';
import {
  application,
  context,
  type Der,
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeOctets,
  decodeString,
  decodeTime,
  generalizedTime,
  generalString,
  integer,
  memberOf,
  octets,
  sequence,
} from './der.ts';
import { decodeEncrypted, encodeEncrypted } from './encrypted.ts';
import { principalName } from './messages.ts';
import { type Key, randomKey, USAGE } from './profile.ts';
import { negotiate, refusalIn } from './spnego.ts';

const NOW = Date.UTC(2026, 10, 27, 20, 0, 0) + 250;
let drawn = 0;
const tools: KerberosTools = { ciphers: nodeCiphers, nonce: () => ++drawn, now: () => NOW };
const ticket: Ticket = {
  principal: 'packager@EXAMPLE.ORG',
  realm: 'EXAMPLE.ORG',
  clientName: principalName(1, 'packager'),
  ticket: application(1, sequence(context(0, integer(5)))),
  key: randomKey(nodeCiphers, 18),
  endsAt: NOW + 3_600_000,
};

const KRB5 = new Uint8Array(Buffer.from('06092a864886f712010202', 'hex'));
const SPNEGO = new Uint8Array(Buffer.from('06062b0601050502', 'hex'));

/** The AP-REQ in a token, by its members. */
function requestIn(token: Uint8Array): ReadonlyMap<number, Der> {
  const offer = decodeDer(token);
  expect(offer.tag).toBe(0x60);
  expect(toHex(offer.body.subarray(0, SPNEGO.length))).toBe(toHex(SPNEGO));
  const init = decodeMembers(decodeDer(decodeDer(offer.body.subarray(SPNEGO.length)).body));
  expect(toHex(memberOf(init, 0, 'mechTypes').body)).toBe(toHex(KRB5));
  const inner = decodeDer(decodeOctets(memberOf(init, 2, 'mechToken')));
  expect(toHex(inner.body.subarray(0, KRB5.length + 2))).toBe(`${toHex(KRB5)}0100`);
  return decodeMembers(decodeApplication(decodeDer(inner.body.subarray(KRB5.length + 2)), 14));
}

async function authenticatorIn(token: Uint8Array): Promise<ReadonlyMap<number, Der>> {
  const encrypted = memberOf(requestIn(token), 4, 'authenticator');
  const plain = await decodeEncrypted(nodeCiphers, ticket.key, USAGE.authenticator, encrypted);
  return decodeMembers(decodeApplication(decodeDer(plain), 2));
}

describe('a token', () => {
  it('holds the ticket, asks for an answer, and tells who it is from, and when', async () => {
    const { token } = await negotiate(tools, ticket);
    const request = requestIn(token);
    expect(toHex(memberOf(request, 2, 'ap-options').whole)).toBe('03050020000000');
    expect(memberOf(request, 3, 'ticket').whole).toEqual(ticket.ticket);
    const authenticator = await authenticatorIn(token);
    expect(decodeString(memberOf(authenticator, 1, 'crealm'))).toBe('EXAMPLE.ORG');
    expect(memberOf(authenticator, 2, 'cname').whole).toEqual(ticket.clientName);
    expect(decodeTime(memberOf(authenticator, 5, 'ctime'))).toBe(NOW - 250);
    expect(Math.floor(decodeInteger(memberOf(authenticator, 4, 'cusec')) / 1000)).toBe(250);
    const checksum = decodeMembers(memberOf(authenticator, 3, 'cksum'));
    expect(decodeInteger(memberOf(checksum, 0, 'cksumtype'))).toBe(0x8003);
    expect(toHex(decodeOctets(memberOf(checksum, 1, 'checksum')))).toBe(`10000000${'00'.repeat(16)}02000000`);
  });

  it('is another one each time', async () => {
    const [one, other] = [await negotiate(tools, ticket), await negotiate(tools, ticket)];
    const stamps = await Promise.all(
      [one, other].map(async ({ token }) => memberOf(await authenticatorIn(token), 4, 'cusec')),
    );
    expect(stamps[0]?.body).not.toEqual(stamps[1]?.body);
  });
});

interface Proof {
  readonly ctime?: number;
  readonly later?: number;
  readonly key?: Key;
  readonly usage?: number;
  readonly type?: number;
}

/** The AP-REP to a token, as a service makes it that can read the ticket. */
async function answerTo(
  token: Uint8Array,
  { later = 0, key = ticket.key, usage = USAGE.apReply, type = 15 }: Proof = {},
) {
  const authenticator = await authenticatorIn(token);
  const cusec = decodeInteger(memberOf(authenticator, 4, 'cusec'));
  const ctime = decodeTime(memberOf(authenticator, 5, 'ctime'));
  const part = application(
    27,
    sequence(
      context(0, generalizedTime(ctime + later * 1000)),
      context(1, integer(cusec + later)),
      context(3, integer(7)),
    ),
  );
  const encrypted = await encodeEncrypted(nodeCiphers, key, usage, part);
  return application(
    type,
    sequence(context(0, integer(5)), context(1, integer(type)), context(2, encrypted)),
  );
}

const framed = (message: Uint8Array, kind = [2, 0]): Uint8Array =>
  application(0, KRB5, Uint8Array.from(kind), message);
/** SPNEGO's answer: accept-completed (or reject), the mechanism, and what it says. */
const answer = (inner: Uint8Array, state = 0): Uint8Array =>
  context(
    1,
    sequence(context(0, Uint8Array.of(0x0a, 1, state)), context(1, KRB5), context(2, octets(inner))),
  );

describe('the answer', () => {
  it('proves the service, framed and within SPNEGO or not', async () => {
    const { token, verify } = await negotiate(tools, ticket);
    const reply = await answerTo(token);
    for (const form of [answer(framed(reply)), framed(reply), answer(reply), reply])
      expect(await verify(form)).toBe(true);
  });

  it.each<[string, (token: Uint8Array) => Promise<Uint8Array>]>([
    ['has another time', async (token) => answer(framed(await answerTo(token, { later: 1 })))],
    [
      'is made with another key',
      async (token) => answer(framed(await answerTo(token, { key: randomKey(nodeCiphers, 18) }))),
    ],
    [
      'is made with a key of another type',
      async (token) => answer(framed(await answerTo(token, { key: randomKey(nodeCiphers, 17) }))),
    ],
    [
      'is encrypted for another purpose',
      async (token) => answer(framed(await answerTo(token, { usage: USAGE.authenticator }))),
    ],
    ['is another message', async (token) => answer(framed(await answerTo(token, { type: 14 })))],
    ['is framed as another message', async (token) => answer(framed(await answerTo(token), [1, 0]))],
    ['is cut', async (token) => answer(framed(await answerTo(token))).subarray(0, 40)],
    ['is our own token', async (token) => token],
    ['is empty', async () => new Uint8Array(0)],
    ['accepts without a word', async () => context(1, sequence(context(0, Uint8Array.of(0x0a, 1, 0))))],
  ])('proves nothing if it %s', async (_what, made) => {
    const { token, verify } = await negotiate(tools, ticket);
    expect(await verify(await made(token))).toBe(false);
  });

  it('proves nothing to another request', async () => {
    const [one, other] = [await negotiate(tools, ticket), await negotiate(tools, ticket)];
    expect(await other.verify(await answerTo(one.token))).toBe(false);
  });

  it('proves nothing where any byte is altered that counts', async () => {
    const { token, verify } = await negotiate(tools, ticket);
    const reply = await answerTo(token);
    for (let at = reply.length - 60; at < reply.length; at++) {
      const altered = Uint8Array.from(reply, (byte, i) => (i === at ? byte ^ 1 : byte));
      expect(await verify(altered), String(at)).toBe(false);
    }
  });
});

describe('a refusal', () => {
  const error = application(
    30,
    sequence(
      context(0, integer(5)),
      context(1, integer(30)),
      context(4, generalizedTime(NOW)),
      context(5, integer(0)),
      context(6, integer(37)),
      context(9, generalString('EXAMPLE.ORG')),
    ),
  );

  it('is read from the answer of a 401', () => {
    expect(refusalIn(answer(framed(error, [3, 0]), 2))).toMatchObject({ code: 37, serverTime: NOW - 250 });
    expect(refusalIn(framed(error, [3, 0]))).toMatchObject({ code: 37 });
  });

  it('may not be there', async () => {
    const { token } = await negotiate(tools, ticket);
    const none = [
      new Uint8Array(0),
      concat(error, error),
      context(1, sequence()),
      answer(framed(await answerTo(token))),
      token,
    ];
    expect(none.map(refusalIn)).toEqual([null, null, null, null, null]);
  });
});
