import { describe, expect, it } from 'vitest';
import { fakeTransport } from '../../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { Acceptor } from '../../../twin/accounts/acceptor.ts';
import { LACKING, TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { Realm } from '../../../twin/accounts/realm.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { html, type TwinReply, type TwinRequest, text } from '../../../twin/service.ts';
import { answerFasjson } from '../../../twin/systems/fas/fasjson.ts';
import { answerKdcProxy } from '../../../twin/systems/fas/kdc-proxy.ts';
import { NOON } from '../../../twin/world/clockwork.ts';
import type { WireRequest, WireResponse } from '../../k6/ports.ts';
import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { withContext } from '../../probe/run.ts';
import { decodeProxyMessage } from '../../protocols/kerberos/kdc-proxy.ts';
import type { AddressName } from '../../targets/addresses.ts';
import { local } from '../../targets/local.ts';
import { askNegotiated, type Credential, type KerberosLogin, kinit } from './kerberos.ts';

type Tamper = (reply: TwinReply, request: TwinRequest) => TwinReply;

/** The twin's KDC and FASJSON alone: a whole twin takes a while to start. */
const address = (name: AddressName): string => local.addresses[name].url ?? '';
const acceptor = new Acceptor(
  new Realm({ name: local.realm, now: () => NOON, addresses: [address('fas-fasjson')] }),
);

async function answered(wire: WireRequest, tamper: Tamper | undefined): Promise<WireResponse> {
  return fakeTransport(async ({ method, url, headers, body }) => {
    const { host, pathname, searchParams } = new URL(url);
    const request = {
      method,
      path: pathname,
      query: searchParams,
      headers: { host, ...headers },
      body: Buffer.from(body ?? ''),
    };
    const reply =
      url === address('fas-kdc')
        ? await answerKdcProxy(acceptor.realm, request)
        : await answerFasjson(address('fas-fasjson'), acceptor, request);
    const { status, headers: told = {}, body: said = '' } = tamper?.(reply, request) ?? reply;
    const bytes = Buffer.from(said);
    return { status, headers: told, text: bytes.toString('utf8'), bytes: new Uint8Array(bytes) };
  })(wire);
}

const { principal, password } = TWIN_CREDENTIALS;
const WHO = `${principal}@FEDORAPROJECT.ORG`;

interface Work {
  readonly credential?: Credential;
  readonly tamper?: Tamper;
  readonly asked?: WireRequest[];
}

function loggedIn<T>(
  work: (context: ProbeContext, login: KerberosLogin) => Promise<T>,
  { credential = { principal, password }, tamper, asked = [] }: Work = {},
): Promise<T> {
  const node = nodeEngine();
  const engine = nodeEngine({
    transport: (request) => {
      asked.push(request);
      return answered(request, tamper);
    },
    clock: { ...node.clock, now: () => NOON },
  });
  return withContext(engine, local, { id: 'kerberos', system: 'fas' }, async (context) =>
    work(context, await kinit(context, nodeCiphers, credential)),
  );
}

async function failureOf(work: Promise<unknown>): Promise<ProbeFailure['details']> {
  const thrown: unknown = await work.then(
    () => 'no failure',
    (error: unknown) => error,
  );
  if (thrown instanceof ProbeFailure) return thrown.details;
  throw new Error(`no ProbeFailure: ${String(thrown)}`);
}

const loginFails = (credential: Credential, tamper?: Tamper) =>
  failureOf(loggedIn(async () => null, { credential, ...(tamper === undefined ? {} : { tamper }) }));

/** Where a ticket is wanted on the twin. */
const page = (context: ProbeContext): string => `${context.address('fas-fasjson')}/v1/me/`;

describe('kinit', () => {
  it('logs in, with or without the realm in the name', async () => {
    for (const name of [principal, WHO]) {
      const login = await loggedIn(async (_context, found) => found, {
        credential: { principal: name, password },
      });
      expect(login.principal).toBe(WHO);
      expect(login.endsAt).toBeGreaterThan(NOON + 3_600_000);
      expect(JSON.stringify(login)).toBe(JSON.stringify({ principal: WHO, endsAt: login.endsAt }));
    }
  });

  it('asks longer than KdcProxy looks for a KDC, as far as the run allows', async () => {
    const asked: WireRequest[] = [];
    await loggedIn(async (context) => expect(context.target.deadlineMs).toBe(12_000), { asked });
    expect(asked).toHaveLength(2);
    for (const { timeoutMs } of asked) expect(timeoutMs).toBeGreaterThan(11_000);
  });

  it.each([
    [principal, 'wrong', `wrong password for ${WHO} (24 KDC_ERR_PREAUTH_FAILED)`],
    [
      'nobody',
      password,
      'the KDC knows no principal nobody@FEDORAPROJECT.ORG (6 KDC_ERR_C_PRINCIPAL_UNKNOWN)',
    ],
    [LACKING.account, password, `the account of ${LACKING.account}@FEDORAPROJECT.ORG has expired`],
    [
      LACKING.freshPassword,
      password,
      `the password of ${LACKING.freshPassword}@FEDORAPROJECT.ORG has expired`,
    ],
    [LACKING.trust, password, `the account of ${LACKING.trust}@FEDORAPROJECT.ORG is revoked`],
    [`${principal}@EXAMPLE.ORG`, password, 'HTTP 503: KdcProxy knows no KDC of the realm'],
  ])('of %s with "%s" fails in words', async (name, secret, reason) => {
    const failure = await loginFails({ principal: name, password: secret });
    expect(failure).toMatchObject({ verdict: 'failed', reason: expect.stringContaining(reason) });
    expect(failure.url).toContain('/KdcProxy');
  });

  it.each<[string, Tamper, string]>([
    [
      'no KDC is reached',
      () => text('Remote unavailable (AS-REQ).', 503),
      'HTTP 503: KdcProxy reaches no KDC',
    ],
    [
      'a page comes',
      () => html('<!doctype html><title>It works</title>'),
      'an HTML page instead of a Kerberos message',
    ],
    ['nothing comes', () => text(''), 'an empty body instead of a Kerberos message'],
    ['something else comes', () => text('{}'), 'no Kerberos message'],
  ])('fails when %s', async (_what, tamper, reason) => {
    expect(await loginFails({ principal, password }, tamper)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining(reason),
    });
  });

  it('cannot be judged where we lack what it takes', async () => {
    const verdict = 'unknown';
    expect(await loginFails({ principal, password: '' })).toMatchObject({
      verdict,
      reason: `the password of ${WHO} is empty`,
    });
    expect(await loginFails({ principal, keytab: [] })).toMatchObject({
      verdict,
      reason: `the keytab holds no key of ${WHO}`,
    });
  });
});

