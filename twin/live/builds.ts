import { buildStateBody, taskStateBody } from '../world/bodies-koji.ts';
import { asUsers } from '../world/people.ts';
import type { Mutable } from '../world/task-book.ts';
import type { Build, Package, Release, Rpm, Task } from '../world/types.ts';
import { TASK_FAULT, type TaskFault } from './endings.ts';
import { later } from './later.ts';
import type { Live } from './live.ts';
import { readSource, type Source } from './sources.ts';
import { arrive } from './tag-tasks.ts';
import { isSideTag, releaseOf, type Target, targetsOf } from './targets.ts';
import { addTask, DEFAULT_PRIORITY, failTask, NEVER } from './tasks.ts';

/** What somebody asks koji to build. */
export interface Submission {
  readonly user: string;
  readonly source: string;
  readonly target: string;
  readonly opts: Readonly<Record<string, unknown>>;
  /** Added to the usual priority: more is later. */
  readonly priority?: number;
  readonly channelId?: number;
}

/** Seconds at scale 1 from the submission: koji takes it up, has the source package, has built, has tagged. */
const TAKEN = 2;
const SOURCE_READY = 12;
const BUILT = 102;
const TAGGED = 106;
/** How long a task needs to see that the one it waits for has ended. */
const NOTICED = 1;

const SOURCE_BYTES = 9_000;
const RPM_BYTES = 8_000;

/** The tasks of a submission under way, and when things happen. */
interface Course {
  readonly live: Live;
  readonly asked: Submission;
  readonly task: Mutable<Task>;
  readonly at: (seconds: number) => number;
}

/** Where a build goes that can begin. */
interface Plan {
  readonly source: Source;
  readonly target: Target;
  readonly release: Release;
  readonly package: Package;
  readonly nvr: string;
}

/** Takes a submission as koji's hub does, whatever it is worth: what is wrong with it, its tasks find out later. */
export function submitBuild(live: Live, asked: Submission): Task {
  const now = live.world.now();
  const at = (seconds: number): number => later(live, now, seconds);
  const task = addTask(live, {
    method: 'build',
    owner: asked.user,
    createdAt: now,
    startedAt: at(TAKEN),
    finishedAt: at(TAGGED + NOTICED),
    request: [asked.source, asked.target, asked.opts],
    priority: DEFAULT_PRIORITY + (asked.priority ?? 0),
    ...(asked.channelId === undefined ? {} : { channelId: asked.channelId }),
  });
  const course: Course = { live, asked, task, at };
  const plan = planOf(course);
  if (plan !== null) {
    if (asked.opts.scratch === true) buildForNobody(course, plan);
    else buildAndTag(course, plan);
  }
  return task;
}

/** What can be built, after the source package is made; null where the task ends before, with its fault. */
function planOf({ live, asked, task, at }: Course): Plan | null {
  const { world } = live;
  const target = targetsOf(world).find(({ name }) => name === asked.target);
  const release = target === undefined ? undefined : releaseOf(world, target.buildTag);
  if (target === undefined || release === undefined) {
    const text = `unknown build target: ${asked.target}`;
    failTask(task, at(TAKEN + NOTICED), { code: TASK_FAULT.GENERIC, text });
    return null;
  }
  const srpm = addTask(live, {
    method: 'buildSRPMFromSCM',
    label: 'srpm',
    owner: asked.user,
    parent: task,
    createdAt: at(TAKEN),
    startedAt: at(TAKEN + NOTICED),
    finishedAt: at(SOURCE_READY),
    request: [asked.source, target.buildTag, asked.opts],
  });
  const source = readSource(world, asked.source);
  if ('code' in source) {
    failTask(srpm, at(SOURCE_READY), source);
    failTask(task, at(SOURCE_READY + NOTICED), source);
    return null;
  }
  const nvr = `${source.name}-${source.version}-${source.releaseOf(release.releaseSuffix)}`;
  const one = world.package(source.name);
  const fault =
    one === undefined
      ? { code: TASK_FAULT.BUILD, text: `package ${source.name} not in list for tag ${target.destTag}` }
      : asked.opts.scratch === true
        ? null
        : whyNotAgain(live, source, nvr);
  if (one === undefined || fault !== null) {
    if (fault !== null) failTask(task, at(SOURCE_READY + NOTICED), fault);
    return null;
  }
  return { source, target, release, package: one, nvr };
}

/** The build of this name that there is or will be. */
function known(live: Live, nvr: string): Build | undefined {
  return live.ledger.builds.find((build) => build.nvr === nvr) ?? live.world.build(nvr);
}

/** Koji builds nothing twice that has been built or is being built; what failed or was canceled, again. */
function whyNotAgain(live: Live, { name, version }: Source, nvr: string): TaskFault | null {
  const old = known(live, nvr);
  if (old === undefined) return null;
  const code = TASK_FAULT.GENERIC;
  if (live.world.now() < old.completedAt)
    return { code, text: `Build already in progress (task ${old.taskId})` };
  if (old.outcome !== 'complete') return null;
  const data = `{'name': '${name}', 'version': '${version}', 'release': '${old.release}', 'epoch': None}`;
  return { code, text: `Build already exists (id=${old.id}, state=COMPLETE): ${data}` };
}

