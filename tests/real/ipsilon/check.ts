import type { Engine, Transport, WireResponse } from '../../../lib/k6/ports.ts';
import type { ProbeContext } from '../../../lib/probe/probe.ts';
import { withContext } from '../../../lib/probe/run.ts';
import { encodeForm } from '../../../lib/protocols/oidc/form.ts';
import { object, string } from '../../../lib/protocols/shape.ts';
import { openSession } from '../../../lib/systems/bodhi/session.ts';
import { type KerberosLogin, kinit } from '../../../lib/systems/fas/kerberos.ts';
import { authorize, BODHI_CLIENT, type OidcClient, PUSH_CLIENT } from '../../../lib/systems/fas/oidc.ts';
import { resolveConfig } from '../../../lib/targets/resolve.ts';
import { TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { startTwin, type Twin } from '../../../twin/twin.ts';
import { nodeEngine } from '../../support/node-engine.ts';
import { install } from '../servers/install.ts';
import { ASKING_CLIENT, installIpsilon, start, TEST_PASSWORD } from '../servers/ipsilon.ts';
import { makeScratch } from '../servers/process.ts';
import { startBodhi } from './bodhi.ts';
import { askAll, type SignIn } from './questions.ts';
import type { Visitor } from './visitor.ts';

interface IpsilonCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const USER = TWIN_CREDENTIALS.principal;

/**
 * Holds the twin's OpenID provider against the real ipsilon, and lets our client through the real one, and from there
 * into a real bodhi. Never throws: what prevents the check is a check that failed.
 */
export async function checkIpsilon(): Promise<readonly IpsilonCheck[]> {
  const scratch = makeScratch();
  const twin = await startTwin({ portBase: 0 });
  const stops: (() => Promise<void>)[] = [() => twin.stop()];
  const checks: IpsilonCheck[] = [];
  try {
    await Promise.all([installIpsilon(), install(['bodhi'])]);
    const ipsilon = await start(scratch.dir);
    stops.push(() => ipsilon.stop());
    const base = ipsilon.addresses['fas-oidc'] ?? '';
    checks.push(...(await compared(base, twin)));
    const bodhi = await startBodhi(scratch.dir, base);
    stops.push(() => bodhi.stop());
    checks.push(...(await through(base, bodhi.url)));
    scratch.remove();
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    checks.push({ name: 'the real ipsilon answers', ok: false, detail });
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
  return checks;
}

/** What ipsilon and the twin say to the same questions. */
async function compared(base: string, twin: Twin): Promise<IpsilonCheck[]> {
  const real = await askAll(base, signInByForm);
  const ours = await askAll(twin.addresses['fas-oidc'], (visitor, path) =>
    signInByTicket(twin, visitor, path),
  );
  return real.map(({ question, answer }, index) => {
    const twins = ours[index]?.answer ?? 'nothing';
    const ok = twins === answer;
    return { name: question, ok, detail: ok ? answer : `ipsilon says ${answer}, the twin ${twins}` };
  });
}

const signInByForm: SignIn = async (visitor, path) => {
  const page = await visitor.get(path);
  const transaction = /name="ipsilon_transaction_id"[^>]*value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  await visitor.post(path, {
    login_name: `${USER}:groups=packager`,
    login_password: TEST_PASSWORD,
    ipsilon_transaction_id: transaction,
  });
};

async function signInByTicket(twin: Twin, visitor: Visitor, path: string): Promise<void> {
  await inContext(twin.env, nodeEngine(), async (context) => {
    const { principal, password } = TWIN_CREDENTIALS;
    const login = await kinit(context, nodeCiphers, { principal, password });
    const { authorization } = await login.header(context, visitor.base);
    await visitor.get(path, { authorization });
  });
}

function inContext<T>(
  env: Readonly<Record<string, string>>,
  engine: Engine,
  work: (context: ProbeContext) => Promise<T>,
): Promise<T> {
  const { target } = resolveConfig(env, { target: 'local', only: '' });
  return withContext(engine, target, { id: 'workflow', system: 'fas' }, work);
}

/** Our client at the real ipsilon, whose login form is filled in for it: it knows tickets only. */
async function through(base: string, bodhi: string): Promise<IpsilonCheck[]> {
  const env = { PW_FAS_OIDC_URL: base, PW_BODHI_URL: bodhi };
  const node = nodeEngine();
  const engine = { ...node, transport: fillingForms(node.transport) };
  const ask = (client: OidcClient, by: Engine = engine) =>
    inContext(env, by, (context) => authorize(context, NO_TICKET, client));
  const check = async (
    name: string,
    expected: RegExp,
    work: () => Promise<string>,
  ): Promise<IpsilonCheck> => {
    const detail = await work().catch((thrown: unknown) =>
      thrown instanceof Error ? thrown.message : String(thrown),
    );
    return { name: `our client: ${name}`, ok: expected.test(detail), detail };
  };
  const tokenFor = async (client: OidcClient): Promise<string> =>
    (await ask(client)).accessToken.replace(/[0-9a-f-]{36}_\S+/, 'a token');
  return [
    await check('a token for bodhi', /^a token$/, () => tokenFor(BODHI_CLIENT)),
    await check('a token for pushes', /^a token$/, () => tokenFor(PUSH_CLIENT)),
    await check('consent', /asks .* for consent/, () => tokenFor(ASKING_CLIENT)),
    await check(
      'the login form',
      /shows its login form/,
      async () => (await ask(BODHI_CLIENT, node)).accessToken,
    ),
    await check('an unknown client', /unauthorized_client \(Unknown client ID\)/, () =>
      tokenFor({ ...BODHI_CLIENT, id: 'nobody' }),
    ),
    await check('another address', /refuses the request: Invalid redirect_uri/, () =>
      tokenFor({ ...PUSH_CLIENT, redirectUri: 'http://localhost:1/' }),
    ),
    await check('a wrong secret', /gives no token: invalid_client/, () =>
      tokenFor({ ...PUSH_CLIENT, secret: 'x' }),
    ),
    await check('bodhi knows us, and what it lacks', /^bodhi refuses: (?!.*denied).*\bnotes\b/, async () => {
      const { accessToken } = await ask(BODHI_CLIENT);
      return inContext(env, node, async (context) => {
        const session = await openSession(context, accessToken);
        const { alias } = await session.post(context, '/updates/', { builds: '' }, object({ alias: string }));
        return alias;
      });
    }),
    await check(
      'bodhi takes no other token',
      /^bodhi refuses: InvalidTokenError: invalid_token/,
      async () => {
        await inContext(env, node, (context) => openSession(context, 'x_y'));
        return 'taken';
      },
    ),
    await check('bodhi takes no token for pushes', /^bodhi refuses: InsufficientScopeError/, async () => {
      const { accessToken } = await ask(PUSH_CLIENT);
      await inContext(env, node, (context) => openSession(context, accessToken));
      return 'taken';
    }),
  ];
}

const NO_TICKET: KerberosLogin = {
  principal: USER,
  endsAt: Number.POSITIVE_INFINITY,
  header: () => Promise.reject(new Error('the test login asked for a ticket')),
};

/** Fills in the login form before our client sees it, and hands out where that led. */
function fillingForms(transport: Transport): Transport {
  return async (request) => {
    const page = await transport(request);
    if (page.status !== 200 || !page.text.includes('name="login_password"')) return page;
    const transaction = /name="ipsilon_transaction_id"[^>]*value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const form = { login_name: `${USER}:groups=packager`, login_password: TEST_PASSWORD };
    const sent: WireResponse = await transport({
      ...request,
      method: 'POST',
      url: request.url.replace(/\?.*$/, ''),
      headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: encodeForm({ ...form, ipsilon_transaction_id: transaction }),
    });
    return sent;
  };
}
