import { describe, expect, it } from 'vitest';
import { sourceUrl } from '../world/bodies-koji.ts';
import { clockwork, NOON } from '../world/clockwork.ts';
import type { Commit, Message, Task, World } from '../world/types.ts';
import { type Submission, submitBuild } from './builds.ts';
import { cancelBuildTask } from './cancel.ts';
import type { Conduct } from './conduct.ts';
import { faultOfTask, isCanceled } from './endings.ts';
import { createLive, type Live } from './live.ts';
import { createSideTag, removeSideTag } from './side-tags.ts';
import { submitTagging } from './tag-tasks.ts';

const PACKAGE = 'dummy-test-package-crested';
const USER = 'packagerbot';
const NVR = `${PACKAGE}-0-5.fc46`;
const UNTIL_TAGGED = 106_000;

const { world: base, set } = clockwork();

/** A twin at noon, in which the package has a commit of release 5, and a clock that goes on in seconds. */
function bench(conduct: Partial<Conduct> = {}) {
  set(NOON);
  const live = createLive(base, conduct);
  const commit = push(live, PACKAGE, specOf(PACKAGE, '5%{?dist}'));
  const wanted: Submission = {
    user: USER,
    source: sourceUrl(PACKAGE, commit.sha),
    target: 'rawhide',
    opts: {},
  };
  return { live, world: live.world, wanted, commit, at: (seconds: number) => set(NOON + seconds * 1000) };
}

function specOf(name: string, release: string): string {
  return `Name:           ${name}\nVersion:        0\nRelease:        ${release}\nSummary:        x\n`;
}

function push(live: Live, name: string, spec: string): Commit {
  const [root] = live.world.commits(PACKAGE);
  if (root === undefined) throw new Error('no commit');
  const sha = String(live.ledger.commits.length + 1).padStart(40, 'a');
  const at = live.world.now();
  const commit = { ...root, sha, parent: root.sha, package: name, at, files: { [`${name}.spec`]: spec } };
  live.ledger.commits.push(commit);
  return commit;
}

function stateOf(world: World, { id }: Task): string {
  const task = world.task(id);
  if (task === undefined) return 'none';
  if (world.now() >= task.finishedAt) return task.outcome;
  return world.now() < task.startedAt ? 'free' : 'open';
}

/** What koji has announced of a build. */
function said(world: World, nvr = NVR): readonly string[] {
  const topics = ({ topic, body }: Message): string => {
    const { name, version, release, new: state, tag } = body();
    return `${name}-${version}-${release}` === nvr
      ? `${topic.replace(/^.*buildsys\./, '')} ${tag ?? state}`
      : '';
  };
  return world
    .messagesIn('package', nvr.split('-').slice(0, -2).join('-'))
    .filter(({ topic }) => /buildsys\.(?:build|tag)/.test(topic))
    .map(topics)
    .filter((line) => line !== '');
}

function tagsOf(world: World, nvr = NVR): readonly string[] {
  const now = world.now();
  return world
    .taggingsOf(world.build(nvr)?.id ?? 0)
    .filter(({ until }) => until === null || until > now)
    .map(({ tag }) => tag);
}

