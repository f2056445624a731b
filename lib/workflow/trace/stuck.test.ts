import { describe, expect, it } from 'vitest';
import { traceOf } from '../../../tests/support/trace-bench.ts';
import { unsigned } from '../../../tests/support/trace-outage.ts';
import { clockwork, NOON } from '../../../twin/world/clockwork.ts';

const { world } = clockwork();
const HOUR = 3_600_000;
const SINCE = NOON - 4 * HOUR;

describe('when nothing is signed', () => {
  const run = traceOf(unsigned(world, SINCE));

  it('fails the stage of signing alone, and says how many are stuck in it and for how long', async () => {
    const { verdict, stages } = await run;
    expect(verdict).toBe('failed');
    expect(stages.filter((one) => one.verdict === 'failed').map(({ stage }) => stage)).toEqual([
      'sign.build',
    ]);
    const signing = stages.find(({ stage }) => stage === 'sign.build');
    expect(signing?.stuck).toBeGreaterThan(3);
    expect(signing?.reason).toMatch(
      /^\d+ stuck, the longest for (?:[23](?:\.\d)?|4) h \(15 min, 60 min at most\); 90 % of \d+ within/,
    );
  });

  it('names each package that is stuck, where, since when, and the page of its update', async () => {
    const { traces } = await run;
    const stuck = traces.filter((one) => one.stuck !== null);
    expect(stuck.length).toBeGreaterThan(3);
    for (const { stuck: where, update, stages, milestones } of stuck) {
      const created = world.update(update ?? '')?.createdAt ?? 0;
      expect(where?.stage).toBe('sign.build');
      expect(Math.abs((where?.since ?? 0) - created)).toBeLessThan(1500);
      expect(created).toBeGreaterThan(SINCE);
      expect(where?.url).toContain(`/updates/${update}`);
      expect(milestones.signed).toBeUndefined();
      expect(stages.filter(({ state }) => state === 'stuck')).toHaveLength(1);
    }
  });

  it('takes what has not waited an hour for waiting', async () => {
    const { traces } = await run;
    const rows = traces.flatMap(({ stages }) => stages.filter(({ stage }) => stage === 'sign.build'));
    const waiting = rows.filter(({ state }) => state === 'waiting');
    expect(waiting.length).toBeGreaterThan(0);
    for (const { seconds } of waiting) expect(seconds).toBeLessThanOrEqual(3600);
  });
});
