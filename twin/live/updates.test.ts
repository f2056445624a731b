import { describe, expect, it } from 'vitest';
import {
  buildOf,
  candidateOf,
  inSideTag,
  START,
  tagsOf,
  updateBench,
} from '../../tests/support/update-bench.ts';
import { SERVICE } from '../world/people.ts';
import { rawhide } from '../world/releases.ts';
import type { Build, Update, World } from '../world/types.ts';
import type { Ill } from './conduct.ts';
import { isLiveUpdate, type LiveUpdate } from './live-update.ts';
import { endUpdate } from './update-end.ts';
import { automaticUpdate, createUpdate, waive } from './updates.ts';

const SECOND = 1000;
const PASSES = 'dummy-test-package-crested';
const FAILS = 'dummy-test-package-gloster';
const TESTCASE = 'fedora-ci.koji-build.tier0.functional';
const { candidate, pendingSigning, pendingTesting, stable } = rawhide.tags;

/** Topics without prefix, in the order of their times, of what was announced after the start until now. */
function topics(world: World): string[] {
  return world
    .messages()
    .filter(({ at, body }) => at >= START && /-package-(?:gloster|crested)/.test(JSON.stringify(body())))
    .map(({ topic }) => topic.replace(/^org\.[a-z]+\.prod\./, ''))
    .filter((topic) => !/^(git|pagure|copr|koschei)/.test(topic));
}

function ofClient(update: Update | undefined): LiveUpdate {
  if (update === undefined || !isLiveUpdate(update)) throw new Error('no update of a client');
  return update;
}

const REQUIREMENT = {
  subjectType: 'koji_build',
  testcase: TESTCASE,
  productVersion: rawhide.productVersion,
} as const;

describe('the update of a build', () => {
  it('comes by itself, is signed, tested, and goes to stable', () => {
    const { live, at } = updateBench();
    const build = candidateOf(live, PASSES);
    expect(at(14).updateOf(build.id)).toBeUndefined();
    expect(at(15).updateOf(build.id)).toMatchObject({
      alias: expect.stringMatching(/^FEDORA-2026-[0-9a-f]{10}$/),
      user: SERVICE.robot,
      builds: [build.id],
      notes: `Automatic update for ${build.nvr}.`,
    });
    expect(tagsOf(at(15), build)).toEqual([pendingSigning, candidate].sort());
    expect(tagsOf(at(45), build)).toEqual([pendingTesting, candidate].sort());
    const update = at(48).updateOf(build.id);
    expect(update).toMatchObject({ testingAt: START + 48 * SECOND, announcedAt: START + 48 * SECOND });
    const runs = at(151).testRunsOf(build.id);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['PASSED', 'PASSED', 'PASSED']);
    expect(runs.map(({ testcase }) => testcase)).toContain(TESTCASE);
    expect(runs.at(-1)).toMatchObject({
      queuedAt: START + 51 * SECOND,
      runningAt: START + 61 * SECOND,
      doneAt: START + 151 * SECOND,
      recordedAt: START + 154 * SECOND,
    });
    expect(tagsOf(at(163.9), build)).not.toContain(stable);
    expect(tagsOf(at(164), build)).toEqual([stable]);
    expect(update?.stableAt).toBe(START + 164 * SECOND);
    expect([...new Set(topics(at(164)))]).toEqual([
      'buildsys.tag',
      'bodhi.update.request.testing',
      'buildsys.rpm.sign',
      'buildsys.untag',
      'bodhi.update.status.testing.koji-build-group.build.complete',
      'ci.koji-build.test.queued',
      'ci.koji-build.test.running',
      'ci.koji-build.test.complete',
      'resultsdb.result.new',
      'bodhi.update.complete.stable',
    ]);
  });

  it('is as fast as the time scale says', () => {
    const { live, at } = updateBench({ timeScale: 10 });
    const build = candidateOf(live, PASSES);
    expect(tagsOf(at(16.4), build)).toEqual([stable]);
  });

  it('waits for a waiver where the required test fails', () => {
    const { live, at } = updateBench();
    const build = candidateOf(live, FAILS);
    expect(tagsOf(at(1000), build)).toEqual([pendingTesting, candidate].sort());
    const update = ofClient(live.world.updateOf(build.id));
    const requirement = { ...REQUIREMENT, subjectIdentifier: build.nvr, package: build.name };
    waive(live, update, [requirement], { user: SERVICE.robot, comment: 'known' });
    expect(at(1000).waivers().at(-1)?.comment).not.toBe('known');
    expect(at(1001).waivers().at(-1)).toMatchObject({ subjectIdentifier: build.nvr, comment: 'known' });
    expect(topics(at(1001))).toContain('waiverdb.waiver.new');
    expect(update).toMatchObject({ waitsUntil: START + 1006 * SECOND, stableAt: START + 1016 * SECOND });
    expect(tagsOf(at(1016), build)).toEqual([stable]);
  });

  it('needs the waiver of every build that failed', () => {
    const { live, at } = updateBench({ failing: [FAILS, PASSES] });
    const { sideTag: side, builds } = inSideTag(live, [FAILS, PASSES]);
    const update = createUpdate(live, rawhide, {
      builds,
      user: SERVICE.robot,
      notes: 'two',
      type: 'bugfix',
      fromSideTag: side,
    });
    for (const build of builds) {
      expect(tagsOf(at(0), build)).toEqual([side, `${side}-signing-pending`]);
      expect(tagsOf(at(30), build)).toEqual([side, `${side}-testing-pending`]);
    }
    at(500);
    const [one, other] = builds.map(({ nvr, name }) => ({
      ...REQUIREMENT,
      subjectIdentifier: nvr,
      package: name,
    }));
    if (one === undefined || other === undefined) throw new Error('two builds');
    waive(live, update, [one], { user: SERVICE.robot, comment: 'known' });
    expect(update.stableAt).toBeNull();
    waive(live, update, [other], { user: SERVICE.robot, comment: 'known' });
    expect(update.stableAt).toBe(START + 516 * SECOND);
    for (const build of builds) expect(tagsOf(at(516), build)).toEqual([stable]);
    expect(
      at(515)
        .tags()
        .some(({ name }) => name === side),
    ).toBe(true);
    expect(
      at(516)
        .tags()
        .some(({ name }) => name.startsWith(side)),
    ).toBe(false);
  });

  it.each<[Ill, (world: World, build: Build) => unknown, unknown]>([
    ['no automatic update', (world, build) => world.updateOf(build.id), undefined],
    ['signer stopped', (world, build) => tagsOf(world, build), [pendingSigning, candidate].sort()],
    ['signer leaves the build', (world, build) => tagsOf(world, build), [pendingSigning, stable].sort()],
    ['no tests', (world, build) => world.testRunsOf(build.id), []],
    [
      'tests break down',
      (world, build) => world.testRunsOf(build.id).map(({ outcome, recordedAt }) => [outcome, recordedAt]),
      [
        ['ERROR', null],
        ['ERROR', null],
        ['ERROR', null],
      ],
    ],
    [
      'results lost',
      (world, build) => world.testRunsOf(build.id).map(({ outcome, recordedAt }) => [outcome, recordedAt]),
      [
        ['PASSED', null],
        ['PASSED', null],
        ['PASSED', null],
      ],
    ],
    ['decision stale', (world, build) => tagsOf(world, build), [pendingTesting, candidate].sort()],
    [
      'stable tag missing',
      (world, build) => [tagsOf(world, build), world.updateOf(build.id)?.stableAt],
      [[], START + 164 * SECOND],
    ],
  ])('shows that %s', (ill, look, expected) => {
    const { live, at } = updateBench({ ills: [ill] });
    const build = candidateOf(live, PASSES);
    expect(look(at(3600), build)).toEqual(expected);
    const isStable = tagsOf(at(3600), build).includes(stable);
    expect(isStable).toBe(ill === 'signer leaves the build');
  });

  it('does not come for builds in side tags, failed ones, and releases where people make them', () => {
    const { live, at } = updateBench();
    const [aside] = inSideTag(live, [PASSES]).builds;
    const failed = { ...buildOf(live, PASSES), outcome: 'failed' } as const;
    const branched = { ...buildOf(live, PASSES), releaseName: 'F45' };
    for (const build of [aside, failed, branched]) {
      if (build !== undefined) automaticUpdate(live, build, START);
    }
    expect(at(3600).updates().filter(isLiveUpdate)).toEqual([]);
  });
});

