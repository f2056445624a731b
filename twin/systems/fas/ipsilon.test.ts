import { createPublicKey, verify } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { PACKAGER_GROUP, People } from '../../accounts/people.ts';
import { TokenBook } from '../../accounts/tokens.ts';
import type { TwinReply } from '../../service.ts';
import { Ipsilon } from './ipsilon.ts';

const BASE = 'http://127.0.0.1:18101';
const MINUTE = 60_000;
const START = Date.parse('2026-11-28T12:00:00Z');

let now = START;
let cookies: Map<string, string>;
let asks: 'ticket' | 'consent' | 'second factor';

beforeEach(() => {
  now = START;
  asks = 'ticket';
  cookies = new Map();
});

// One for all: its keys take a second.
const ipsilon = new Ipsilon(BASE, {
  now: () => now,
  people: new People(),
  tokens: new TokenBook(() => now),
  // Who may have a ticket is the KDC's business: here it is whoever says so.
  acceptor: {
    accept: async (authorization = '', host) => {
      const user = /^Negotiate (\S+)$/.exec(authorization)?.[1];
      if (user === undefined || host !== '127.0.0.1:18101') return { refusal: 'Negotiate' };
      return { principal: `${user}@FEDORAPROJECT.ORG`, reply: 'Negotiate cHJvb2Y=' };
    },
  },
  asks: () => asks,
});

/** Asks as a browser that keeps cookies and follows nothing. */
async function ask(
  target: string,
  form: Readonly<Record<string, string>> | null = null,
  headers: Readonly<Record<string, string>> = {},
): Promise<TwinReply> {
  const url = new URL(target, BASE);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const reply = await ipsilon.answer({
    method: form === null ? 'GET' : 'POST',
    path: url.pathname,
    query: url.searchParams,
    headers: { host: url.host, ...(cookie === '' ? {} : { cookie }), ...headers },
    body: Buffer.from(form === null ? '' : String(new URLSearchParams(form))),
  });
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(reply.headers?.['set-cookie'] ?? '') ?? [];
  if (name !== '') cookies.set(name, value);
  return reply;
}

const to = (reply: TwinReply): string => reply.headers?.location ?? `no redirect but ${reply.status}`;
const read = (reply: TwinReply): Record<string, string> => JSON.parse(String(reply.body));

const REDIRECT = 'http://localhost:12345/';
const asked = (scope = 'openid'): string =>
  `/openidc/Authorization?${new URLSearchParams({ response_type: 'code', client_id: 'fedpkg', redirect_uri: REDIRECT, scope, state: 's', nonce: 'n' })}`;

/** A new browser, up to the address behind the login, as the user. */
async function logIn(user = 'packagerbot', scope?: string): Promise<TwinReply> {
  cookies = new Map();
  const negotiate = to(await ask(to(await ask(asked(scope)))));
  return ask(negotiate, null, { authorization: `Negotiate ${user}` });
}

const codeOf = (reply: TwinReply): string => new URL(to(reply)).searchParams.get('code') ?? '';
const trade = (code: string): Promise<TwinReply> =>
  ask('/openidc/Token', {
    ...{ grant_type: 'authorization_code', code, redirect_uri: REDIRECT },
    ...{ client_id: 'fedpkg', client_secret: 'notsecret' },
  });

async function tokens(user?: string, scope?: string): Promise<Record<string, string>> {
  return read(await trade(codeOf(await ask(to(await logIn(user, scope))))));
}

describe('ipsilon’s login', () => {
  it('asks for a ticket, and shows its form to who has none', async () => {
    const door = to(await ask(to(await ask(asked()))));
    const refused = await ask(door);
    expect([refused.status, refused.headers?.['www-authenticate']]).toEqual([401, 'Negotiate']);
    expect(refused.body).toContain('login_password');
    const taken = await ask(door, null, { authorization: 'Negotiate packagerbot' });
    expect([taken.status, taken.headers?.['www-authenticate']]).toEqual([303, 'Negotiate cHJvb2Y=']);
  });

  it('knows who came before, for an hour', async () => {
    await logIn();
    expect(to(await ask(asked()))).toContain('/openidc/Continue?');
    now += 60 * MINUTE;
    expect(to(await ask(asked()))).toContain('/login?');
  });

  it('forgets after five minutes who has begun', async () => {
    const begun = to(await ask(asked()));
    now += 5 * MINUTE;
    expect(await ask(begun)).toMatchObject({ status: 401 });
    const done = to(await logIn());
    now += 5 * MINUTE;
    expect(await ask(done)).toMatchObject({
      status: 400,
      body: expect.stringContaining('Invalid transaction id'),
    });
  });

  it('wants the cookies of the browser that began', async () => {
    const begun = to(await ask(asked()));
    const done = to(await logIn());
    cookies = new Map();
    expect(await ask(begun)).toMatchObject({ status: 401 });
    expect(await ask(done)).toMatchObject({ status: 400 });
    const door = begun.replace('/login', '/login/gssapi/negotiate');
    expect(await ask(door, null, { authorization: 'Negotiate packagerbot' })).toMatchObject({ status: 401 });
  });

  it('asks for more where it is told to', async () => {
    asks = 'second factor';
    expect(await logIn()).toMatchObject({ status: 200, body: expect.stringContaining('login_otp') });
    asks = 'ticket';
    const done = to(await logIn());
    asks = 'consent';
    expect(await ask(done)).toMatchObject({ status: 200, body: expect.stringContaining('decided_allow') });
  });
});

describe('ipsilon’s tokens', () => {
  it('come for a code of at most ten minutes', async () => {
    const code = codeOf(await ask(to(await logIn())));
    now += 10 * MINUTE;
    expect(read(await trade(code))).toEqual({ error: 'invalid_request', error_description: 'invalid token' });
  });

  it('hold an id token that its published key has signed', async () => {
    const { id_token: token = '' } = await tokens();
    const [head = '', claims = '', signature = ''] = token.split('.');
    const { keys } = JSON.parse(String((await ask('/openidc/Jwks')).body));
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
    const jwk = keys.find((key: { kid: string }) => key.kid === kid);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: `${BASE}/openidc/`,
      aud: 'fedpkg',
      sub: 'packagerbot',
      nonce: 'n',
      exp: START / 1000 + 600,
    });
  });

  it('come without an id token where none was asked for', async () => {
    const given = await tokens('packagerbot', 'profile');
    expect(given).not.toHaveProperty('id_token');
    const about = await ask('/openidc/UserInfo', null, { authorization: `Bearer ${given.access_token}` });
    expect([about.status, read(about)]).toEqual([403, { error: 'insufficient_scope' }]);
  });

  it('tell of the user what their scopes allow', async () => {
    const about = async (scope: string) => {
      const { access_token: token } = await tokens('packagerbot', scope);
      return read(await ask('/openidc/UserInfo', null, { authorization: `Bearer ${token}` }));
    };
    expect(await about('openid')).toEqual({ sub: 'packagerbot' });
    expect(await about('openid email https://id.fedoraproject.org/scope/groups')).toEqual({
      sub: 'packagerbot',
      email: 'packagerbot@example.org',
      groups: [PACKAGER_GROUP],
    });
  });
});
