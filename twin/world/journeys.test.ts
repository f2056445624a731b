import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from './calendar.ts';
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

  it('let no update into its testing compose before its gate has passed', () => {
    const { world } = shared;
    const composes = world.composes().filter(({ request }) => request === 'testing');
    const started = new Map(
      composes.flatMap(({ updates, createdAt }) => updates.map((alias) => [alias, createdAt] as const)),
    );
    const tested = world.updates().filter(({ alias, builds }) => {
      const gated = builds.some((id) => world.package(world.build(id)?.name ?? '')?.gated);
      return gated && started.has(alias);
    });
    expect(tested.length).toBeGreaterThan(200);
    for (const { alias, gatingPassedAt } of tested) {
      expect(started.get(alias)).toBeGreaterThan(gatingPassedAt ?? Number.POSITIVE_INFINITY);
    }
  });

  it('ask for the stable push where there is a compose, before it comes', () => {
    const { world } = shared;
    for (const { releaseName, testingAt, requestedStableAt, stableAt } of world.updates()) {
      if (world.release(releaseName)?.composedByBodhi !== true) {
        expect(requestedStableAt).toBeNull();
        continue;
      }
      expect(requestedStableAt).toBeGreaterThan(testingAt ?? Number.POSITIVE_INFINITY);
      expect(requestedStableAt).toBeLessThan(stableAt ?? 0);
    }
  });

  it.each([0, 5, 11, 17, 23])('give a week at hour %i enough of every kind to follow', (hour) => {
    const now = NOON + hour * HOUR;
    const { world } = clockwork(now);
    const lately = world.updates().filter(({ createdAt }) => createdAt > now - 7 * DAY);
    const kindOf = (name: string) => world.release(name)?.kind;
    const stable = (kind: string) =>
      lately.filter(
        ({ releaseName, stableAt, fromSideTag }) =>
          kindOf(releaseName) === kind && fromSideTag === null && (stableAt ?? now) < now,
      );
    const counts = {
      updates: lately.length,
      rawhide: stable('rawhide').length,
      branched: stable('branched').length,
      released: stable('stable').length,
      epel: stable('epel').length,
      sideTags: lately.filter(({ fromSideTag, builds }) => fromSideTag !== null && builds.length > 1).length,
      merged: world.packages
        .flatMap(({ name }) => world.pullRequests(name))
        .filter(({ mergedAt }) => mergedAt !== null && mergedAt > now - 7 * DAY && mergedAt <= now).length,
      errors: world
        .testRuns()
        .filter(({ recordedAt, doneAt }) => recordedAt === null && doneAt > now - 7 * DAY && doneAt <= now)
        .length,
      waivers: world.waivers().filter(({ at }) => at > now - 7 * DAY).length,
    };
    const least = { updates: 700, rawhide: 80, branched: 8, released: 80, epel: 8, sideTags: 8 };
    const scarce = Object.entries({
      ...least,
      merged: 20,
      errors: 8,
      waivers: 8,
    } satisfies typeof counts).filter(
      ([name, count]) => !Object.entries(counts).some(([key, found]) => key === name && found >= count),
    );
    expect(scarce).toEqual([]);
  });
});