describe('an update that is taken back', () => {
  it('leaves all tags and every plan when it is obsoleted, and says so', () => {
    const { live, at } = updateBench();
    const build = candidateOf(live, PASSES);
    const update = ofClient(at(60).updateOf(build.id));
    endUpdate(live, update, 'obsolete', { at: START + 60 * SECOND, by: SERVICE.robot });
    expect(tagsOf(at(60), build)).toEqual([]);
    expect(update.withdrawn).toEqual({ at: START + 60 * SECOND, status: 'obsolete' });
    const message = at(60)
      .messages()
      .find(({ topic }) => topic.endsWith('bodhi.update.request.obsolete'));
    expect(message?.body()).toMatchObject({ agent: SERVICE.robot, update: { status: 'obsolete' } });
    expect(tagsOf(at(3600), build)).toEqual([]);
    expect(topics(at(3600))).not.toContain('bodhi.update.complete.stable');
    expect(at(3600).testRunsOf(build.id)).toHaveLength(3);
  });

  it('is a candidate again when it is unpushed, and may come into another update', () => {
    const { live, at } = updateBench();
    const build = candidateOf(live, PASSES);
    const update = ofClient(at(60).updateOf(build.id));
    endUpdate(live, update, 'unpush', { at: START + 60 * SECOND, by: SERVICE.robot });
    expect(tagsOf(at(61), build)).toEqual([candidate]);
    const wanted = { builds: [build], user: SERVICE.robot, notes: 'again', type: 'bugfix' } as const;
    const next = createUpdate(live, rawhide, { ...wanted, fromSideTag: null });
    expect(live.world.updateOf(build.id)?.alias).toBe(next.alias);
  });

  it('is unsigned and untested when it is revoked before the signer came', () => {
    const { live, at } = updateBench();
    const build = candidateOf(live, PASSES);
    const update = ofClient(at(20).updateOf(build.id));
    endUpdate(live, update, 'revoke', { at: START + 20 * SECOND, by: SERVICE.robot });
    expect(tagsOf(at(3600), build)).toEqual([candidate]);
    expect(build.signedAt).toBeNull();
    expect(at(3600).testRunsOf(build.id)).toEqual([]);
    expect(topics(at(3600))).not.toContain('buildsys.rpm.sign');
  });

  it('gives way to a newer one of the same package', () => {
    const { live, at } = updateBench();
    const build = candidateOf(live, FAILS);
    at(200);
    const newer = candidateOf(live, FAILS);
    expect(ofClient(at(215).updateOf(build.id)).withdrawn?.status).toBe('obsolete');
    expect(tagsOf(at(214), build)).toEqual([pendingTesting, candidate].sort());
    expect(tagsOf(at(215), build)).toEqual([]);
    expect(tagsOf(at(300), newer)).toEqual([pendingTesting, candidate].sort());
  });
});
