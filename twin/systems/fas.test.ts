import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as der from '../../lib/protocols/kerberos/der.ts';
import { decodeProxyMessage, encodeProxyMessage } from '../../lib/protocols/kerberos/kdc-proxy.ts';
import { decodeKdcReply, encodeAsRequest, principalName } from '../../lib/protocols/kerberos/messages.ts';
import { ADDRESS_NAMES, type AddressName } from '../../lib/targets/addresses.ts';
import { createContext } from '../context.ts';
import type { TwinReply, TwinRequest } from '../service.ts';
import { addressesOf } from '../twin.ts';
import { PACKAGERS } from '../world/people.ts';
import { createWorld } from '../world/world.ts';
import { fas } from './fas.ts';

const FIXTURES = new URL('../../lib/protocols/kerberos/fixtures/', import.meta.url);
const REALM = 'FEDORAPROJECT.ORG';
/** When the fixtures were captured, to the microsecond. */
const CAPTURED = Date.UTC(2026, 10, 23, 14, 7, 31) + 433.5092;

function fixture(name: string): Buffer {
  return Buffer.from(readFileSync(new URL(`kkdcp-asreq-${name}.hex`, FIXTURES), 'utf8').trim(), 'hex');
}

const addresses = addressesOf((name) => 24600 + ADDRESS_NAMES.indexOf(name));
const base = createWorld({ now: () => CAPTURED });
const services = fas.services(createContext({ base, addresses, scratch: '' }));

async function ask(name: AddressName, path: string, more: Partial<TwinRequest> = {}): Promise<TwinReply> {
  const service = services[name];
  if (service?.kind !== 'http') throw new Error(`no HTTP at ${name}`);
  const request = { method: 'GET', path, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) };
  return service.handle({ ...request, ...more });
}

const post = (body: Uint8Array): Promise<TwinReply> =>
  ask('fas-kdc', '/KdcProxy', { method: 'POST', body: Buffer.from(body) });
const request = (client: string, realm = REALM): Uint8Array =>
  encodeAsRequest({ realm, client, till: CAPTURED + 1000, nonce: 7 });

interface Asked {
  readonly type?: number;
  readonly service?: string;
  readonly etypes?: readonly number[];
  readonly padata?: readonly number[];
}

/** A KDC-REQ of packagerbot. */
function asReq({ type = 10, service = `krbtgt/${REALM}`, etypes = [18], padata = [] }: Asked): Uint8Array {
  const body = der.sequence(
    der.context(0, der.flags(0)),
    der.context(1, principalName(1, 'packagerbot')),
    der.context(2, der.generalString(REALM)),
    der.context(3, principalName(2, service)),
    der.context(5, der.generalizedTime(CAPTURED + 1000)),
    der.context(7, der.integer(7)),
    der.context(8, der.sequence(...etypes.map(der.integer))),
  );
  const proofs = padata.map((kind) =>
    der.sequence(der.context(1, der.integer(kind)), der.context(2, der.octets(new Uint8Array(0)))),
  );
  const members = [
    der.context(1, der.integer(5)),
    der.context(2, der.integer(type)),
    ...(proofs.length === 0 ? [] : [der.context(3, der.sequence(...proofs))]),
    der.context(4, body),
  ];
  return der.application(type, der.sequence(...members));
}

const bytesOf = (reply: TwinReply): Uint8Array => new Uint8Array(Buffer.from(reply.body ?? ''));
const kdcSays = (reply: TwinReply) => decodeKdcReply(decodeProxyMessage(bytesOf(reply)).message);
const jsonOf = (reply: TwinReply): unknown => JSON.parse(String(reply.body));

