import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { html, json, redirect, type TwinReply, type TwinRequest } from '../../../twin/service.ts';
import { startTwin, type Twin } from '../../../twin/twin.ts';
import type { Transport, WireRequest } from '../../k6/ports.ts';
import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { withContext } from '../../probe/run.ts';
import type { OidcClient } from '../../protocols/oidc/authorization.ts';
import { decodeForm } from '../../protocols/oidc/form.ts';
import { resolveConfig } from '../../targets/resolve.ts';
import { type KerberosLogin, kinit } from './kerberos.ts';
import { authorize, BODHI_CLIENT, PUSH_CLIENT, type Tokens } from './oidc.ts';

type Change = (reply: TwinReply, request: TwinRequest) => TwinReply | Promise<TwinReply>;

let twin: Twin;
let change: Change;
let sent: WireRequest[] = [];
const untouched: Change = (reply) => reply;

beforeAll(async () => {
  twin = await startTwin({
    portBase: 0,
    intercept: async (address, request, next) => {
      const reply = await next();
      return address === 'fas-oidc' ? change(reply, request) : reply;
    },
  });
});
afterAll(() => twin.stop());
beforeEach(() => {
  change = untouched;
  sent = [];
});

function inContext<T>(work: (context: ProbeContext) => Promise<T>): Promise<T> {
  const node = nodeEngine();
  const transport: Transport = (request) => {
    sent.push(request);
    return node.transport(request);
  };
  const { target } = resolveConfig(twin.env, { target: 'local', only: '' });
  return withContext({ ...node, transport }, target, { id: 'workflow', system: 'fas' }, work);
}

function logIn(context: ProbeContext): Promise<KerberosLogin> {
  const { principal, password } = TWIN_CREDENTIALS;
  return kinit(context, nodeCiphers, { principal, password });
}

function authorized(client: OidcClient = BODHI_CLIENT): Promise<Tokens> {
  return inContext(async (context) => authorize(context, await logIn(context), client));
}

async function failure(client: OidcClient = BODHI_CLIENT): Promise<ProbeFailure['details']> {
  const thrown = await authorized(client).catch((error: unknown) => error);
  if (!(thrown instanceof ProbeFailure)) throw new Error(`not refused: ${String(thrown)}`);
  return thrown.details;
}

/** Changes the answers at one path. */
const at =
  (path: string, changed: Change): Change =>
  (reply, request) =>
    request.path === path ? changed(reply, request) : reply;

const edit =
  (changed: Readonly<Record<string, unknown>>): Change =>
  (reply) =>
    json({ ...JSON.parse(String(reply.body)), ...changed });

