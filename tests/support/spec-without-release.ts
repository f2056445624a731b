import type { ProbeContext } from '../../lib/probe/probe.ts';
import { withContext } from '../../lib/probe/run.ts';
import { clone, commit } from '../../lib/systems/dist-git/git.ts';
import { push } from '../../lib/systems/dist-git/push.ts';
import { kinit } from '../../lib/systems/fas/kerberos.ts';
import { authorize, PUSH_CLIENT } from '../../lib/systems/fas/oidc.ts';
import { resolveConfig } from '../../lib/targets/resolve.ts';
import { TWIN_CREDENTIALS } from '../../twin/accounts/people.ts';
import { nodeCiphers } from '../../twin/ciphers.ts';
import type { DriveBench } from './drive-bench.ts';
import { nodeEngine } from './node-engine.ts';

const NAME = 'dummy-test-package-gloster';
const SPEC = `${NAME}.spec`;

/** Pushes a spec whose release is gone, as a packager would; the answer puts it back. */
export async function withoutRelease({ twin }: DriveBench): Promise<() => Promise<void>> {
  const { target } = resolveConfig(twin.env, { target: 'local', only: '' });
  const asker = { id: 'workflow.test', system: 'dist-git' } as const;
  const change = (to: (spec: string) => string): Promise<void> =>
    withContext(nodeEngine(), target, asker, (context) => pushed(context, to));
  await change((spec) => spec.replace(/^Release:(.*)$/m, '# release:$1'));
  return () => change((spec) => spec.replace(/^# release:(.*)$/m, 'Release:$1'));
}

async function pushed(context: ProbeContext, to: (spec: string) => string): Promise<void> {
  const login = await kinit(context, nodeCiphers, TWIN_CREDENTIALS);
  const { accessToken } = await authorize(context, login, PUSH_CLIENT);
  const checkout = await clone(context, NAME, 'rawhide');
  const content = to(await checkout.read(context, SPEC));
  const info = {
    author: 'packagerbot',
    email: 'packagerbot@example.org',
    at: context.now(),
    message: 'Edit\n',
  };
  const { id, objects } = commit(checkout, [{ path: SPEC, content }], info, context.hashes.sha1);
  const update = { ref: 'refs/heads/rawhide', from: checkout.base, to: id };
  await push(context, NAME, accessToken, [update], objects);
}