describe('a build that goes well', () => {
  it('is taken up, made, announced and tagged in its time', () => {
    const { live, world, wanted, commit, at } = bench();
    const task = submitBuild(live, wanted);
    expect(stateOf(world, task)).toBe('free');
    expect(world.build(NVR)).toBeUndefined();

    at(5);
    expect(stateOf(world, task)).toBe('open');
    expect(world.childrenOf(task.id).map(({ method }) => method)).toEqual(['buildSRPMFromSCM']);
    expect(world.build(NVR)).toBeUndefined();

    at(20);
    expect(world.childrenOf(task.id).map(({ method }) => method)).toEqual(['buildSRPMFromSCM', 'buildArch']);
    expect(world.build(NVR)).toMatchObject({
      taskId: task.id,
      owner: USER,
      commit: commit.sha,
      sideTag: null,
    });
    expect(said(world)).toEqual(['build.state.change 0']);

    at(103);
    expect(said(world)).toEqual(['build.state.change 0', 'build.state.change 1']);
    expect(tagsOf(world)).toEqual([]);
    expect(stateOf(world, task)).toBe('open');

    at(108);
    expect(stateOf(world, task)).toBe('closed');
    expect(tagsOf(world)).toEqual(['f46-updates-candidate']);
    expect(said(world)).toContain('tag f46-updates-candidate');
    expect(world.build(NVR)?.rpms.map(({ arch }) => arch)).toEqual(['src', 'noarch']);
    expect(world.builds().at(-1)?.nvr).toBe(NVR);
  });

  it('is as much faster as the twin is', () => {
    const { live, world, wanted, at } = bench({ timeScale: 60 });
    submitBuild(live, wanted);
    at(UNTIL_TAGGED / 60_000 - 0.1);
    expect(tagsOf(world)).toEqual([]);
    at(UNTIL_TAGGED / 60_000 + 0.1);
    expect(tagsOf(world)).toContain('f46-updates-candidate');
  });

  it('takes the suffix of the release it is built for', () => {
    const { live, world, wanted, at } = bench();
    submitBuild(live, { ...wanted, target: 'f44-candidate' });
    at(200);
    expect(tagsOf(world, `${PACKAGE}-0-5.fc44`)).toEqual(['f44-updates-candidate']);
  });

  it('leaves nothing but its task when it is for nobody, and no tag when none is wanted', () => {
    const { live, world, wanted, at } = bench();
    const scratch = submitBuild(live, { ...wanted, opts: { scratch: true } });
    at(200);
    expect(stateOf(world, scratch)).toBe('closed');
    expect(world.build(NVR)).toBeUndefined();
    const states = world.messagesIn('package', PACKAGE).map(({ body }) => body().new);
    expect(states).toEqual(['OPEN', 'CLOSED']);

    const untagged = submitBuild(live, { ...wanted, opts: { skip_tag: true } });
    at(400);
    expect(stateOf(world, untagged)).toBe('closed');
    expect(world.build(NVR)?.outcome).toBe('complete');
    expect(tagsOf(world)).toEqual([]);
  });
});

describe('a build that cannot be', () => {
  const cases: readonly (readonly [
    string,
    (live: Live, wanted: Submission) => Submission,
    number,
    RegExp,
  ])[] = [
    ['unknown target', (_, one) => ({ ...one, target: 'nosuch' }), 1000, /^unknown build target: nosuch$/],
    [
      'foreign source',
      (_, one) => ({ ...one, source: 'git+https://example.org/rpms/x.git#a' }),
      1005,
      /^example\.org:\/rpms\/x\.git is not in the list of allowed SCMs$/,
    ],
    ['no source at all', (_, one) => ({ ...one, source: 'x.src.rpm' }), 1005, /^Invalid source/],
    [
      'unknown commit',
      (_, one) => ({ ...one, source: sourceUrl(PACKAGE, 'b'.repeat(40)) }),
      1005,
      /^Error running GIT command "git reset --hard b{40}"/,
    ],
    [
      'unknown package',
      (_, one) => ({ ...one, source: sourceUrl('nosuch', 'b'.repeat(40)) }),
      1005,
      /git clone/,
    ],
    [
      'package that is not in the tag',
      (live, one) => {
        const { sha } = push(live, PACKAGE, specOf('nosuch', '1%{?dist}'));
        return { ...one, source: sourceUrl(PACKAGE, sha) };
      },
      1005,
      /^package nosuch not in list for tag f46-updates-candidate$/,
    ],
    [
      'spec without a release',
      (live, one) => {
        const { sha } = push(live, PACKAGE, `Name: ${PACKAGE}\nVersion: 0\n`);
        return { ...one, source: sourceUrl(PACKAGE, sha) };
      },
      1005,
      /^error building srpm/,
    ],
  ];
  it.each(cases)('%s: the hub takes it, and its task fails', (_name, change, code, text) => {
    const { live, world, wanted, at } = bench();
    const task = submitBuild(live, change(live, wanted));
    expect(stateOf(world, task)).toBe('free');
    at(14);
    expect(stateOf(world, task)).toBe('failed');
    expect(faultOfTask(task)).toMatchObject({ code, text: expect.stringMatching(text) });
    at(500);
    expect(live.ledger.builds).toEqual([]);
    expect(live.ledger.messages).toEqual([]);
  });

  it('is refused while one of its name is made, and when it is there', () => {
    const { live, world, wanted, at } = bench();
    const first = submitBuild(live, wanted);
    at(1);
    const twin = submitBuild(live, wanted);
    at(200);
    expect(stateOf(world, first)).toBe('closed');
    expect(faultOfTask(twin)?.text).toBe(`Build already in progress (task ${first.id})`);
    const again = submitBuild(live, wanted);
    at(230);
    expect(stateOf(world, again)).toBe('failed');
    const { id } = world.build(NVR) ?? {};
    expect(faultOfTask(again)).toMatchObject({
      code: 1000,
      text: expect.stringContaining(`Build already exists (id=${id}, state=COMPLETE)`),
    });
    expect(live.ledger.builds).toHaveLength(1);
  });
});