function buildForNobody(course: Course, plan: Plan): void {
  const { live, asked, task, at } = course;
  const fails = live.conduct.ills.includes('build fails');
  const hangs = live.conduct.ills.includes('build hangs');
  const arches = addArchTasks(course, plan);
  task.finishedAt = hangs ? NEVER : at(BUILT + NOTICED);
  if (fails && !hangs) failArches(course, arches);
  const file = `${plan.nvr}.src.rpm`;
  const concerns = { packages: [plan.package.name], users: asUsers(asked.user) };
  live.ledger.publish(task.startedAt, 'buildsys.task.state.change', concerns, () =>
    taskStateBody(task, [], file, 'FREE', 'OPEN'),
  );
  if (hangs) return;
  live.ledger.publish(task.finishedAt, 'buildsys.task.state.change', concerns, () =>
    taskStateBody(task, arches, file, 'OPEN', fails ? 'FAILED' : 'CLOSED'),
  );
}

function buildAndTag(course: Course, plan: Plan): void {
  const { live, asked, task, at } = course;
  const { ills } = live.conduct;
  const arches = addArchTasks(course, plan);
  const build = addBuild(course, plan);
  const concerns = { packages: [build.name], users: asUsers(build.owner) };
  live.ledger.publish(build.startedAt, 'buildsys.build.state.change', concerns, () =>
    buildStateBody(build, task, arches, null, 'building'),
  );
  if (ills.includes('build hangs')) {
    build.completedAt = NEVER;
    task.finishedAt = NEVER;
    return;
  }
  const fails = ills.includes('build fails');
  live.ledger.publish(build.completedAt, 'buildsys.build.state.change', concerns, () =>
    buildStateBody(build, task, arches, 'building', fails ? 'failed' : 'complete'),
  );
  if (fails) {
    build.outcome = 'failed';
    build.rpms = [];
    failArches(course, arches);
    return;
  }
  if (asked.opts.skip_tag === true) {
    task.finishedAt = at(BUILT + NOTICED);
    return;
  }
  putIntoTag(course, plan.target.destTag, build);
}

function addArchTasks(
  { live, asked, task, at }: Course,
  { target, package: one, nvr }: Plan,
): Mutable<Task>[] {
  const finishedAt = live.conduct.ills.includes('build hangs') ? NEVER : at(BUILT - NOTICED);
  return one.arches.map((arch, index) =>
    addTask(live, {
      method: 'buildArch',
      label: arch,
      arch,
      owner: asked.user,
      parent: task,
      createdAt: at(SOURCE_READY),
      startedAt: at(SOURCE_READY + NOTICED),
      finishedAt,
      request: [`${nvr}.src.rpm`, target.buildTag, arch, index === 0, asked.opts],
    }),
  );
}

/** The first one fails, and koji gives up the others. */
function failArches({ task, at }: Course, [first, ...others]: readonly Mutable<Task>[]): void {
  const arch = first?.arch ?? '';
  const text = `error building package (arch ${arch}), mock exited with status 1; see build.log or root.log for more information`;
  const fault = { code: TASK_FAULT.BUILD, text };
  if (first !== undefined) failTask(first, at(BUILT - NOTICED), fault);
  for (const other of others) other.outcome = 'canceled';
  failTask(task, at(BUILT + NOTICED), fault);
}

/** The record of a build; one that failed or was canceled is begun anew, under its number. */
function addBuild({ live, asked, task, at }: Course, plan: Plan): Mutable<Build> {
  const { source, target, release, package: one, nvr } = plan;
  const { ledger } = live;
  const former = ledger.builds.findIndex((build) => build.nvr === nvr);
  const id = former < 0 ? ledger.number('build') : (ledger.builds[former]?.id ?? 0);
  if (former >= 0) ledger.builds.splice(former, 1);
  const build: Mutable<Build> = {
    id,
    nvr,
    name: one.name,
    version: source.version,
    release: source.releaseOf(release.releaseSuffix),
    packageId: one.id,
    releaseName: release.name,
    owner: asked.user,
    taskId: task.id,
    commit: source.commit.sha,
    startedAt: at(SOURCE_READY),
    completedAt: at(BUILT),
    outcome: 'complete',
    sideTag: isSideTag(target.destTag) ? target.destTag : null,
    signedAt: null,
    rpms: rpmsOf(live, one),
  };
  ledger.builds.push(build);
  return build;
}

function rpmsOf(live: Live, { name, arches }: Package): readonly Rpm[] {
  const all = ['src', ...arches];
  const first = live.ledger.number('rpm', all.length);
  return all.map((arch, index) => ({
    id: first + index,
    name,
    arch,
    size: arch === 'src' ? SOURCE_BYTES : RPM_BYTES,
  }));
}

/** Plans the task that tags a build, and what follows when it has. */
function putIntoTag({ live, task, at }: Course, tag: string, build: Mutable<Build>): void {
  const never = live.conduct.ills.includes('candidate tag missing');
  const taggedAt = at(TAGGED);
  addTask(live, {
    method: 'tagBuild',
    label: 'tag',
    owner: build.owner,
    parent: task,
    createdAt: build.completedAt,
    startedAt: never ? NEVER : at(BUILT + NOTICED),
    finishedAt: never ? NEVER : taggedAt,
    request: [tag, build.nvr, false, null, true],
  });
  if (never) task.finishedAt = NEVER;
  else arrive(live, tag, build, build.owner, taggedAt);
}
