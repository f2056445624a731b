// Runs in k6: logs in to the twin with a ticket, for tests/oidc-k6.test.ts to see what that came to.
import { ciphers } from '../../lib/k6/ciphers.ts';
import { engine } from '../../lib/k6/engine.ts';
import { withContext } from '../../lib/probe/run.ts';
import { object, string } from '../../lib/protocols/shape.ts';
import { openSession } from '../../lib/systems/bodhi/session.ts';
import { kinit } from '../../lib/systems/fas/kerberos.ts';
import { authorize, BODHI_CLIENT, PUSH_CLIENT } from '../../lib/systems/fas/oidc.ts';
import { resolveConfig } from '../../lib/targets/resolve.ts';

declare const __ENV: Readonly<Record<string, string>>;

export const options = { vus: 1, iterations: 1 };

export async function setup(): Promise<string> {
  const { ECHO = '', PRINCIPAL: principal = '', PASSWORD: password = '', ...env } = __ENV;
  const known = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('PW_')));
  const { target } = resolveConfig(known, { target: 'local', only: '' });
  const told = await withContext(engine, target, { id: 'workflow', system: 'fas' }, async (context) => {
    const login = await kinit(context, ciphers, { principal, password });
    const bodhi = await authorize(context, login, BODHI_CLIENT);
    const push = await authorize(context, login, PUSH_CLIENT);
    const session = await openSession(context, bodhi.accessToken);
    const refusal = await session
      .post(context, '/updates/', { builds: [], notes: '' }, object({ alias: string }))
      .then(
        () => 'none',
        (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
      );
    return { bodhi: bodhi.accessToken, push: push.accessToken, refusal };
  });
  for (const headers of [{}, {}, { cookie: 'ours=1; its="own"' }]) {
    const request = {
      method: 'GET',
      url: ECHO,
      headers,
      read: 'text',
      timeoutMs: 5000,
      redirects: 0,
    } as const;
    await engine.transport({ ...request, expect: [200], tags: {} });
  }
  return JSON.stringify(told);
}

export default function nothing(): void {
  // Everything happens in setup(): k6 wants a default function all the same.
}

export function handleSummary({
  setup_data,
}: {
  readonly setup_data: string;
}): Readonly<Record<string, string>> {
  return { stdout: setup_data };
}
