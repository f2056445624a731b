import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from './calendar.ts';
import { clockwork, NOON } from './clockwork.ts';
import type { Message, World } from './types.ts';

function last<T>(items: readonly T[], matches: (item: T) => boolean): T | undefined {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item !== undefined && matches(item)) return item;
  }
  return undefined;
}

function newest(
  world: World,
  kind: 'topic' | 'category',
  name: string,
  matches = (_: Message) => true,
): number {
  return last(world.messagesIn(kind, name), matches)?.at ?? Number.NEGATIVE_INFINITY;
}

describe('at any five minutes of a day', () => {
  const instants = Array.from({ length: 288 }, (_, nth) => NOON + nth * 5 * MINUTE);

  it('every message is fresh enough', () => {
    const { world, set } = clockwork();
    const topic = (name: string) => () => newest(world, 'topic', name);
    const category = (name: string) => () => newest(world, 'category', name);
    const limits: readonly (readonly [string, number, () => number])[] = [
      ['any message', MINUTE, () => world.messages().at(-1)?.at ?? 0],
      ['rpm.sign', 30 * MINUTE, topic('org.fedoraproject.prod.buildsys.rpm.sign')],
      ['push', 30 * MINUTE, topic('org.fedoraproject.prod.pagure.git.receive')],
      ['bodhi', 30 * MINUTE, category('bodhi')],
      ['resultsdb', HOUR, category('resultsdb')],
      ['ci', HOUR, category('ci')],
      ['koschei', HOUR, category('koschei')],
      ['copr', 5 * MINUTE, category('copr')],
      ['waiver', 12 * HOUR, category('waiverdb')],
      ...['f45-updates-testing', 'f44-updates', 'f43-updates'].map(
        (repo) =>
          [
            `compose of ${repo}`,
            DAY,
            () =>
              newest(
                world,
                'topic',
                'org.fedoraproject.prod.bodhi.compose.start',
                (one) => one.body().repo === repo,
              ),
          ] as const,
      ),
      [
        'completed build',
        30 * MINUTE,
        () =>
          Math.max(
            ...world
              .builds()
              .slice(-20)
              .filter(({ outcome, completedAt }) => outcome === 'complete' && completedAt <= world.now())
              .map(({ completedAt }) => completedAt),
          ),
      ],
    ];
    const worst = new Map<string, number>();
    for (const at of instants) {
      set(at);
      for (const [name, , read] of limits) worst.set(name, Math.max(worst.get(name) ?? 0, at - read()));
    }
    const late = limits.filter(([name, limit]) => (worst.get(name) ?? 0) > limit);
    expect(late.map(([name]) => `${name}: ${(worst.get(name) ?? 0) / SECOND} s`)).toEqual([]);
  });

  it('every build tag has a repository younger than two hours', () => {
    const { world, set } = clockwork();
    for (const at of instants) {
      set(at);
      for (const { buildTag } of world.releases) {
        const repo = last(world.repos(), ({ tag, readyAt }) => tag === buildTag && readyAt <= at);
        expect(at - (repo?.createdAt ?? 0)).toBeLessThan(2 * HOUR);
      }
    }
  });

  it('signing holds up no build, and no task waits long', () => {
    const { world, set } = clockwork();
    for (const at of instants) {
      set(at);
      const waiting = world
        .tags()
        .filter(({ name }) => name.endsWith('signing-pending'))
        .flatMap(({ name }) => world.taggingsIn(name))
        .filter(({ until }) => until === null || until > at);
      expect(waiting.length).toBeLessThanOrEqual(3);
      for (const { from } of waiting) expect(at - from).toBeLessThan(3 * MINUTE);
      const active = world
        .tasks()
        .slice(-3000)
        .filter(({ finishedAt }) => finishedAt > at);
      expect(active.length).toBeGreaterThan(0);
      const free = active.filter(({ startedAt }) => startedAt > at);
      for (const { createdAt } of free) expect(at - createdAt).toBeLessThan(2 * MINUTE);
    }
  });
});
