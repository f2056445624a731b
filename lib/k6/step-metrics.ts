import { Counter, Gauge } from 'k6/metrics';

/** The metrics of a workflow run; see docs/metrics.md for their meaning. */
const seconds = new Gauge('pw_step_seconds');
const verdict = new Gauge('pw_step_verdict');
const runs = new Counter('pw_step_runs');

export interface StepSample {
  readonly tags: { readonly target: string; readonly step: string };
  /** 0 ok, 1 degraded, 2 failed, 3 unknown. */
  readonly verdict: 0 | 1 | 2 | 3;
  readonly seconds: number;
}

/** Writes the series of one step that was done. Call it in `default()`: samples from setup carry other tags. */
export function recordStep({ tags, verdict: code, seconds: took }: StepSample): void {
  const all = { ...tags };
  verdict.add(code, all);
  seconds.add(took, all);
  runs.add(1, all);
}
