import { describe, expect, it } from 'vitest';
import { DAY, dayOf, HOUR, MINUTE, startOf } from './calendar.ts';
import { SERVICE } from './people.ts';
import type { SeasonName } from './seasons.ts';
import type { World } from './types.ts';
import { createWorld } from './world.ts';

/** A Sunday at noon. */
const SUNDAY = Date.UTC(2026, 10, 22, 12);

function worldIn(season: SeasonName, start = SUNDAY): { readonly world: World; set(at: number): void } {
  let moment = start;
  const world = createWorld({ seed: 3, season, now: () => moment });
  return {
    world,
    set: (at) => {
      moment = at;
    },
  };
}

function startedOn(world: World, day: number): number {
  return world.builds().filter(({ startedAt }) => dayOf(startedAt) === day).length;
}

/** Tasks that no builder has taken yet. */
const waiting = (world: World) => world.tasks().filter(({ startedAt }) => startedAt > world.now());

describe('a weekend', () => {
  it('has few people at work, and the days before it have all of them', () => {
    const { world } = worldIn('weekend');
    const sunday = dayOf(SUNDAY);
    expect(startedOn(world, sunday - 1)).toBeLessThan(70);
    expect(startedOn(world, sunday - 1)).toBeGreaterThan(30);
    expect(startedOn(world, sunday - 2)).toBeGreaterThan(100);
  });
});

describe('a mass rebuild', () => {
  const { world, set } = worldIn('mass rebuild');
  const rebuilt = () => world.builds().filter(({ owner }) => owner === SERVICE.releng);

  it('leaves a long queue of one owner, none of whose tasks is urgent', () => {
    const queue = waiting(world);
    expect(queue.length).toBeGreaterThan(500);
    const mine = queue.filter(({ owner }) => owner === SERVICE.releng);
    expect(mine.length).toBeGreaterThan(500);
    expect(mine.every(({ priority }) => priority > 20)).toBe(true);
    expect(queue.filter(({ owner }) => owner !== SERVICE.releng).length).toBeLessThan(30);
  });

  it('moves on, until thousands are built, signed and kept in the tag of the rebuild', () => {
    const before = rebuilt().length;
    set(SUNDAY + HOUR);
    expect(rebuilt().length).toBeGreaterThan(before + 50);
    set(SUNDAY + 17 * HOUR);
    expect(rebuilt().length).toBeGreaterThan(2000);
    expect(waiting(world).length).toBeLessThan(30);
    for (const build of rebuilt().slice(-50)) {
      expect(world.taggingsOf(build.id).map(({ tag }) => tag)).toEqual(['f46-rebuild']);
      expect(build.signedAt).toBeLessThan(build.completedAt + 2 * MINUTE);
      expect(world.updateOf(build.id)).toBeUndefined();
      expect(world.task(build.taskId)?.owner).toBe(SERVICE.releng);
      expect(world.commits(build.name).some(({ sha }) => sha === build.commit)).toBe(true);
    }
  });

  it('leaves the history of each package in order, and all ids its own', () => {
    for (const { name } of world.packages) {
      const times = world.commits(name).map(({ at }) => at);
      expect(times).toEqual([...times].sort((one, other) => one - other));
    }
    for (const message of world.messages().slice(-50)) expect(world.message(message.id)).toBe(message);
    const ids = [
      world.builds().map(({ nvr }) => nvr),
      world.builds().map(({ id }) => id),
      world.tasks().map(({ id }) => id),
      world.builds().flatMap(({ rpms }) => rpms.map(({ id }) => id)),
      world.tags().map(({ id }) => id),
    ];
    for (const list of ids) expect(new Set<number | string>(list).size).toBe(list.length);
  });
});

describe('a branching week', () => {
  const { world, set } = worldIn('branching');
  const builtFor = (name: string) => world.builds().filter(({ releaseName }) => releaseName === name);

  it('makes a new release out of nothing, and of rawhide what is branched', () => {
    const branchedAt = SUNDAY - 10 * MINUTE;
    expect(builtFor('F45').length).toBeGreaterThan(1500);
    set(SUNDAY + DAY);
    const fresh = builtFor('F46');
    expect(fresh.length).toBeGreaterThan(30);
    expect(Math.min(...fresh.map(({ startedAt }) => startedAt))).toBeGreaterThan(branchedAt);
    const branch = builtFor('F45').filter(({ startedAt }) => startedAt > branchedAt);
    const commitOf = (name: string, sha: string) => world.commits(name).find((one) => one.sha === sha);
    expect(new Set(branch.map(({ name, commit }) => commitOf(name, commit)?.branch))).toEqual(
      new Set(['f45']),
    );
    expect(world.composes().some(({ releaseName }) => releaseName === 'F45')).toBe(false);
  });

  it('tags everything anew within the hour, and has a repo of it in time', () => {
    const retagged = world.taggingsIn('f46').filter(({ by }) => by === SERVICE.releng);
    expect(retagged.length).toBeGreaterThan(1000);
    expect((retagged.at(-1)?.from ?? 0) - (retagged[0]?.from ?? 0)).toBeLessThan(HOUR);
    const [first] = world.reposOf('f46-build');
    expect(first?.readyAt).toBeLessThan(SUNDAY);
  });
});

describe('Christmas', () => {
  it('is quiet for more than a week, but for robots', () => {
    const { world, set } = worldIn('christmas');
    set(SUNDAY + 2 * DAY);
    for (const day of [-7, -3, 0, 1]) {
      expect(startedOn(world, dayOf(SUNDAY) + day)).toBeLessThan(45);
      expect(startedOn(world, dayOf(SUNDAY) + day)).toBeGreaterThan(12);
    }
    expect(startedOn(world, dayOf(SUNDAY) - 10)).toBeGreaterThan(100);
    const quiet = startOf(dayOf(SUNDAY) - 7);
    const lately = world.waivers().filter(({ at }) => at > quiet + 12 * HOUR);
    expect(lately).toEqual([]);
    const composes = world.composes().filter(({ createdAt }) => dayOf(createdAt) === dayOf(SUNDAY));
    expect(composes).toHaveLength(10);
  });
});