describe('askNegotiated', () => {
  it('opens what wants a ticket, each time with another token, and one ticket for each host', async () => {
    const asked: WireRequest[] = [];
    await loggedIn(
      async (context, login) => {
        for (const _time of [1, 2]) {
          const { status, text: body } = await askNegotiated(context, login, page(context));
          expect(status).toBe(200);
          expect(body).toContain(principal);
        }
      },
      { asked },
    );
    const tokens = asked.flatMap(({ headers }) => headers.authorization ?? []);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(2);
    const kdc = asked.filter(({ url }) => url.endsWith('/KdcProxy'));
    const tags = kdc.map(
      ({ body }) => decodeProxyMessage(new Uint8Array(Buffer.from(body ?? ''))).message[0],
    );
    expect(tags).toEqual([0x6a, 0x6a, 0x6c]);
  });

  it('keeps the caller’s headers', async () => {
    const asked: WireRequest[] = [];
    const headers = { accept: 'application/json' };
    await loggedIn((context, login) => askNegotiated(context, login, page(context), { headers }), { asked });
    expect(asked.at(-1)?.headers).toMatchObject({
      ...headers,
      authorization: expect.stringMatching(/^Negotiate /),
    });
  });

  it('asks a service that the KDC does not know again the next time', async () => {
    await loggedIn(async (context, login) => {
      for (const _time of [1, 2]) {
        const failure = await failureOf(askNegotiated(context, login, 'https://Koji.example.org:8443/x'));
        expect(failure.reason).toBe(
          'the KDC knows no service HTTP/koji.example.org (7 KDC_ERR_S_PRINCIPAL_UNKNOWN)',
        );
      }
    });
  });

  it.each([
    ['https://user:pw@koji.example.org/?a=@b', 'koji.example.org'],
    ['http://[::1]:8080/', '[::1]'],
  ])('names the host of %s', async (url, host) => {
    const reason = await loggedIn(
      async (context, login) => (await failureOf(login.header(context, url))).reason,
    );
    expect(reason).toContain(`HTTP/${host} (7 `);
  });

  it('refuses an address without host', async () => {
    const failing = loggedIn((context, login) => login.header(context, 'koji.example.org'));
    expect((await failureOf(failing)).reason).toBe('no host in the address koji.example.org');
  });

  const reply =
    (change: (token: string) => string | null): Tamper =>
    (answer, { path }) => {
      if (!path.includes('/me/')) return answer;
      const { 'www-authenticate': told = '', ...headers } = answer.headers ?? {};
      const changed = change(told);
      return { ...answer, headers: changed === null ? headers : { ...headers, 'www-authenticate': changed } };
    };

  it.each<[string, Tamper, string | null]>([
    ['is as it was', reply((told) => told), null],
    ['stands beside others', reply((told) => `Basic realm="x", ${told}`), null],
    ['is missing', reply(() => null), 'it sent no Negotiate answer'],
    ['is empty', reply(() => 'Negotiate'), 'it sent no Negotiate answer'],
    ['is no base64', reply(() => 'Negotiate AAAAA'), 'it sent no Negotiate answer'],
    [
      'is altered',
      reply((told) => `${told.slice(0, -12)}AAAAAAAAAAAA`),
      'it sent an answer that proves nothing',
    ],
  ])('believes the server if its proof %s', async (_what, tamper, words) => {
    const asking = loggedIn((context, login) => askNegotiated(context, login, page(context)), { tamper });
    if (words === null) expect((await asking).status).toBe(200);
    else
      expect(await failureOf(asking)).toMatchObject({
        verdict: 'failed',
        reason: `127.0.0.1 did not prove itself by Kerberos: ${words}`,
      });
  });

  it('wants the proof of a redirect too, but not of an error that was expected', async () => {
    const status =
      (code: number, told: string | null): Tamper =>
      (answer, request) => ({
        ...reply(() => told)(answer, request),
        ...(request.path.includes('/me/') ? { status: code } : {}),
      });
    const expecting = (code: number) =>
      loggedIn((context, login) => askNegotiated(context, login, page(context), { expect: [code] }), {
        tamper: status(code, null),
      });
    expect((await failureOf(expecting(302))).reason).toContain('did not prove itself');
    expect((await expecting(404)).status).toBe(404);
    expect((await expecting(401)).status).toBe(401);
  });

  it('says why a ticket is refused', async () => {
    const later = (context: ProbeContext): ProbeContext => ({
      ...context,
      now: () => context.now() + 600_000,
    });
    const failure = await failureOf(
      loggedIn(async (context, login) => {
        await askNegotiated(context, login, page(context));
        return askNegotiated(later(context), login, page(context));
      }),
    );
    expect(failure.reason).toBe(
      `HTTP 401: the ticket of ${WHO} is refused: clock skew: this machine's clock is 600 s ahead of the server's (37 KRB_AP_ERR_SKEW)`,
    );
    const silent: Tamper = (answer, { path }) => (path.includes('/me/') ? text('Unauthorized', 401) : answer);
    const asking = loggedIn((context, login) => askNegotiated(context, login, page(context)), {
      tamper: silent,
    });
    expect((await failureOf(asking)).reason).toBe(`HTTP 401: the ticket of ${WHO} is refused`);
  });
});
