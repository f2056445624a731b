// Runs in k6: clones from a real git, pushes 20 commits, and tries a push without a token.
import { engine } from '../../../lib/k6/engine.ts';
import type { ProbeContext } from '../../../lib/probe/probe.ts';
import { withContext } from '../../../lib/probe/run.ts';
import type { GitObject } from '../../../lib/protocols/git/objects.ts';
import { clone, commit } from '../../../lib/systems/dist-git/git.ts';
import { push } from '../../../lib/systems/dist-git/push.ts';
import { local } from '../../../lib/targets/local.ts';

declare const __ENV: Readonly<Record<string, string>>;

const NAME = 'in-k6';
const COMMITS = 20;

export const options = { vus: 1, iterations: 1 };

async function work(context: ProbeContext): Promise<unknown> {
  let checkout = await clone(context, NAME, 'rawhide');
  const [from, spec] = [checkout.tip, await checkout.read(context, 'a.spec')];
  const objects: GitObject[] = [];
  for (let at = 1; at <= COMMITS; at++) {
    const info = { author: 'k6', email: 'k6@example.org', at: context.now(), message: `From k6, ${at} é` };
    const change = { path: `a.spec`, content: `${spec}\n# ${at} é` };
    const made = commit(checkout, [change], info, context.hashes.sha1);
    objects.push(...made.objects);
    checkout = made.checkout;
  }
  const updates = [{ ref: 'refs/heads/rawhide', from, to: checkout.tip }];
  const refused = await push(context, NAME, null, updates, objects).then(() => 'nothing', String);
  await push(context, NAME, __ENV.TOKEN ?? '', updates, objects);
  return { tip: checkout.tip, refused };
}

export function setup(): Promise<string> {
  const addresses = { ...local.addresses, 'dist-git': { url: __ENV.GIT ?? '', source: 'this test' } };
  const asker = { id: 'git', system: 'dist-git' } as const;
  return withContext(engine, { ...local, addresses }, asker, work).then(
    (seen) => JSON.stringify(seen),
    (thrown) => JSON.stringify({ tip: '', refused: String(thrown) }),
  );
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
