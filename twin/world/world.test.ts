import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from './calendar.ts';
import { clockwork, NOON } from './clockwork.ts';
import type { World } from './types.ts';
import { createWorld } from './world.ts';

const shared = clockwork();

function digest(world: World): unknown {
  return {
    builds: world.builds(),
    updates: world.updates(),
    testRuns: world.testRuns().slice(-500),
    tasks: world.tasks().slice(-500),
    composes: world.composes(),
    commits: world.commits('bash'),
    messages: world
      .messages()
      .slice(-500)
      .map(({ id, at, topic, body }) => ({ id, at, topic, body: body() })),
  };
}

describe('createWorld', () => {
  it('makes the same world from the same seed and moment', () => {
    expect(digest(clockwork().world)).toEqual(digest(clockwork().world));
  });

  it('makes another world from another seed', () => {
    const other = createWorld({ seed: 8, now: () => NOON });
    expect(other.updates().at(-1)?.alias).not.toBe(clockwork().world.updates().at(-1)?.alias);
  });

  it('tells the same history after a restart as without one', () => {
    const running = clockwork(NOON - 3 * DAY);
    for (let at = NOON - 3 * DAY; at <= NOON; at += 5 * HOUR) {
      running.set(at);
      running.world.builds();
    }
    running.set(NOON);
    expect(digest(running.world)).toEqual(digest(clockwork().world));
  });

  it('holds enough of everything', () => {
    const { world } = shared;
    const monthOf = <T>(list: readonly T[], timeOf: (item: T) => number) =>
      list.filter((item) => timeOf(item) > NOON - 30 * DAY).length;
    expect(world.packages.length).toBeGreaterThanOrEqual(200);
    expect(monthOf(world.builds(), ({ startedAt }) => startedAt)).toBeGreaterThan(2000);
    expect(world.hosts.length).toBeGreaterThanOrEqual(40);
    expect(world.builds().some(({ rpms }) => rpms.some(({ size }) => size > 2 ** 31))).toBe(true);
    const failed =
      world.builds().filter(({ outcome }) => outcome === 'failed').length / world.builds().length;
    expect(failed).toBeGreaterThan(0.03);
    expect(failed).toBeLessThan(0.1);
  });

  it('shows only what has happened, and more as time moves on', () => {
    const { world, set } = clockwork();
    const before = { builds: world.builds().length, messages: world.messages() };
    expect(world.messages().every(({ at }) => at <= NOON)).toBe(true);
    set(NOON + HOUR);
    expect(world.builds().length).toBeGreaterThan(before.builds);
    expect(world.messages().slice(0, before.messages.length)).toEqual(before.messages);
    set(NOON + 40 * DAY);
    const later = world.builds().filter(({ startedAt }) => startedAt > NOON + 10 * DAY);
    expect(later.length).toBeGreaterThan(2000);
    expect(world.messages().at(-1)?.at).toBeGreaterThan(NOON + 40 * DAY - MINUTE);
  });

  it('finds every record again by its key', () => {
    const { world } = shared;
    for (const build of world.builds().slice(-50)) {
      expect(world.build(build.id)).toBe(build);
      expect(world.build(build.nvr)).toBe(build);
      expect(world.task(build.taskId)?.method).toBe('build');
      expect(world.commits(build.name).some(({ sha }) => sha === build.commit)).toBe(true);
    }
    for (const message of world.messages().slice(-50)) expect(world.message(message.id)).toBe(message);
    for (const update of world.updates().slice(-50)) {
      expect(world.update(update.alias)).toBe(update);
      for (const id of update.builds) expect(world.updateOf(id)).toBe(update);
    }
    expect(world.message('00000000-0000-4000-a000-000000000000')).toBeUndefined();
    expect(world.build('no-such-1-1')).toBeUndefined();
  });

  it('sorts into each ready-made list what belongs there, in the order of times', () => {
    const { world } = shared;
    const [messages, tasks, repos] = [world.messages(), world.tasks(), world.repos()];
    const noon = messages[messages.length >> 1];
    const about = messages.find(({ packages, users }) => packages.length > 0 && users.length > 0);
    for (const topic of [noon?.topic ?? '']) {
      expect(world.messagesIn('topic', topic)).toEqual(messages.filter((one) => one.topic === topic));
    }
    for (const name of [about?.packages[0] ?? '', 'kernel']) {
      const filed = messages.filter(({ packages }) => packages.includes(name));
      expect(filed.length).toBeGreaterThan(0);
      expect(world.messagesIn('package', name)).toEqual(filed);
    }
    const user = about?.users[0] ?? '';
    expect(world.messagesIn('user', user)).toEqual(messages.filter(({ users }) => users.includes(user)));
    expect(world.messagesIn('user', 'kernel')).toEqual([]);
    expect(world.tasksBy('newRepo')).toEqual(tasks.filter(({ method }) => method === 'newRepo'));
    expect(world.reposOf('f46-build')).toEqual(repos.filter(({ tag }) => tag === 'f46-build'));
  });

  it('answers the same whether it was made ready before or not', () => {
    const { world } = clockwork();
    for (const step of world.preparations()) step();
    expect(digest(world)).toEqual(digest(shared.world));
  });

  it('gives everything an id of its own', () => {
    const { world } = shared;
    const ids = [
      world.builds().map(({ id }) => id),
      world.builds().map(({ nvr }) => nvr),
      world.builds().flatMap(({ rpms }) => rpms.map(({ id }) => id)),
      world.tasks().map(({ id }) => id),
      world.updates().map(({ alias }) => alias),
      world.testRuns().map(({ id }) => id),
      world.waivers().map(({ id }) => id),
      world.repos().map(({ id }) => id),
      world.tags().map(({ id }) => id),
      world.tags().map(({ name }) => name),
      world.messages().map(({ id }) => id),
    ];
    for (const list of ids) expect(new Set<number | string>(list).size).toBe(list.length);
  });
});
