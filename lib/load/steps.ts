import { CALL_OBJECTIVES, type CallId, TOGETHER } from '../../thresholds/calls.ts';
import { SERIES } from '../../thresholds/k6.ts';
import type { Verdict } from '../probe/finding.ts';
import { latencyOf, type Metrics, shareOf } from './figures.ts';
import type { BreakpointOutcome, StepOutcome } from './outcome.ts';
import { judgedTogether, type Plan, type Window } from './plan.ts';
import type { Ran } from './ran.ts';

/** Of what a step asks, this part must get an answer; less means that all virtual users were waiting for one. */
const LEAST_REACHED = 0.95;
/** A step that was cut short is judged by what it saw, but not by how much. */
const WHOLE = 0.99;

/**
 * Judges every step that was climbed, each by itself. The highest that met every objective is the answer, whatever
 * broke below it: a stall breaks a step, but nothing lets a target hold a rate that it cannot hold.
 */
export function breakpointOf({ plan, metrics, left }: Ran, elapsed: number): BreakpointOutcome {
  const steps = plan.windows
    .map((window) => stepOf(plan, window, metrics, left, elapsed))
    .filter((step) => step !== null);
  const highest = steps.map(({ met }) => met).lastIndexOf(true);
  return { highest: steps[highest]?.rate ?? null, brokeAt: steps[highest + 1]?.rate ?? null, steps };
}

/** The verdict on a climb, with what must be said of it. */
export function foundOf(
  plan: Plan,
  { highest, brokeAt, steps }: BreakpointOutcome,
): { readonly verdict: Verdict; readonly notes: readonly string[] } {
  if (steps.length === 0) return { verdict: 'unknown', notes: ['no step got enough answers to be judged'] };
  if (highest === null) return { verdict: 'failed', notes: [] };
  const stalls = steps.filter((step) => !step.met && step.rate < highest).map(({ step }) => step);
  const notes =
    stalls.length === 0
      ? []
      : [`${stalls.join(', ')} broke something, but higher steps did not: a stall, not the rate`];
  if (brokeAt !== null) return { verdict: 'ok', notes };
  const why =
    steps.length < plan.windows.length
      ? 'the run was cut short'
      : `the ceiling of ${plan.ceiling} requests/s or the last step came first`;
  return {
    verdict: 'unknown',
    notes: [`every step up to ${Math.round(highest)} requests/s met every objective: ${why}`, ...notes],
  };
}

function stepOf(
  plan: Plan,
  window: Window,
  metrics: Metrics,
  left: ReadonlyMap<CallId, string>,
  elapsed: number,
): StepOutcome | null {
  const { name, rate, seconds, start } = window;
  const all = shareOf(metrics, SERIES.errors(`scenario:${name}`));
  const ran = Math.min(seconds, Math.max(0, elapsed - start));
  if (ran === 0 || all.total === 0) return null;
  const together = new Set(judgedTogether(plan, window));
  const alone = plan.calls.map(({ call }) => call).filter((call) => !together.has(call) && !left.has(call));
  const broke = [
    ...jointBreaks(metrics, window, all.rate ?? 0),
    ...alone.flatMap((call) => breaksOf(metrics, window, call)),
  ];
  const reached = all.total / ran;
  if (ran >= seconds * WHOLE && reached < rate * LEAST_REACHED) {
    broke.push(
      `only ${Math.round(reached)} of ${Math.round(rate)} requests/s were answered in time to ask the next`,
    );
  }
  // A few answers that were fine say nothing; a few that were not say enough.
  if (broke.length === 0 && (all.total < TOGETHER.minSamples || ran < seconds * WHOLE)) return null;
  return { step: name, rate, reached, samples: all.total, met: broke.length === 0, broke };
}

function jointBreaks(metrics: Metrics, { name }: Window, errors: number): string[] {
  const late = shareOf(metrics, SERIES.late(`scenario:${name},together:yes`)).rate ?? 0;
  const broke: string[] = [];
  if (late > TOGETHER.late) broke.push(`together.late ${percent(late)} (${percent(TOGETHER.late)})`);
  if (errors > TOGETHER.errors) broke.push(`errors ${percent(errors)} (${percent(TOGETHER.errors)})`);
  return broke;
}

function breaksOf(metrics: Metrics, { name }: Window, call: CallId): string[] {
  const objective = CALL_OBJECTIVES[call];
  const { count, p95, p99 } = latencyOf(metrics, SERIES.duration(`scenario:${name},call:${call}`));
  const errors = shareOf(metrics, SERIES.errors(`scenario:${name},call:${call}`)).rate ?? 0;
  const broke: string[] = [];
  if (p95 !== null && p95 > objective.p95) broke.push(`${call}.latency ${ms(p95)} (${objective.p95})`);
  // Of less than a hundred the last one in a hundred is just the slowest.
  if (p99 !== null && count >= objective.minSamples && p99 > objective.p99)
    broke.push(`${call}.tail ${ms(p99)} (${objective.p99})`);
  if (errors > objective.errors)
    broke.push(`${call}.errors ${percent(errors)} (${percent(objective.errors)})`);
  return broke;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
