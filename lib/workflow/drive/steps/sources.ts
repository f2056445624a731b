import { ProbeFailure } from '../../../probe/failure.ts';
import type { ProbeContext } from '../../../probe/probe.ts';
import { tarGz } from '../../../protocols/archive/tar-gz.ts';
import { type Checkout, clone as cloned, commit, type NewCommit } from '../../../systems/dist-git/git.ts';
import { ensureFork } from '../../../systems/dist-git/pull-requests.ts';
import { push as pushed, pushToFork } from '../../../systems/dist-git/push.ts';
import { authorize, PUSH_CLIENT } from '../../../systems/fas/oidc.ts';
import { sourcesLine, uploadSource } from '../../../systems/lookaside/upload.ts';
import { type Flow, made, type PackageWork, type Step } from '../flow.ts';
import { bump, readSpec } from '../spec.ts';
import { Overtaken } from '../waiting.ts';

const OVERTAKEN =
  /somebody else has pushed|non-fast-forward|fetch first|failed to update ref|cannot lock ref/;

export const clone: Step = {
  name: 'clone',
  system: 'dist-git',
  run: async (flow, context) => {
    for (const work of flow.packages) work.checkout = await cloned(context, work.name, branchOf(flow));
    const tips = flow.packages.map(
      ({ name, checkout }) => `${name} at ${made(checkout, 'checkout').tip.slice(0, 10)}`,
    );
    return { reason: `${branchOf(flow)} of ${tips.join(', ')}` };
  },
};

function branchOf({ release }: Flow): string {
  return made(release, 'release').branch;
}

export const edit: Step = {
  name: 'edit',
  system: 'dist-git',
  run: async (flow, context) => {
    const bumps: string[] = [];
    for (const work of flow.packages) bumps.push(await edited(flow, context, work));
    return { reason: bumps.join(', ') };
  },
};

/** Reads the spec and writes the bumped one into the changes; tells the new version and release. */
async function edited(flow: Flow, context: ProbeContext, work: PackageWork): Promise<string> {
  const path = `${work.name}.spec`;
  const text = await made(work.checkout, 'checkout').read(context, path);
  work.spec = readSpec(text);
  const { name, email } = author(flow);
  const bumped = bump(text, { at: context.now(), author: name, email, line: subject(flow) });
  const spec = { path, content: bumped.text };
  work.changes = [...work.changes.filter((change) => change.path !== path), spec];
  return `${work.name} ${work.spec.version}-${bumped.release ?? '(rpmautospec)'}`;
}

function author({ user }: Flow) {
  const name = made(user, 'account');
  return { name, email: `${name}@fedoraproject.org` };
}

function subject({ run }: Flow): string {
  return `Rebuild by ${run}`;
}

export const sources: Step = {
  name: 'sources',
  system: 'lookaside',
  run: async (flow, context) => {
    const uploaded: string[] = [];
    for (const work of flow.packages) {
      const { source, name, version } = made(work.spec, 'spec');
      const data = archive(flow, `${name}-${version}`);
      const login = made(flow.login, 'login');
      const sha512 = await uploadSource(context, login, { name: work.name, file: source, data });
      const line = sourcesLine({ file: source, sha512 });
      work.changes = [
        ...work.changes.filter(({ path }) => path !== 'sources'),
        { path: 'sources', content: line },
      ];
      flow.sources.push(`${work.name}/${source} ${sha512.slice(0, 16)}…`);
      uploaded.push(`${source} of ${data.length} bytes`);
    }
    return { reason: `${uploaded.join(', ')}: stored, and read back with the same sha512` };
  },
};

/** What a test package builds: a licence, and a file that is new in each run. */
function archive({ run, startedAt }: Flow, folder: string): Uint8Array {
  const files = [
    { path: `${folder}/LICENSE`, text: 'This file is in the public domain.\n' },
    { path: `${folder}/run`, text: `${run}\n` },
  ];
  return tarGz(files, Math.floor(startedAt / 1000));
}

export const push: Step = {
  name: 'push',
  system: 'dist-git',
  run: async (flow, context) => {
    const { accessToken } = await authorize(context, made(flow.login, 'login'), PUSH_CLIENT);
    flow.pushToken = accessToken;
    const told: string[] = [];
    for (const work of flow.packages) {
      told.push(flow.has('pr') ? await toFork(flow, context, work) : await toBranch(flow, context, work));
    }
    return { reason: told.join(', ') };
  },
};

function committed(flow: Flow, context: ProbeContext, { checkout, changes }: PackageWork): NewCommit {
  const { name, email } = author(flow);
  const info = { author: name, email, at: context.now(), message: `${subject(flow)}\n` };
  return commit(made(checkout, 'checkout'), changes, info, context.hashes.sha1);
}

/** Pushes to the release's branch, from where it stood when it was cloned. */
async function toBranch(flow: Flow, context: ProbeContext, work: PackageWork): Promise<string> {
  const { id, objects } = committed(flow, context, work);
  const { base, branch }: Checkout = made(work.checkout, 'checkout');
  try {
    const update = { ref: `refs/heads/${branch}`, from: base, to: id };
    await pushed(context, work.name, flow.pushToken, [update], objects);
  } catch (thrown) {
    if (isOvertaken(thrown)) throw new Overtaken(thrown);
    throw thrown;
  }
  work.commit = id;
  return `${work.name} ${branch} at ${id.slice(0, 10)}`;
}

function isOvertaken(thrown: unknown): thrown is ProbeFailure {
  return thrown instanceof ProbeFailure && OVERTAKEN.test(thrown.details.reason);
}

/** Pushes to a branch of our fork that bears the run's name: a pull request is made of it. */
async function toFork(flow: Flow, context: ProbeContext, work: PackageWork): Promise<string> {
  const fork = await ensureFork(
    context,
    made(flow.means.pagureToken, 'token'),
    work.name,
    made(flow.user, 'account'),
  );
  const { id, objects, checkout } = committed(flow, context, work);
  const branch = flow.run;
  flow.requests.push({ package: work.name, fork, branch, id: null, open: false });
  await pushToFork(context, fork, flow.pushToken, checkout, `refs/heads/${branch}`, objects);
  work.commit = id;
  return `${work.name} ${branch} of ${fork.user}’s fork at ${id.slice(0, 10)}`;
}