/** What the provider says of a token to the services that are shown it. */
async function introspected({ accessToken }: Tokens): Promise<unknown> {
  const form = { token: accessToken, client_id: 'twin-services', client_secret: 'twin-services-secret' };
  const url = `${twin.addresses['fas-oidc']}/openidc/TokenInfo`;
  return (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json();
}

const WHO = 'packagerbot@FEDORAPROJECT.ORG';

describe('a token', () => {
  it('for bodhi, by a code that is shown on a page', async () => {
    const before = Date.now();
    const tokens = await authorized();
    expect(tokens.expiresAt).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(await introspected(tokens)).toMatchObject({
      active: true,
      username: 'packagerbot',
      client_id: 'bodhi-client',
      scope: BODHI_CLIENT.scopes.join(' '),
    });
  });

  it('for pushes, by a code in a redirect that is not followed', async () => {
    const tokens = await authorized(PUSH_CLIENT);
    expect(await introspected(tokens)).toMatchObject({
      client_id: 'fedpkg',
      scope: PUSH_CLIENT.scopes.join(' '),
    });
    expect(sent.filter(({ url }) => url.startsWith('http://localhost'))).toEqual([]);
  });

  it('with the ticket shown once, only where it was asked for', async () => {
    await authorized();
    const shown = sent.filter(({ headers }) => (headers.authorization ?? '').startsWith('Negotiate'));
    expect(shown.map(({ url }) => url.replace(/\?.*$/, ''))).toEqual([
      `${twin.addresses['fas-oidc']}/login/gssapi/negotiate`,
    ]);
  });

  it('from a provider that leaves its own proof out, but not from one whose proof is wrong', async () => {
    const proof = (value: string | null): Change =>
      at('/login/gssapi/negotiate', (reply) => {
        if (reply.status === 401) return reply;
        const { 'www-authenticate': _given, ...headers } = reply.headers ?? {};
        return {
          ...reply,
          headers: { ...headers, ...(value === null ? {} : { 'www-authenticate': value }) },
        };
      });
    change = proof(null);
    await expect(authorized()).resolves.toMatchObject({ accessToken: expect.any(String) });
    change = proof('Negotiate YWJj');
    expect((await failure()).reason).toContain('did not prove itself by Kerberos');
  });
});

describe('refused, in one line', () => {
  it.each([
    ['consent', `the OpenID provider asks ${WHO} for consent: give it once in a browser`],
    ['second factor', `the OpenID provider asks for a second factor: a ticket alone does not log ${WHO} in`],
  ] as const)('where the provider asks for %s', async (login, reason) => {
    twin.live.behave({ login });
    try {
      expect(await failure()).toMatchObject({ verdict: 'unknown', reason });
    } finally {
      twin.live.behave({ login: 'ticket' });
    }
  });

  const CLIENTS: readonly (readonly [string, Partial<OidcClient>, string])[] = [
    ['an unknown client', { id: 'nobody' }, 'gives no code: unauthorized_client (Unknown client ID)'],
    [
      'an address that is not the client’s',
      { redirectUri: 'http://localhost:1/' },
      'refuses the request: Invalid redirect_uri',
    ],
    [
      'an unknown scope',
      { scopes: ['openid', 'x'] },
      'gives no code: invalid_scope (unknown scope x requested)',
    ],
    ['a wrong secret', { secret: 'other' }, 'gives no token: invalid_client (client authentication error)'],
    ['no secret', { secret: null }, 'gives no token: invalid_client (client authentication error)'],
  ];
  it.each(CLIENTS)('for %s', async (_name, wrong, reason) => {
    expect((await failure({ ...PUSH_CLIENT, ...wrong })).reason).toBe(`the OpenID provider ${reason}`);
    expect((await failure({ ...PUSH_CLIENT, ...wrong })).verdict).toBe('failed');
  });

  const answered = (code: string): Change =>
    at('/openidc/Continue', (_reply, { query }) =>
      redirect(`${PUSH_CLIENT.redirectUri}?${code}&q=${query.size}`),
    );

  const ANSWERS: readonly (readonly [string, Change, string])[] = [
    [
      'a foreign host',
      at('/login', () => redirect('https://evil.example.org/login?x=1')),
      'sends us to https://evil.example.org, which is not its own',
    ],
    [
      'its own host by another scheme',
      at('/login', () => redirect('https://127.0.0.1/login')),
      'sends us to https://127.0.0.1, which is not its own',
    ],
    ['nowhere', at('/login', () => html('', 303)), 'redirects to nowhere'],
    [
      'a circle',
      at('/login', (_reply, { query }) => redirect(`/login?${query}`)),
      'redirects more than 12 times',
    ],
    [
      'the login form',
      at('/login', () => redirect('/login/form')),
      `shows its login form: it did not take the ticket of ${WHO}`,
    ],
    [
      'another page',
      at('/login', () => html('<title>We are &amp; down</title>')),
      'shows a page "We are & down" instead of sending us on',
    ],
    [
      'a 401 without Kerberos',
      at('/login', () => html('', 401)),
      'refuses with 401 and does not offer Kerberos',
    ],
    [
      'a 401 to the ticket',
      at('/login/gssapi/negotiate', () => html('', 401, { 'www-authenticate': 'Negotiate' })),
      `refuses the ticket of ${WHO}`,
    ],
    ['another state', answered('code=abc&state=forged'), 'sends an answer with another state than ours'],
    ['no state', answered('code=abc'), 'sends an answer with another state than ours'],
    [
      'a refusal',
      answered('error=access_denied&error_description=authorization+denied'),
      'gives no code: access_denied (authorization denied)',
    ],
    [
      'a token without its type',
      at('/openidc/Token', edit({ token_type: 'mac' })),
      'token_type is "mac", expected "Bearer"',
    ],
    ['no token', at('/openidc/Token', edit({ access_token: '' })), 'access_token is "", expected some text'],
    [
      'a page instead of a token',
      at('/openidc/Token', () => html('<title>x</title>')),
      'an HTML page instead of JSON',
    ],
    ['no id token', at('/openidc/Token', edit({ id_token: null })), 'id token is missing'],
    [
      'an id token of three words',
      at('/openidc/Token', edit({ id_token: 'a.b.c' })),
      'id token is no JSON Web Token',
    ],
    ['a provider that is down', at('/openidc/Token', () => html('', 503)), 'HTTP 503'],
  ];
  it.each(ANSWERS)('on %s', async (_name, changed, reason) => {
    change = changed;
    expect((await failure(PUSH_CLIENT)).reason).toContain(reason);
  });

  const CLAIMS: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['another issuer', { iss: 'https://evil.example.org/' }, 'is issued by https://evil.example.org/, not '],
    ['another audience', { aud: ['other'] }, 'is meant for other, not fedpkg'],
    ['another nonce', { nonce: 'n' }, 'holds another nonce than ours'],
    ['no nonce', { nonce: null }, 'holds another nonce than ours'],
    ['a time that is over', { exp: Math.floor(Date.now() / 1000) - 61 }, 'is over its time'],
    ['no subject', { sub: 7 }, 'does not fit: sub is 7'],
  ];
  it.each(CLAIMS)('on an id token with %s', async (_name, claims, reason) => {
    change = at('/openidc/Token', (reply) => {
      const answer: Record<string, string> = JSON.parse(String(reply.body));
      const [head, body = '', signature] = (answer.id_token ?? '').split('.');
      const changed = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), ...claims };
      const encoded = Buffer.from(JSON.stringify(changed)).toString('base64url');
      return json({ ...answer, id_token: [head, encoded, signature].join('.') });
    });
    expect((await failure(PUSH_CLIENT)).reason).toContain(`the OpenID provider’s id token ${reason}`);
  });

  it('a code that was used before', async () => {
    const bodies: string[] = [];
    change = at('/openidc/Token', (reply, { body }) => {
      bodies.push(String(body));
      return reply;
    });
    const tokens = await authorized(PUSH_CLIENT);
    const url = `${twin.addresses['fas-oidc']}/openidc/Token`;
    const again = await fetch(url, { method: 'POST', body: new URLSearchParams(bodies[0]) });
    expect([again.status, await again.json()]).toEqual([
      200,
      { error: 'invalid_grant', error_description: 'Could not refresh' },
    ]);
    expect(await introspected(tokens)).toEqual({ active: false });
  });
});