describe('a build that goes wrong', () => {
  it('fails, and may then be tried again under its number', () => {
    const { live, world, wanted, at } = bench({ ills: ['build fails'] });
    const task = submitBuild(live, wanted);
    at(200);
    expect(stateOf(world, task)).toBe('failed');
    expect(faultOfTask(task)).toMatchObject({ code: 1005, text: expect.stringContaining('(arch noarch)') });
    expect(said(world)).toEqual(['build.state.change 0', 'build.state.change 3']);
    const failed = world.build(NVR);
    expect(failed).toMatchObject({ outcome: 'failed', rpms: [] });
    live.behave({ ills: [] });
    submitBuild(live, wanted);
    at(400);
    expect(world.build(NVR)).toMatchObject({ id: failed?.id, outcome: 'complete' });
    expect(tagsOf(world)).toContain('f46-updates-candidate');
  });

  it('hangs', () => {
    const { live, world, wanted, at } = bench({ ills: ['build hangs'] });
    const task = submitBuild(live, wanted);
    at(36_000);
    expect(stateOf(world, task)).toBe('open');
    expect(said(world)).toEqual(['build.state.change 0']);
  });

  it('is never tagged', () => {
    const { live, world, wanted, at } = bench({ ills: ['candidate tag missing'] });
    const task = submitBuild(live, wanted);
    at(36_000);
    expect(said(world)).toEqual(['build.state.change 0', 'build.state.change 1']);
    expect(tagsOf(world)).toEqual([]);
    expect(stateOf(world, task)).toBe('open');
    cancelBuildTask(live, live.ledger.tasks[0] ?? { ...task });
    expect(stateOf(world, task)).toBe('canceled');
    expect(world.build(NVR)?.outcome).toBe('complete');
  });
});

