import { kinit } from '../../../lib/systems/fas/kerberos.ts';
import { TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { startTwin, type Twin } from '../../../twin/twin.ts';
import { nodeEngine } from '../../support/node-engine.ts';
import { install, installPackages } from '../servers/install.ts';
import { installIpsilon, start, TEST_PASSWORD } from '../servers/ipsilon.ts';
import { makeScratch } from '../servers/process.ts';
import { startBodhi } from './bodhi.ts';
import { through } from './client.ts';
import { type IpsilonCheck, inContext } from './context.ts';
import { askAll, type SignIn } from './questions.ts';
import { withTicket } from './ticket.ts';
import type { Visitor } from './visitor.ts';

const USER = TWIN_CREDENTIALS.principal;

/**
 * Holds the twin's OpenID provider against the real ipsilon, lets our client through the real one and from there
 * into a real bodhi, and lets it in with a real ticket. Never throws: what prevents the check is a check that failed.
 */
export async function checkIpsilon(): Promise<readonly IpsilonCheck[]> {
  const scratch = makeScratch();
  const twin = await startTwin({ portBase: 0 });
  const stops: (() => Promise<void>)[] = [() => twin.stop()];
  const checks: IpsilonCheck[] = [];
  try {
    await install(['bodhi', 'kdc']);
    await installPackages(['apache2-bin', 'libapache2-mod-auth-gssapi']);
    await installIpsilon();
    const ipsilon = await start(scratch.dir);
    stops.push(() => ipsilon.stop());
    const base = ipsilon.addresses['fas-oidc'] ?? '';
    checks.push(...(await compared(base, twin)));
    const bodhi = await startBodhi(scratch.dir, base);
    stops.push(() => bodhi.stop());
    checks.push(...(await through(base, bodhi.url)));
    checks.push(...(await withTicket(scratch.dir)));
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
