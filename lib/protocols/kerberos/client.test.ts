import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  keytabEntry,
  NOW,
  type Odd,
  PASSWORD,
  PRINCIPAL,
  REALM,
  tinyKdc,
  tools,
  withPassword,
} from '../../../tests/support/tiny-kdc.ts';
import { toLatin1 } from '../bytes.ts';
import { login, serviceTicket } from './client.ts';
import {
  decodeApplication,
  decodeDer,
  decodeInteger,
  decodeMembers,
  decodeSequence,
  integer,
  memberOf,
} from './der.ts';
import { principalName } from './messages.ts';
import type { Etype } from './profile.ts';

/** The encryption types that a request asks for. */
function etypesIn(request: Uint8Array): number[] {
  const message = decodeDer(request);
  const body = memberOf(decodeMembers(decodeApplication(message, message.tag & 0x1f)), 4, 'req-body');
  return decodeSequence(memberOf(decodeMembers(body), 8, 'etype')).map(decodeInteger);
}

describe('a login', () => {
  it.each<[string, Odd]>([
    ['aes256', {}],
    ['aes128', { etype: 17 }],
    ['a salt of its own', { salt: 'another salt' }],
    ['other iterations', { parameters: Uint8Array.of(0, 0, 1, 0), iterations: 256 }],
    ['a KDC that trusts everybody', { trusting: true }],
    ['a KDC that trusts everybody and salts oddly', { trusting: true, salt: 'another salt' }],
    ['a KDC that does not say how keys are made', { silent: true }],
    ['the same, trusting', { silent: true, trusting: true, etype: 17 }],
    ['a KDC that tags both replies alike', { partTag: 26 }],
    ['a KDC with other ways too', { kinds: [136, 151, 2, 16] }],
  ])('by password takes %s', async (_what, odd) => {
    const kdc = tinyKdc({ at: NOW, ...odd });
    const ticket = await login(tools, kdc.exchange, withPassword);
    expect(ticket).toMatchObject({ principal: PRINCIPAL, realm: REALM, key: kdc.session() });
    expect(ticket.endsAt).toBe(NOW - 250 + 3_600_000);
    expect(kdc.requests).toHaveLength(odd.trusting ? 1 : 2);
  });

  it('may name the realm with the principal', async () => {
    const kdc = tinyKdc({ at: NOW });
    const ticket = await login(tools, kdc.exchange, {
      ...withPassword,
      principal: PRINCIPAL,
      realm: 'ELSEWHERE.ORG',
    });
    expect(ticket.principal).toBe(PRINCIPAL);
  });

  it('never sends the password, nor the same nonce twice', async () => {
    const kdc = tinyKdc({ at: NOW });
    await login(tools, kdc.exchange, withPassword);
    expect(kdc.requests.map(toLatin1).join('')).not.toContain(PASSWORD);
    expect(kdc.requests[0]).not.toEqual(kdc.requests[1]?.subarray(0, kdc.requests[0]?.length));
  });

  it.each<[string, readonly Etype[], Etype, readonly number[]]>([
    ['both keys', [17, 18], 18, [18, 17]],
    ['the short key alone', [17], 17, [17]],
    ['the long key alone', [18], 18, [18]],
  ])('by keytab asks for what %s can read', async (_what, held, etype, asked) => {
    const keytab = await Promise.all(held.map((one) => keytabEntry(one)));
    const kdc = tinyKdc({ etype, at: NOW });
    await login(tools, kdc.exchange, { principal: CLIENT, keytab, realm: REALM });
    expect(kdc.requests.map(etypesIn)).toEqual([asked, asked]);
  });

  it('by keytab takes the newest of several keys, past those of others', async () => {
    const old = await keytabEntry(18, 3, 'an older password');
    const other = { ...old, principal: `other@${REALM}`, kvno: 9 };
    const keytab = [
      other,
      old,
      await keytabEntry(18, 4),
      { ...old, kvno: 2 },
      { ...old, etype: 20, kvno: 7 },
    ];
    await expect(
      login(tools, tinyKdc({ at: NOW }).exchange, { principal: CLIENT, keytab, realm: REALM }),
    ).resolves.toBeDefined();
  });
});

describe('a ticket for a service', () => {
  it('is for that service, with a key of its own', async () => {
    const kdc = tinyKdc({ at: NOW });
    const tgt = await login(tools, kdc.exchange, withPassword);
    const ticket = await serviceTicket(tools, kdc.exchange, tgt, 'HTTP', 'koji.example.org');
    expect(ticket).toMatchObject({ principal: PRINCIPAL, realm: REALM, key: kdc.session() });
    expect(ticket.key).not.toEqual(tgt.key);
    expect(toLatin1(kdc.requests[2] ?? new Uint8Array(0))).toContain('koji.example.org');
  });

  it.each<[string, Odd, string]>([
    [
      'of an unknown service',
      { error: 7 },
      'the KDC knows no service HTTP/koji.example.org (7 KDC_ERR_S_PRINCIPAL_UNKNOWN)',
    ],
    ['of a clock that went wrong', { error: 37, at: NOW + 600_000 }, 'clock skew'],
    [
      'of a ticket that is too old',
      { error: 32, at: NOW },
      `the ticket of ${PRINCIPAL} has expired (32 KRB_AP_ERR_TKT_EXPIRED)`,
    ],
    [
      'of an answer about another service',
      { part: { 10: principalName(2, 'HTTP/evil') } },
      'gives a ticket for HTTP/evil',
    ],
    ['of an answer to another request', { part: { 2: integer(5) } }, 'the nonce differs'],
  ])('fails because %s', async (_what, odd, words) => {
    const tgt = await login(tools, tinyKdc({ at: NOW }).exchange, withPassword);
    const { exchange } = tinyKdc({ at: NOW, session: tgt.key, ...odd });
    await expect(serviceTicket(tools, exchange, tgt, 'HTTP', 'koji.example.org')).rejects.toThrow(words);
  });

  it('cannot come from who does not know our key', async () => {
    const tgt = await login(tools, tinyKdc({ at: NOW }).exchange, withPassword);
    const asked = serviceTicket(tools, tinyKdc().exchange, tgt, 'HTTP', 'koji.example.org');
    await expect(asked).rejects.toThrow("the KDC's answer cannot be read");
  });
});