describe('what a failure tells', () => {
  it('holds no code, state, token or cookie', async () => {
    const secrets: string[] = [];
    change = (reply, { path, query, headers, body }) => {
      const held = [
        query.get('state'),
        query.get('nonce'),
        query.get('ipsilon_transaction_id'),
        headers.cookie,
      ];
      const set = /=([^;]*)/.exec(reply.headers?.['set-cookie'] ?? '')?.[1];
      const code = decodeForm(String(body)).get('code');
      secrets.push(...[...held, set, code].flatMap((one) => (one && one.length > 10 ? [one] : [])));
      if (path !== '/openidc/Token') return reply;
      const { access_token: token }: { access_token: string } = JSON.parse(String(reply.body));
      secrets.push(token);
      return json({ ...JSON.parse(String(reply.body)), expires_in: 'soon' });
    };
    const told = JSON.stringify(await failure(PUSH_CLIENT));
    expect(told).toContain('expires_in is \\"soon\\"');
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });

  it('leaves queries out of what the engine says', async () => {
    const login = await inContext(logIn);
    const node = nodeEngine();
    const transport: Transport = async (request) => {
      const response = await node.transport(request);
      if (!request.url.includes('/login?')) return response;
      return { ...response, status: 0, errorCode: 1000, error: `Get "${request.url}": unexpected EOF` };
    };
    const { target } = resolveConfig(twin.env, { target: 'local', only: '' });
    const asked = withContext({ ...node, transport }, target, { id: 'workflow', system: 'fas' }, (context) =>
      authorize(context, login, BODHI_CLIENT),
    );
    const home = twin.addresses['fas-oidc'];
    await expect(asked).rejects.toMatchObject({
      details: { reason: `Get "${home}/login?…": unexpected EOF`, url: `${home}/login` },
    });
  });
});
