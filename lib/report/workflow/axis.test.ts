import { describe, expect, it } from 'vitest';
import { runAxis } from './axis.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const labels = (ms: number): readonly string[] => runAxis(ms).ticks.map(({ label }) => label);

describe('runAxis', () => {
  it('is even from edge to edge, and never beyond', () => {
    const { at } = runAxis(10 * MINUTE);
    expect([-1, 0, MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR].map(at)).toEqual([0, 0, 10, 50, 100, 100]);
  });

  it.each([
    [6400, ['0', '1 s', '2 s', '3 s', '4 s', '5 s', '6 s']],
    [320 * SECOND, ['0', '1 min', '2 min', '3 min', '4 min', '5 min']],
    [30 * MINUTE, ['0', '5 min', '10 min', '15 min', '20 min', '25 min', '30 min']],
    [9 * HOUR, ['0', '2 h', '4 h', '6 h', '8 h']],
    [4, ['0', '1 ms', '2 ms', '3 ms', '4 ms']],
  ])('of %i ms has ticks as on a clock', (ms, expected) => {
    expect(labels(ms)).toEqual(expected);
  });

  it.each([0, 1, 17, 999, 61_000, 3 * HOUR, 400 * HOUR])('of %i ms has few ticks, in order', (ms) => {
    const { ticks } = runAxis(ms);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(10);
    const places = ticks.map(({ at }) => at);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    expect(Math.max(...places)).toBeLessThanOrEqual(100);
  });
});