describe('KdcProxy', () => {
  it('answers a stranger with the very bytes of a real KDC', async () => {
    const reply = await post(fixture('principal_unknown.request'));
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'application/kerberos' } });
    expect(Buffer.from(bytesOf(reply)).toString('hex')).toBe(
      fixture('principal_unknown.response').toString('hex'),
    );
  });

  it('asks a packager for proof as a real KDC asks the principal of the fixture', async () => {
    const [account] = PACKAGERS;
    const real = fixture('preauth_required.response');
    const twin = Buffer.from(
      bytesOf(await post(encodeProxyMessage({ message: request(account), realm: REALM }))),
    );
    expect(kdcSays({ status: 200, body: twin })).toMatchObject({
      code: 25,
      text: 'NEEDED_PREAUTH',
      realm: REALM,
    });
    // The name, twice, and the lengths around it are all that differs.
    const longer = (account.length - 'probe'.length) * 2;
    expect(twin.length - real.length).toBeGreaterThanOrEqual(longer);
    expect(twin.length - real.length).toBeLessThanOrEqual(longer + 2);
    expect(twin.toString('latin1')).toContain(`${REALM}${account}`);
  });

  it.each<[string, Uint8Array, number, string]>([
    ['knows packagerbot', request('packagerbot'), 25, 'NEEDED_PREAUTH'],
    ['knows no other service', asReq({ service: 'HTTP/nowhere' }), 7, 'SERVER_NOT_FOUND'],
    ['takes no encryption of old', asReq({ etypes: [23] }), 14, 'BAD_ENCRYPTION_TYPE'],
    ['refuses a proof that is none', asReq({ padata: [2] }), 24, 'PREAUTH_FAILED'],
    ['is told what a client can do', asReq({ padata: [149] }), 25, 'NEEDED_PREAUTH'],
    ['gives no ticket for none', asReq({ type: 12 }), 16, 'PROCESS_TGS'],
  ])('%s', async (_what, message, code, text) => {
    expect(kdcSays(await post(encodeProxyMessage({ message, realm: REALM })))).toMatchObject({ code, text });
  });

  it.each([
    ['a message that is none', new Uint8Array([1, 2, 3]), 500, 'Internal Server Error'],
    ['no realm', encodeProxyMessage({ message: request('x'), realm: null }), 500, 'Internal Server Error'],
    [
      'no Kerberos',
      encodeProxyMessage({ message: new Uint8Array(9), realm: REALM }),
      400,
      'Invalid request.',
    ],
    [
      'another realm',
      encodeProxyMessage({ message: request('x'), realm: 'NOPE.EXAMPLE' }),
      503,
      "Can't find remote",
    ],
    ['too much', new Uint8Array(200_000), 413, 'Request entity too large.'],
  ])('refuses %s', async (_what, body, status, words) => {
    const reply = await post(body);
    expect(reply.status).toBe(status);
    expect(String(reply.body)).toContain(words);
  });

  it('refuses a length that is not the message’s', async () => {
    const framed = Buffer.from(encodeProxyMessage({ message: request('x'), realm: REALM }));
    const at = framed.indexOf(0x6a) - 1;
    framed[at] = (framed[at] ?? 0) + 1;
    expect(await post(framed)).toMatchObject({ status: 400, body: 'Invalid request length.' });
  });

  it('takes nothing but POST, and stands nowhere else', async () => {
    expect(await ask('fas-kdc', '/KdcProxy')).toMatchObject({
      status: 405,
      body: 'Method not allowed (GET).',
    });
    expect(await ask('fas-kdc', '/')).toMatchObject({ status: 404 });
  });

  it('does not know a client of another realm', async () => {
    const message = request(PACKAGERS[0], 'EXAMPLE.ORG');
    expect(kdcSays(await post(encodeProxyMessage({ message, realm: REALM })))).toMatchObject({ code: 6 });
  });
});

describe('the services around it', () => {
  it.each(['fas', 'fas-fasjson'] as const)('%s has the checks of flask-healthz', async (name) => {
    for (const check of ['live', 'ready']) {
      const reply = await ask(name, `/healthz/${check}`);
      expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'application/problem+json' } });
      expect(jsonOf(reply)).toEqual({ status: 200, title: 'OK' });
    }
    expect(await ask(name, '/healthz/other')).toMatchObject({ status: 404 });
  });

  it('accounts sends strangers to its login page, and old addresses too', async () => {
    expect(await ask('fas', '/fas2/accounts/')).toMatchObject({
      status: 302,
      headers: { location: `${addresses.fas}/` },
    });
    expect(await ask('fas', '/user/someone/')).toMatchObject({ status: 302 });
    expect(await ask('fas', '/nothing')).toMatchObject({ status: 404 });
  });

  it.each(['/.well-known/openid-configuration', '/openidc/wellknown_openid_configuration'])(
    'ipsilon tells of itself at %s',
    async (path) => {
      expect(jsonOf(await ask('fas-oidc', path))).toMatchObject({
        issuer: `${addresses['fas-oidc']}/openidc/`,
      });
    },
  );

  it('ipsilon has a home page, doors, and keys of its own', async () => {
    expect(String((await ask('fas-oidc', '/')).body)).toContain('your Fedora Account');
    expect(await ask('fas-oidc', '/login/gssapi/negotiate')).toMatchObject({ status: 401 });
    expect(jsonOf(await ask('fas-oidc', '/openidc/Jwks'))).toEqual({
      keys: [
        { kty: 'RSA', n: expect.any(String), e: 'AQAB', kid: '20161031-sig', use: 'sig' },
        { kty: 'RSA', n: expect.any(String), e: 'AQAB', kid: '20161031-enc', use: 'enc' },
      ],
    });
  });

  it('FASJSON tells a stranger of its version, and of nothing in it', async () => {
    expect(jsonOf(await ask('fas-fasjson', '/'))).toMatchObject({ apis: [{ version: 1 }] });
    expect(jsonOf(await ask('fas-fasjson', '/specs/v1.json'))).toMatchObject({ info: { title: 'FAS-JSON' } });
    for (const path of ['/v1/me/', '/v1/users/', '/v1/nothing/']) {
      expect(await ask('fas-fasjson', path)).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Negotiate' },
      });
    }
  });

  it('IPA shows its page', async () => {
    expect(String((await ask('fas-ipa', '/ui/')).body)).toContain('Identity Management');
    expect(await ask('fas-ipa', '/')).toMatchObject({ status: 301 });
  });
});
