import { describe, expect, it } from 'vitest';
import { windowOf } from './outage-window.ts';

const at = (iso: string): number => Date.parse(iso);

describe('the window of an outage', () => {
  it.each([
    ['2024-11-13 08:00+0000', '2024-11-13 09:00+0000', '2024-11-13T08:00:00Z', '2024-11-13T09:00:00Z'],
    ['2024-11-13 08:00', '2024-11-13 09:00', '2024-11-13T08:00:00Z', '2024-11-13T09:00:00Z'],
    ['2024-11-13T10:00:00+02:00', '2024-11-13 09:30 UTC', '2024-11-13T08:00:00Z', '2024-11-13T09:30:00Z'],
    ['2024-11-13T03:00:00-0500', '2024-11-13T09:00:00.5Z', '2024-11-13T08:00:00Z', '2024-11-13T09:00:00Z'],
    ['2024-11-13', '2024-11-14', '2024-11-13T00:00:00Z', '2024-11-15T00:00:00Z'],
    ['2025-6-30 1:00+0000', '2025-07-02 01:00+0000', '2025-06-30T01:00:00Z', '2025-07-02T01:00:00Z'],
  ])('is read as it stands: %s to %s', (from, to, start, end) => {
    expect(windowOf(from, to)).toEqual({ from: at(start), to: at(end), mended: '', doubtful: null });
  });

  it.each([
    ['2024-10-09 21:00+0000', '', 'it has no end'],
    ['2025-11-10 12:00+0000', '2025-11-09 18:00+0000', 'it ends before it starts'],
    ['2025-11-10 12:00+0000', '2025-11-10 12:00+0000', 'it ends before it starts'],
    ['2024-04-14 20:00+0000', '2024-05-15 02:00+0000', 'it lasts for more than a week'],
    ['2024-10-09 21:00+0000', 'TBD', 'its end is "TBD"'],
    ['2024-10-09 21:00+0000', '2024-10-32 23:00+0000', 'its end is "2024-10-32 23:00+0000"'],
  ])('is four hours where the end cannot be believed: %s to %s', (from, to, why) => {
    const window = windowOf(from, to);
    if (typeof window === 'string') throw new Error(window);
    expect(window.to - window.from).toBe(4 * 3_600_000);
    expect(window.mended).toBe(`${why}, so it is taken for 4 h from its start on`);
    const [first, last] = window.doubtful ?? [0, 0];
    expect(first).toBeLessThanOrEqual(window.from);
    expect(last).toBeGreaterThan(window.to);
  });

  it.each([
    ['', 'it has no start'],
    ['soon', 'its start is "soon"'],
    ['2024-13-01 10:00', 'its start is "2024-13-01 10:00"'],
    ['2024-02-30 10:00', 'its start is "2024-02-30 10:00"'],
    ['2024-02-01 24:30', 'its start is "2024-02-01 24:30"'],
  ])('is not told without a start: "%s"', (from, why) => {
    expect(windowOf(from, '2024-11-13 09:00+0000')).toBe(why);
  });
});
