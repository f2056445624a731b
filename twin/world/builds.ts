import { flaggedBody, mergedBody, openedBody, pushBody, requestTestBody, uploadBody } from './bodies-git.ts';
import { buildStateBody, sourceUrl } from './bodies-koji.ts';
import { FIRST_DAY, MINUTE, SECOND } from './calendar.ts';
import type { Draft } from './chunk.ts';
import { asUsers } from './people.ts';
import type { BuildPlan, Journey } from './plan.ts';
import type { Rng } from './rng.ts';
import type { Mutable } from './task-book.ts';
import type { Build, PullRequest, Rpm, Task } from './types.ts';

const FIRST_BUILD = 2_800_000;
const BUILDS_PER_DAY = 200;
const RPMS_PER_BUILD = 64;
/** Priorities of koji: the lowest figure goes first. */
const USUAL = 20;
const BACKGROUND = 25;
const FIRST_RPM = 40_000_000;
/** Beyond what a 32-bit integer holds, as some of the real debuginfo packages are. */
const HUGE_RPM = 2_437_918_720;

function pushed(draft: Draft, { package: one, commit, uploads, pushedAt }: BuildPlan): void {
  const agent = commit.author;
  const concerns = { packages: one.asList, users: asUsers(agent) };
  if (uploads) {
    draft.bus.publish(commit.at - 8 * SECOND, 'git.lookaside.new', concerns, () => uploadBody(one, agent));
  }
  draft.bus.publish(pushedAt, 'pagure.git.receive', concerns, () => pushBody(one, commit));
}

function reviewed(draft: Draft, { package: one, commit }: BuildPlan, request: PullRequest, rng: Rng): void {
  draft.pullRequests.push(request);
  const concerns = { packages: one.asList, users: asUsers(request.author) };
  const tested = (at: number, state: 'running' | 'complete' | 'error'): void =>
    draft.bus.publish(at, `ci.dist-git-pr.test.${state}`, {}, () => requestTestBody(request, state, at));
  draft.bus.publish(request.openedAt, 'pagure.pull-request.new', concerns, () => openedBody(one, request));
  tested(request.openedAt + 40 * SECOND, 'running');
  if (rng.chance(0.12)) {
    tested(request.openedAt + 4 * MINUTE, 'error');
    tested(request.openedAt + 5 * MINUTE, 'running');
  }
  tested(request.flaggedAt - 3 * SECOND, 'complete');
  draft.bus.publish(request.flaggedAt, 'pagure.pull-request.flag.added', concerns, () =>
    flaggedBody(one, request),
  );
  draft.bus.publish(request.mergedAt ?? request.flaggedAt, 'pagure.pull-request.closed', concerns, () =>
    mergedBody(one, request, commit.author),
  );
}

function rpmsOf({ package: one, failed }: BuildPlan, buildId: number, rng: Rng): Rpm[] {
  if (failed) return [];
  const first = FIRST_RPM + (buildId - FIRST_BUILD) * RPMS_PER_BUILD;
  const wanted = [
    { name: one.name, arch: 'src' },
    ...one.arches.flatMap((arch) => one.rpmNames.map((name) => ({ name, arch }))),
  ];
  return wanted.map(({ name, arch }, index) => ({
    id: first + index,
    name,
    arch,
    size: name === 'kernel-debuginfo' ? HUGE_RPM + rng.int(0, 90_000_000) : rng.int(8_000, 4_000_000),
  }));
}

