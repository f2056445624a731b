import { Counter, Gauge } from 'k6/metrics';

/** Metrics exist per runtime and only if made in the init context; see docs/metrics.md for their meaning. */
const up = new Gauge('pw_probe_up');
const verdict = new Gauge('pw_probe_verdict');
const seconds = new Gauge('pw_probe_seconds');
const runs = new Counter('pw_probe_runs');
const freshness = new Gauge('pw_freshness_seconds');
const queueLength = new Gauge('pw_queue_length');
const queueOldest = new Gauge('pw_queue_oldest_seconds');
const lag = new Gauge('pw_lag_seconds');
const timestamp = new Gauge('pw_run_timestamp_seconds');

export interface ProbeSample {
  readonly tags: {
    readonly target: string;
    readonly system: string;
    readonly probe: string;
    readonly kind: string;
  };
  /** 0 ok, 1 degraded, 2 failed, 3 unknown. */
  readonly verdict: 0 | 1 | 2 | 3;
  readonly seconds: number | null;
  /** The probe's own figure, if it is not a latency. */
  readonly figure: {
    readonly of: 'freshness' | 'queue length' | 'queue age' | 'lag';
    readonly value: number;
  } | null;
}

const FIGURES = { freshness, 'queue length': queueLength, 'queue age': queueOldest, lag };

/** Writes the series of one probe. Call it in `default()`: samples from setup carry other tags. */
export function recordProbe(sample: ProbeSample): void {
  const tags = { ...sample.tags };
  up.add(sample.verdict < 2 ? 1 : 0, tags);
  verdict.add(sample.verdict, tags);
  if (sample.seconds !== null) seconds.add(sample.seconds, tags);
  if (sample.figure !== null) FIGURES[sample.figure.of].add(sample.figure.value, tags);
  runs.add(1, tags);
}

export function recordRun(target: string, atMs: number): void {
  timestamp.add(Math.floor(atMs / 1000), { target });
}
