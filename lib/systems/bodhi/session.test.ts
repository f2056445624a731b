import { beforeEach, describe, expect, it } from 'vitest';
import { type Fake, fakeTransport } from '../../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { TokenBook } from '../../../twin/accounts/tokens.ts';
import { html, json, type TwinReply, type TwinRequest, text } from '../../../twin/service.ts';
import { BodhiLogin } from '../../../twin/systems/bodhi/login.ts';
import type { WireRequest } from '../../k6/ports.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { withContext } from '../../probe/run.ts';
import { object, string } from '../../protocols/shape.ts';
import { resolveConfig } from '../../targets/resolve.ts';
import { BODHI_CLIENT } from '../fas/oidc.ts';
import { openSession } from './session.ts';

type Change = (reply: TwinReply, path: string) => TwinReply;

const untouched: Change = (reply) => reply;
let change = untouched;
let now = Date.now();
const tokens = new TokenBook(() => now);
const login = new BodhiLogin(tokens, () => now);
const { target } = resolveConfig({}, { target: 'local', only: '' });

beforeEach(() => {
  change = untouched;
  now = Date.now();
});

/** bodhi's login, and one path that takes posts. */
function answer(request: TwinRequest): TwinReply {
  if (request.path === '/oidc/login-token') return login.loginWithToken(request);
  if (request.path === '/csrf') return login.csrf(request);
  const caller = login.callerOf(request);
  const body: Record<string, unknown> = JSON.parse(String(request.body));
  const errors =
    caller.user === null
      ? [{ location: 'body', name: 'request', description: 'Access was denied to this resource.' }]
      : body.csrf_token === caller.csrfToken
        ? []
        : [{ location: 'body', name: 'csrf_token', description: 'CSRF tokens do not match.' }];
  if (errors.length > 0) return json({ status: 'error', errors }, caller.user === null ? 403 : 400);
  return json({ user: caller.user, notes: body.notes });
}

const transport = fakeTransport((wire: WireRequest): Fake => {
  const { pathname: path, searchParams: query } = new URL(wire.url);
  const { method, headers } = wire;
  const reply = change(answer({ method, path, query, headers, body: Buffer.from(wire.body ?? '') }), path);
  return { status: reply.status, headers: reply.headers ?? {}, text: String(reply.body ?? '') };
});

function inContext<T>(work: (context: ProbeContext) => Promise<T>): Promise<T> {
  return withContext({ ...nodeEngine(), transport }, target, { id: 'workflow', system: 'bodhi' }, work);
}

const posted = object({ user: string, notes: string });
const good = (): string => tokens.issue('packagerbot', BODHI_CLIENT.scopes);

function post(token: string, later = 0) {
  return inContext(async (context) => {
    const session = await openSession(context, token);
    now += later;
    return session.post(context, '/updates/', { notes: 'né' }, posted);
  });
}

async function reasonOf(failing: Promise<unknown>): Promise<unknown> {
  return expect(failing.then(() => 'nothing'))
    .rejects.toMatchObject({ details: { verdict: expect.any(String) } })
    .then(() => failing.catch((thrown: Error) => thrown.message));
}

