import type { Distribution } from './outcome.ts';

/**
 * Percentiles by nearest rank: the smallest of the values that is at least as large as that share of all. It is
 * always one that was measured, and of few values the high ones are the largest.
 */
export function distribution(seconds: readonly number[]): Distribution {
  const sorted = [...seconds].sort((one, other) => one - other);
  const rank = (share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  return { count: sorted.length, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99) };
}
