import type { Tick } from '../html/lanes.ts';
import { span } from './steps.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Distances at which people read a clock. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 5, 10].map((n) => n * HOUR),
];
const MOST_TICKS = 9;

/** The time of a run, even from its first step to its end. */
export interface RunAxis {
  /** Where a moment, in milliseconds from the first step, lies: per cent of the width, at most all of it. */
  at(ms: number): number;
  readonly ticks: readonly Tick[];
}

/** An axis of so many milliseconds. */
export function runAxis(lengthMs: number): RunAxis {
  const length = Math.max(1, lengthMs);
  const at = (ms: number): number => Math.round((Math.min(Math.max(ms, 0), length) / length) * 10_000) / 100;
  const step = STEPS.find((one) => length / one < MOST_TICKS) ?? length;
  const ticks = Array.from({ length: Math.floor(length / step) + 1 }, (_, n) => ({
    at: at(n * step),
    label: n === 0 ? '0' : labelOf(n * step),
  }));
  return { at, ticks };
}

/** As on a clock: whole minutes stay minutes. */
function labelOf(ms: number): string {
  return ms < HOUR && ms % MINUTE === 0 ? `${ms / MINUTE} min` : span(ms);
}