describe('a session', () => {
  it('posts as the user of the token', async () => {
    expect(await post(good())).toEqual({ user: 'packagerbot', notes: 'né' });
  });

  it('is over when its ticket is', async () => {
    expect(await reasonOf(post(good(), 86_400_000))).toBe(
      'bodhi refuses: request: Access was denied to this resource.',
    );
  });

  it('ends when its token against forged requests is forgotten', async () => {
    expect(await reasonOf(post(good(), 1_200_000))).toBe(
      'bodhi refuses: csrf_token: CSRF tokens do not match.',
    );
  });

  it.each([
    ['an unknown token', () => 'nobody', 'InvalidTokenError: invalid_token: The access token'],
    [
      'a token for pushes',
      () => tokens.issue('packagerbot', ['openid']),
      'InsufficientScopeError: insufficient_scope',
    ],
    ['a token that is over', () => tokens.issue('packagerbot', BODHI_CLIENT.scopes, 0), 'InvalidTokenError'],
  ])('is not to be had for %s', async (_what, token, reason) => {
    expect(await reasonOf(post(token()))).toContain(`bodhi refuses: ${reason}`);
  });

  const REDS: readonly (readonly [string, string, () => TwinReply, string])[] = [
    [
      'no cookie',
      '/oidc/login-token',
      () => json({}, 202),
      'bodhi takes the access token and sets no auth_tkt cookie',
    ],
    ['200 for 202', '/oidc/login-token', () => json({}), 'HTTP 200, expected 202'],
    [
      'OAuth’s own refusal',
      '/oidc/login-token',
      () => json({ error: 'invalid_token', error_description: 'expired' }, 401),
      'bodhi refuses: invalid_token (expired)',
    ],
    ['a page', '/oidc/login-token', () => html('<title>Not found</title>', 404), 'HTTP 404, expected 202'],
    ['no token', '/csrf', () => json({ csrf_token: '' }), 'csrf_token is "", expected some text'],
    ['a page instead of the token', '/csrf', () => html('<title>x</title>'), 'an HTML page instead of JSON'],
    [
      'a refusal by the edge',
      '/updates/',
      () => html('<title>Forbidden</title>', 403),
      'blocked by the edge (HTTP 403)',
    ],
    [
      'several complaints',
      '/updates/',
      () =>
        json({ status: 'error', errors: [{ name: 'builds', description: 'a' }, { description: 'b' }] }, 400),
      'bodhi refuses: builds: a; b',
    ],
    [
      'a refusal without words',
      '/updates/',
      () => json({ status: 'error', errors: [] }, 400),
      'bodhi refuses: no reason given',
    ],
    [
      'a complaint with status 200',
      '/updates/',
      () => json({ status: 'error', errors: [{ name: 'a', description: 'b' }] }),
      'bodhi refuses: a: b',
    ],
    ['half an answer', '/updates/', () => text('{"user": "pack'), 'truncated or malformed JSON'],
    ['another shape', '/updates/', () => json({ user: 'packagerbot' }), 'notes is missing'],
    ['an outage', '/updates/', () => html('', 500), 'HTTP 500'],
  ];
  it.each(REDS)('fails on %s', async (_what, path, reply, reason) => {
    change = (healthy, asked) => (asked === path ? reply() : healthy);
    expect(await reasonOf(post(good()))).toContain(reason);
  });

  it('tells neither its token nor its cookies', async () => {
    const secrets: string[] = [];
    change = (reply, path) => {
      secrets.push(
        ...(reply.headers?.['set-cookie'] ?? '')
          .split(';')
          .slice(0, 1)
          .filter((one) => one !== ''),
      );
      if (path !== '/csrf') return reply;
      const { csrf_token: token }: { csrf_token: string } = JSON.parse(String(reply.body));
      secrets.push(token);
      return json([token]);
    };
    const token = good();
    secrets.push(token);
    const thrown = await post(token).catch((error: unknown) => error);
    expect(secrets).toHaveLength(4);
    expect(secrets.filter((secret) => JSON.stringify(thrown).includes(secret))).toEqual([]);
  });
});

describe('the twin’s bodhi', () => {
  const asked = (cookie: string): TwinRequest => ({
    method: 'GET',
    path: '/csrf',
    query: new URLSearchParams(),
    headers: { cookie, accept: 'application/json' },
    body: Buffer.alloc(0),
  });
  const cookieOf = (reply: TwinReply): string => (reply.headers?.['set-cookie'] ?? '').split(';')[0] ?? '';

  it('believes no cookie that it did not sign, nor one kind as the other', () => {
    const session = cookieOf(login.csrf(asked('')));
    expect(login.callerOf(asked(session)).csrfToken).toMatch(/^[0-9a-f]{40}$/);
    const forged = [session.replace('session', 'auth_tkt'), `${session}x`, 'session=', 'auth_tkt=e30.x', ''];
    for (const cookie of forged) {
      expect(login.callerOf(asked(cookie))).toEqual({ user: null, csrfToken: null });
    }
  });

  it('keeps the token of a session', () => {
    const first = login.csrf(asked(''));
    const again = login.csrf(asked(cookieOf(first)));
    expect(again.body).toBe(first.body);
    expect(login.csrf(asked('')).body).not.toBe(first.body);
  });
});
