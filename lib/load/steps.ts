import { CALL_OBJECTIVES, type CallId, TOGETHER } from '../../thresholds/calls.ts';
import { SERIES } from '../../thresholds/k6.ts';
import type { Verdict } from '../probe/finding.ts';
import { latencyOf, type Metrics, shareOf } from './figures.ts';
import type { Ran } from './judge.ts';
import type { BreakpointOutcome, StepOutcome } from './outcome.ts';
import { judgedTogether, type Plan, type Window } from './plan.ts';

/** Of what a step asks, this part must get an answer; less means that all virtual users were waiting for one. */
const LEAST_REACHED = 0.95;
/** A step that was cut short is judged by what it saw, but not by how much. */
const WHOLE = 0.99;

/** Judges every step that was climbed, each by itself. */
export function breakpointOf({ plan, metrics, left }: Ran, elapsed: number): BreakpointOutcome {
  const steps = plan.windows
    .map((window) => stepOf(plan, window, metrics, left, elapsed))
    .filter((step) => step !== null);
  const broken = confirmedBreak(steps);
  const below = broken < 0 ? steps : steps.slice(0, broken);
  const highest = below.filter((step) => step.met).at(-1);
  return {
    highest: highest?.rate ?? null,
    brokeAt: steps[broken]?.rate ?? null,
    steps,
  };
}

/**
 * The first broken step that is no hiccup: the next one is broken too, or there is none. A stall of half a second can
 * break a step by itself; a rate that is too high breaks the next one worse.
 */
function confirmedBreak(steps: readonly StepOutcome[]): number {
  return steps.findIndex((step, at) => !step.met && steps[at + 1]?.met !== true);
}

/** The verdict on a climb, with what must be said of it. */
export function foundOf(
  plan: Plan,
  { highest, brokeAt, steps }: BreakpointOutcome,
): { readonly verdict: Verdict; readonly notes: readonly string[] } {
  if (steps.length === 0) return { verdict: 'unknown', notes: ['no step got enough answers to be judged'] };
  if (brokeAt === null) {
    const most = Math.round(steps.at(-1)?.rate ?? 0);
    const climbed = steps.length === plan.windows.length;
    const why = climbed
      ? `the ceiling of ${plan.ceiling} requests/s or the last step came first`
      : 'the run was cut short';
    return { verdict: 'unknown', notes: [`every step up to ${most} requests/s met every objective: ${why}`] };
  }
  const hiccups = steps.filter((step) => !step.met && step.rate < brokeAt);
  const notes = hiccups.map(
    ({ step, rate, broke }) =>
      `step ${step} (${Math.round(rate)}/s) broke ${broke.join(', ')}, and the next step did not`,
  );
  return { verdict: highest === null ? 'failed' : 'ok', notes };
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
