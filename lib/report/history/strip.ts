import { type Judged, worst } from '../../probe/finding.ts';
import type { Mark } from './availability.ts';

/** How time is cut: from when, in how many parts of how many milliseconds, and how often a run came. */
export interface Slots {
  readonly from: number;
  readonly count: number;
  readonly width: number;
  readonly interval: number;
}

/** A part of a strip, in per cent of its width; null: no run. */
export interface Segment {
  readonly left: number;
  readonly width: number;
  readonly verdict: Judged | null;
}

/** More parts than this nobody tells apart. */
const MOST_SLOTS = 160;
/** So long a single run is taken to speak for. */
const ALONE_MS = 300_000;
/** A verdict speaks for so many intervals: one late run is no silence. */
const STALE_AFTER = 2.5;

/** Cuts the time of runs into parts, none shorter than what usually lies between two of them. */
export function slotsOf(times: readonly number[]): Slots {
  const sorted = [...times].sort((a, b) => a - b);
  const [from = 0] = sorted;
  const last = sorted.at(-1) ?? from;
  const gaps = sorted
    .slice(1)
    .map((at, n) => at - (sorted[n] ?? at))
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
  const interval = gaps[Math.floor(gaps.length / 2)] ?? ALONE_MS;
  const length = last - from + interval;
  const count = Math.max(1, Math.min(MOST_SLOTS, Math.ceil(length / interval)));
  return { from, count, width: length / count, interval };
}

/** The worst of each part of time, with equal neighbours as one; a part that no run speaks for is a gap. */
export function stripOf(marks: readonly Mark[], slots: Slots): readonly Segment[] {
  const { from, count, width, interval } = slots;
  const found: Judged[][] = Array.from({ length: count }, () => []);
  const lastAt: number[] = [];
  for (const { at, verdict } of marks) {
    if (verdict === 'skipped') continue;
    const n = Math.min(count - 1, Math.max(0, Math.floor((at - from) / width)));
    found[n]?.push(verdict);
    lastAt[n] = Math.max(at, lastAt[n] ?? at);
  }
  const segments: { from: number; to: number; verdict: Judged | null }[] = [];
  let spoken: { at: number; verdict: Judged } | null = null;
  for (const [n, verdicts] of found.entries()) {
    if (verdicts.length > 0) spoken = { at: lastAt[n] ?? 0, verdict: worst(verdicts) };
    const holds: boolean = spoken !== null && from + n * width < spoken.at + STALE_AFTER * interval;
    const verdict = holds && spoken !== null ? spoken.verdict : null;
    const last = segments.at(-1);
    if (last !== undefined && last.verdict === verdict) last.to = n + 1;
    else segments.push({ from: n, to: n + 1, verdict });
  }
  const percent = (n: number): number => Math.round((n / count) * 10_000) / 100;
  return segments.map((one) => ({
    left: percent(one.from),
    width: percent(one.to - one.from),
    verdict: one.verdict,
  }));
}
