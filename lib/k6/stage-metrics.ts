import { Counter, Gauge, Trend } from 'k6/metrics';

/** The metrics of a trace run; see docs/metrics.md for their meaning. */
const seconds = new Trend('pw_stage_seconds');
const verdict = new Gauge('pw_stage_verdict');
const runs = new Counter('pw_stage_runs');

export interface StageSample {
  readonly tags: { readonly target: string; readonly stage: string };
  /** 0 ok, 1 degraded, 2 failed, 3 unknown. */
  readonly verdict: 0 | 1 | 2 | 3;
  /** How long each package took. */
  readonly durations: readonly number[];
}

/** Writes the series of one judged stage. Call it in `default()`: samples from setup carry other tags. */
export function recordStage({ tags, verdict: code, durations }: StageSample): void {
  const all = { ...tags };
  verdict.add(code, all);
  runs.add(1, all);
  for (const one of durations) seconds.add(one, all);
}