/** The tasks of a build, its own first. */
function addTasks(
  draft: Draft,
  plan: BuildPlan,
  { release, owner, sideTag, rng, background }: Journey,
  numbered: (id: number) => void,
): [Task, ...Task[]] {
  const { package: one, commit, startedAt, completedAt, failed } = plan;
  const source = sourceUrl(one.name, commit.sha);
  const target = sideTag?.name ?? release.target;
  const buildTag = sideTag?.name ?? release.buildTag;
  const srpm = `${one.name}-${one.version}-${plan.release}.${release.releaseSuffix}.src.rpm`;
  const createdAt = plan.pushedAt + rng.int(20, 30) * SECOND;
  const priority = background ? BACKGROUND : USUAL;
  const build = draft.tasks.add(rng, {
    method: 'build',
    owner,
    createdAt,
    priority,
    // Its builder takes a task of low priority when nobody else wants it.
    startedAt: background ? startedAt - 2 * MINUTE : createdAt + rng.int(1, 4) * SECOND,
    finishedAt: completedAt + (failed ? SECOND : 4 * SECOND),
    outcome: failed ? 'failed' : 'closed',
    request: [source, target, {}],
    numbered,
  });
  const children = [
    draft.tasks.add(rng, {
      method: 'buildSRPMFromSCM',
      label: 'srpm',
      parent: build,
      owner,
      priority: priority - 1,
      createdAt: build.startedAt + SECOND,
      startedAt: build.startedAt + rng.int(2, 8) * SECOND,
      finishedAt: startedAt - SECOND,
      request: [source, buildTag, {}],
    }),
    ...one.arches.map((arch, index) => {
      const waits = rng.int(2, 35) * SECOND;
      const spares = rng.int(6, 60) * SECOND;
      return draft.tasks.add(rng, {
        method: 'buildArch',
        label: arch,
        arch,
        parent: build,
        owner,
        priority: priority - 1,
        createdAt: startedAt + 200,
        startedAt: startedAt + waits,
        finishedAt: completedAt - (failed ? 2 * SECOND : spares),
        outcome: failed ? (index === 0 ? 'failed' : 'canceled') : 'closed',
        request: [srpm, buildTag, arch, index === 0, {}],
      });
    }),
  ];
  if (failed) return [build, ...children];
  const tagging = draft.tasks.add(rng, {
    method: 'tagBuild',
    label: 'tag',
    parent: build,
    owner,
    priority: priority - 1,
    createdAt: completedAt + 100,
    startedAt: completedAt + SECOND,
    finishedAt: completedAt + 3 * SECOND,
    request: [sideTag?.name ?? release.tags.candidate, srpm.replace('.src.rpm', ''), false, null, true],
  });
  return [build, ...children, tagging];
}

/** A build and what it was planned as. */
export interface Candidate {
  readonly plan: BuildPlan;
  readonly build: Build;
}

/** A push and the build made of it, with everything koji and dist-git say about them. */
export function addBuild(draft: Draft, plan: BuildPlan, journey: Journey): Build {
  const { package: one, commit, startedAt, completedAt, failed } = plan;
  const { owner, release, sideTag, rng } = journey;
  pushed(draft, plan);
  if (plan.pullRequest !== null) reviewed(draft, plan, plan.pullRequest, rng);

  const id = FIRST_BUILD + (draft.day - FIRST_DAY) * BUILDS_PER_DAY * draft.season.room + draft.builds.length;
  const releaseField = `${plan.release}.${release.releaseSuffix}`;
  const build: Mutable<Build> = {
    id,
    nvr: `${one.name}-${one.version}-${releaseField}`,
    name: one.name,
    version: one.version,
    release: releaseField,
    packageId: one.id,
    releaseName: release.name,
    owner,
    taskId: 0,
    commit: commit.sha,
    startedAt,
    completedAt,
    outcome: failed ? 'failed' : 'complete',
    sideTag: sideTag?.name ?? null,
    signedAt: null,
    rpms: rpmsOf(plan, id, rng),
  };
  draft.builds.push(build);
  const [task, ...children] = addTasks(draft, plan, journey, (taskId) => {
    build.taskId = taskId;
  });
  const concerns = { packages: one.asList, users: asUsers(owner) };
  draft.bus.publish(startedAt, 'buildsys.build.state.change', concerns, () =>
    buildStateBody(build, task, children, null, 'building'),
  );
  draft.bus.publish(completedAt, 'buildsys.build.state.change', concerns, () =>
    buildStateBody(build, task, children, 'building', failed ? 'failed' : 'complete'),
  );
  return build;
}
