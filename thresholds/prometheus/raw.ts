/**
 * The series that k6 writes, under the names that each way gives them: `k6_…` by remote write, plain by OTLP,
 * `probe_…` in Synthetic Monitoring. One selector reads all three, so that a rule does not care which way was taken.
 */

/** A gauge of ours. */
export function gauge(name: string): string {
  return `{__name__=~"(k6_|probe_)?${name}"}`;
}

/** How many requests k6 made; Synthetic Monitoring makes no load. */
export const REQUESTS = '{__name__=~"(k6_)?http_reqs_total"';

/** One of k6's percentiles of a trend, by remote write: `K6_PROMETHEUS_RW_TREND_STATS` must ask for it. */
export function percentile(trend: string, p: number): string {
  return `k6_${trend}_p${p}`;
}

/** The same trend by OTLP: buckets, with the unit in the name. */
export function buckets(trend: string, unit: '' | '_milliseconds'): string {
  return `${trend}${unit}_bucket`;
}

/** By remote write a rate is a share; by OTLP it is two counters. */
export const ERRORS = { share: 'k6_pw_call_errors_rate', counters: 'pw_call_errors_total' } as const;

/** Where the verdicts of several are merged: failed before unknown, degraded and ok, whatever the numbers say. */
export function worst(labels: string, verdicts: string): string {
  return `max by (${labels}) (${verdicts} == 2)\nor\nmax by (${labels}) (${verdicts})`;
}
