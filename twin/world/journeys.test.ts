import { describe, expect, it } from 'vitest';
import { HOUR } from './calendar.ts';
import { clockwork, NOON } from './clockwork.ts';

const shared = clockwork();

describe('journeys', () => {
  it('never sign or tag a failed build', () => {
    for (const build of shared.world.builds().filter(({ outcome }) => outcome === 'failed')) {
      expect(build.signedAt).toBeNull();
      expect(shared.world.taggingsOf(build.id)).toEqual([]);
      expect(shared.world.updateOf(build.id)).toBeUndefined();
    }
  });

  it('lead every build of rawhide to its stable tag, each step after the one before', () => {
    const { world } = shared;
    const rawhide = world.releases.find(({ kind }) => kind === 'rawhide');
    const updates = world
      .updates()
      .filter(({ releaseName, createdAt }) => releaseName === rawhide?.name && createdAt < NOON - 3 * HOUR);
    expect(updates.length).toBeGreaterThan(500);
    for (const { builds, createdAt, testingAt, announcedAt, gatingPassedAt, stableAt } of updates) {
      const steps = [createdAt, testingAt ?? 0, announcedAt, gatingPassedAt ?? 0, stableAt ?? 0];
      expect(steps).toEqual([...steps].sort((one, other) => one - other));
      for (const id of builds) {
        const open = world.taggingsOf(id).filter(({ until }) => until === null || until > NOON);
        expect(open.map(({ tag }) => tag)).toEqual([rawhide?.tags.stable]);
      }
    }
  });

  it('move builds of a stable release from tag to tag with its composes', () => {
    const { world } = shared;
    const release = world.releases.find(({ kind }) => kind === 'stable');
    const update = world
      .updates()
      .find(({ releaseName, stableAt }) => releaseName === release?.name && (stableAt ?? NOON) < NOON);
    const tags = world.taggingsOf(update?.builds[0] ?? 0).map(({ tag }) => tag);
    const wanted = release?.tags;
    expect(tags).toEqual([
      wanted?.candidate,
      wanted?.pendingSigning,
      wanted?.pendingTesting,
      wanted?.testing,
      wanted?.pendingStable,
      wanted?.stable,
    ]);
    const composes = world.composes().filter(({ updates }) => updates.includes(update?.alias ?? ''));
    expect(composes.map(({ request }) => request)).toEqual(['testing', 'stable']);
  });

  it('waive each failure that a gate waits for', () => {
    const { world } = shared;
    const failures = world
      .testRuns()
      .filter(
        ({ outcome, testcase, doneAt }) =>
          outcome === 'FAILED' && testcase.includes('tier0') && doneAt < NOON - HOUR,
      );
    expect(failures.length).toBeGreaterThan(100);
    for (const { buildId, testcase } of failures) {
      const nvr = world.build(buildId)?.nvr;
      const gated = world.package(world.build(buildId)?.name ?? '')?.gated;
      const waived = world
        .waivers()
        .some((one) => one.subjectIdentifier === nvr && one.testcase === testcase);
      expect(waived).toBe(gated);
    }
  });
});
