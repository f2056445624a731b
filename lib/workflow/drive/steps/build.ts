import { wrongAnswer } from '../../../probe/failure.ts';
import type { ProbeContext } from '../../../probe/probe.ts';
import { listUpdates } from '../../../systems/bodhi/client.ts';
import { getBuildTarget, listTimedBuilds, queryHistory } from '../../../systems/koji/calls.ts';
import { call, orNil, webUrl } from '../../../systems/koji/client.ts';
import { BUILD_STATE, type Tagging } from '../../../systems/koji/schema.ts';
import { openKojiSession } from '../../../systems/koji/session.ts';
import { sideTagOn, submitBuild, taskFailure } from '../../../systems/koji/writes.ts';
import { messagesOf } from '../bus.ts';
import { type Flow, made, type PackageWork, type Step } from '../flow.ts';
import type { StepClock } from '../step-clock.ts';
import { Final, type Look, waitFor } from '../waiting.ts';

export const submit: Step = {
  name: 'submit',
  system: 'koji',
  run: async (flow, context) => {
    const session = await openKojiSession(context, made(flow.login, 'login'));
    flow.koji = session;
    if (flow.has('multi')) flow.sideTag = await sideTagOn(context, session, buildTagOf(flow));
    const target = flow.sideTag ?? (await targetOf(flow, context));
    const tasks: string[] = [];
    for (const work of flow.packages) {
      const source = `git+${context.address('dist-git')}/rpms/${work.name}.git#${made(work.commit, 'commit')}`;
      work.taskId = await submitBuild(context, session, source, target);
      tasks.push(`task ${work.taskId} of ${work.name}`);
    }
    const first = flow.packages[0]?.taskId ?? 0;
    return { reason: `${tasks.join(', ')} for target ${target}`, url: taskUrl(context, first) };
  },
};

function taskUrl(context: ProbeContext, task: number): string {
  return webUrl(context, `taskinfo?taskID=${task}`);
}

/** The tag that side tags are made on: bodhi does not name it, but the override tag that it inherits from. */
function buildTagOf({ release }: Flow): string {
  return made(release, 'release').override_tag.replace(/-override$/, '-build');
}

/** The target whose builds come into the release's candidate tag; named as fedpkg names it. */
async function targetOf(flow: Flow, context: ProbeContext): Promise<string> {
  const { branch, dist_tag, candidate_tag } = made(flow.release, 'release');
  const names = [...new Set([branch, `${branch}-candidate`, dist_tag, `${dist_tag}-candidate`])];
  for (const name of names) {
    const { data } = await call(context, orNil(getBuildTarget(name)));
    if (data?.dest_tag_name === candidate_tag) return name;
  }
  throw wrongAnswer(`koji has no target for ${candidate_tag}; tried ${names.join(', ')}`);
}

export const build: Step = {
  name: 'build',
  system: 'koji',
  run: async (flow, context, clock) => {
    const nvrs: string[] = [];
    for (const work of flow.packages) {
      work.build = await waitFor(context, clock, `finished build of ${work.name}`, () =>
        built(context, work),
      );
      const { id, nvr } = work.build;
      await waitFor(context, clock, `message that ${nvr} is complete (koji says so)`, async () => {
        const [message] = await messagesOf(context, {
          kind: 'buildsys.build.state.change',
          package: work.name,
          since: flow.startedAt,
          is: (event) => event.buildId === id && event.state === 'COMPLETE',
        });
        return message === undefined ? { seen: 'none' } : { found: message };
      });
      nvrs.push(nvr);
    }
    const first = flow.packages[0]?.build?.id ?? 0;
    return {
      reason: `${nvrs.join(', ')} complete and announced`,
      url: webUrl(context, `buildinfo?buildID=${first}`),
    };
  },
};

async function built(
  context: ProbeContext,
  work: PackageWork,
): Promise<Look<{ readonly id: number; readonly nvr: string }>> {
  const task = made(work.taskId, 'task');
  const since = Math.floor(context.now() / 1000) - DAY_SECONDS;
  const { data } = await call(
    context,
    listTimedBuilds({ packageID: work.name, createdAfter: since }, RECENT),
  );
  const found = data.find(({ task_id }) => task_id === task);
  const failure = await taskFailure(context, task);
  if (failure !== null) {
    throw new Final(wrongAnswer(`the build of ${work.name} failed: ${failure}`, '', taskUrl(context, task)));
  }
  if (found === undefined) return { seen: `task ${task} has begun no build` };
  if (found.state === BUILD_STATE.COMPLETE) return { found: { id: found.build_id, nvr: found.nvr } };
  return { seen: `${found.nvr} is ${stateName(found.state)}` };
}

const DAY_SECONDS = 86_400;
const RECENT = 20;

function stateName(state: number): string {
  return Object.entries(BUILD_STATE).find(([, code]) => code === state)?.[0] ?? `in state ${state}`;
}

export const tags: Step = {
  name: 'tags',
  system: 'koji',
  run: async (flow, context, clock) => {
    const release = made(flow.release, 'release');
    const builtFor = flow.sideTag ?? release.candidate_tag;
    for (const work of flow.packages) await reached(context, clock, work, [builtFor]);
    // Bodhi asks for signing when it makes the update: by itself at once, else not before the packager does.
    const automatic = release.create_automatic_updates === true && flow.sideTag === null;
    const signing = automatic ? release.pending_signing_tag : '';
    const waits = signing !== '' && context.target.capabilities.signing === true;
    const seen = waits && (await askedToSign(flow, context, clock, signing));
    const words = !waits
      ? ''
      : seen
        ? ` and ${signing}`
        : `; ${signing} waits for the update, which is not there yet`;
    return { reason: `${flow.nvrs().join(', ')} in ${builtFor}${words}` };
  },
};

/** Waits for signing-pending as long as there is an update that asks for it; false while bodhi has made none. */
async function askedToSign(
  flow: Flow,
  context: ProbeContext,
  clock: StepClock,
  tag: string,
): Promise<boolean> {
  const [first] = flow.packages;
  const work = made(first ?? null, 'package');
  const { nvr } = made(work.build, 'build');
  return waitFor(context, clock, `tag ${tag} on ${nvr}`, async (): Promise<Look<boolean>> => {
    if ((await taggingsOf(context, nvr)).some((one) => one['tag.name'] === tag)) return { found: true };
    if (clock.spent() < clock.warnMs) return { seen: 'not yet' };
    const updates = await listUpdates(context, { builds: [nvr] }, 1);
    return updates.length === 0
      ? { found: false }
      : { seen: `not there, though bodhi has ${updates[0]?.alias}` };
  });
}

/** Waits until a build is, or has been, in all the tags: a fast signer may have moved it on already. */
export async function reached(
  context: ProbeContext,
  clock: StepClock,
  work: PackageWork,
  wanted: readonly string[],
): Promise<void> {
  const { nvr } = made(work.build, 'build');
  await waitFor(context, clock, `tag ${wanted.join(' and ')} on ${nvr}`, async () => {
    const seen = (await taggingsOf(context, nvr)).map((one) => one['tag.name']);
    if (wanted.every((tag) => seen.includes(tag))) return { found: null };
    return { seen: seen.length === 0 ? 'no tags' : [...new Set(seen)].join(', ') };
  });
}

/** Every tag that a build is or was in. */
export async function taggingsOf(context: ProbeContext, nvr: string): Promise<readonly Tagging[]> {
  const { data } = await call(context, queryHistory({ build: nvr }));
  return data.tag_listing;
}
