import type { Judged } from '../../probe/finding.ts';

/** What of a system's runs was well, and what was not. Where nothing could be judged, nobody knows. */
export interface Share {
  /** Ok or degraded: it works. */
  readonly good: number;
  readonly bad: number;
  readonly unknown: number;
}

/** When a system, or a part of it, was judged, and how. */
export interface Mark {
  readonly at: number;
  readonly verdict: Judged;
}

/** Counts the marks from a moment on; skipped ones count nowhere. */
export function shareOf(marks: readonly Mark[], from = Number.NEGATIVE_INFINITY): Share {
  let [good, bad, unknown] = [0, 0, 0];
  for (const { at, verdict } of marks) {
    if (at < from) continue;
    if (verdict === 'ok' || verdict === 'degraded') good++;
    else if (verdict === 'failed') bad++;
    else if (verdict === 'unknown') unknown++;
  }
  return { good, bad, unknown };
}

/** The share that was good, from 0 to 1; null where too few runs could be judged to say. */
export function availabilityOf({ good, bad }: Share, leastRuns: number): number | null {
  const judged = good + bad;
  return judged < Math.max(1, leastRuns) ? null : good / judged;
}

/** What is left of the error budget: 1 is all of it, below 0 it is overspent; null where there is too little data. */
export function budgetLeft(share: Share, goal: number, leastRuns: number): number | null {
  const available = availabilityOf(share, leastRuns);
  return available === null || goal >= 1 ? null : 1 - (1 - available) / (1 - goal);
}