describe('a canceled build', () => {
  it.each([1, 5, 50, 104])('ends at once, with all that was to come of it, after %i seconds', (seconds) => {
    const { live, world, wanted, at } = bench();
    const task = submitBuild(live, wanted);
    expect(live.ledger.updates).toHaveLength(1);
    at(seconds);
    const [mine] = live.ledger.tasks;
    if (mine === undefined) throw new Error('no task');
    cancelBuildTask(live, mine);
    const before = said(world);
    expect(stateOf(world, task)).toBe('canceled');
    expect(live.ledger.messages.filter((message) => message.at > world.now())).toEqual([]);
    at(3600);
    expect(said(world)).toEqual(before);
    expect(tagsOf(world)).toEqual([]);
    expect(live.ledger.updates).toEqual([]);
    expect(live.ledger.testRuns).toEqual([]);
    for (const child of world.childrenOf(task.id)) expect(world.now()).toBeGreaterThan(child.finishedAt);
    cancelBuildTask(live, mine);
    expect(said(world)).toEqual(before);

    const build = world.build(NVR);
    if (seconds < 12) expect(build).toBeUndefined();
    else if (seconds > 102) expect(build?.outcome).toBe('complete');
    else {
      expect(build !== undefined && isCanceled(build)).toBe(true);
      expect(before).toEqual(['build.state.change 0', 'build.state.change 4']);
    }
  });

  it('keeps what has come of it already', () => {
    const { live, world, wanted, at } = bench();
    submitBuild(live, wanted);
    at(106.5);
    const [mine] = live.ledger.tasks;
    if (mine === undefined) throw new Error('no task');
    cancelBuildTask(live, mine);
    expect(stateOf(world, mine)).toBe('canceled');
    at(1000);
    expect(tagsOf(world)).toEqual(['f46']);
    expect(world.updateOf(world.build(NVR)?.id ?? 0)).toBeDefined();
  });

  it('takes nothing from another build of the same package', () => {
    const { live, world, wanted, at } = bench();
    const task = submitBuild(live, wanted);
    const { sha } = push(live, PACKAGE, specOf(PACKAGE, '6%{?dist}'));
    submitBuild(live, { ...wanted, source: sourceUrl(PACKAGE, sha) });
    at(30);
    const mine = live.ledger.tasks.find(({ id }) => id === task.id);
    if (mine !== undefined) cancelBuildTask(live, mine);
    at(300);
    expect(said(world, `${PACKAGE}-0-6.fc46`)).toEqual(
      expect.arrayContaining([
        'build.state.change 1',
        'tag f46-updates-candidate',
        'tag f46-signing-pending',
      ]),
    );
  });
});

describe('side tags', () => {
  it('are there until they are removed, with repos of their own', () => {
    const { live, world, wanted, at } = bench();
    const { name } = createSideTag(live, 'f46-build', USER);
    expect(name).toMatch(/^f46-build-side-\d+$/);
    const names = () => world.tags().map((tag) => tag.name);
    expect(names()).toEqual(
      expect.arrayContaining([name, `${name}-signing-pending`, `${name}-testing-pending`]),
    );
    expect(world.reposOf(name)).toEqual([]);
    at(20);
    expect(world.reposOf(name)).toHaveLength(1);

    submitBuild(live, { ...wanted, target: name });
    at(200);
    expect(world.build(NVR)).toMatchObject({ sideTag: name, releaseName: 'F46' });
    expect(tagsOf(world)).toEqual([name]);
    expect(live.ledger.updates).toEqual([]);
    expect(world.reposOf(name)).toHaveLength(2);

    removeSideTag(live, name, USER);
    at(201);
    expect(names()).not.toContain(name);
    expect(tagsOf(world)).toEqual([]);
  });

  it('get no build any more once they are removed', () => {
    const { live, world, wanted, at } = bench();
    const { name } = createSideTag(live, 'f46-build', USER);
    submitBuild(live, { ...wanted, target: name });
    at(50);
    removeSideTag(live, name, USER);
    at(300);
    expect(tagsOf(world)).toEqual([]);
    expect(said(world)).toEqual(['build.state.change 0', 'build.state.change 1']);
    const failed = live.ledger.tasks.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ method }) => method)).toEqual(['build', 'tagBuild']);
  });

  it('take a build that somebody tags into them, once', () => {
    const { live, world, wanted, at } = bench();
    const { name } = createSideTag(live, 'f46-build', USER);
    submitBuild(live, { ...wanted, opts: { skip_tag: true } });
    at(200);
    const build = world.build(NVR);
    if (build === undefined) throw new Error('no build');
    submitTagging(live, build, name, USER);
    at(210);
    expect(tagsOf(world)).toEqual([name]);
    expect(live.ledger.updates).toEqual([]);
    const again = submitTagging(live, build, name, USER);
    at(220);
    expect(faultOfTask(again)).toMatchObject({ code: 1003 });
    expect(stateOf(world, again)).toBe('failed');

    submitTagging(live, build, 'f46-updates-candidate', USER);
    expect(live.ledger.updates).toHaveLength(1);
    at(230);
    expect(tagsOf(world)).toContain('f46-updates-candidate');
  });
});
