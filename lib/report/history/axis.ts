import type { Tick } from '../html/lanes.ts';
import type { Slots } from './strip.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What people count time in. */
const STEPS: readonly number[] = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
  91 * DAY,
  364 * DAY,
];
const MOST_TICKS = 5;

/** Round moments over the strips, in UTC: of a span of hours the hour, of a longer one the day. */
export function ticksOf({ from, width, count }: Slots): readonly Tick[] {
  const length = width * count;
  const step = STEPS.find((one) => length / one <= MOST_TICKS) ?? Math.ceil(length / MOST_TICKS / DAY) * DAY;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= from + length; at += step) {
    const iso = new Date(at).toISOString();
    const place = Math.round(((at - from) / length) * 1000) / 10;
    ticks.push({ at: place, label: step < DAY ? iso.slice(11, 16) : iso.slice(5, 10) });
  }
  return ticks;
}
