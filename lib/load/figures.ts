/** The part of k6's summary that a load run is judged by; `lib/scenario/summary.ts` holds its whole type. */
export type Metrics = Readonly<
  Record<string, { readonly values: Readonly<Record<string, number>> } | undefined>
>;

/** Answers of a series: how many, and their times in milliseconds; null where there is none. */
export interface Latency {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface Share {
  readonly total: number;
  readonly hits: number;
  /** From 0 to 1, null of nothing. */
  readonly rate: number | null;
}

/** The statistics that `summaryTrendStats` must name for this to be read. */
export const TREND_STATS: readonly string[] = ['count', 'med', 'p(95)', 'p(99)', 'max'];

export function latencyOf(metrics: Metrics, series: string): Latency {
  const values = metrics[series]?.values ?? {};
  const count = values.count ?? 0;
  // Of an empty series k6 says 0, which would read as very fast.
  if (count === 0) return { count, p50: null, p95: null, p99: null };
  return { count, p50: values.med ?? null, p95: values['p(95)'] ?? null, p99: values['p(99)'] ?? null };
}

/** k6 calls the hits of a rate its passes, whatever they mean. */
export function shareOf(metrics: Metrics, series: string): Share {
  const { passes: hits = 0, fails = 0 } = metrics[series]?.values ?? {};
  return share(hits, hits + fails);
}

export function share(hits: number, total: number): Share {
  return { total, hits, rate: total === 0 ? null : hits / total };
}

export function countOf(metrics: Metrics, series: string): number {
  return metrics[series]?.values.count ?? 0;
}
