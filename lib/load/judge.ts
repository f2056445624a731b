import { CALL_OBJECTIVES, type CallId, TOGETHER } from '../../thresholds/calls.ts';
import { SERIES } from '../../thresholds/k6.ts';
import { overall, type Verdict } from '../probe/finding.ts';
import { countOf, latencyOf, type Metrics, share, shareOf } from './figures.ts';
import type { CallOutcome, LimitOutcome, LoadOutcome, WindowOutcome } from './outcome.ts';
import { judgedTogether, type Plan, type Window } from './plan.ts';
import type { Ran } from './ran.ts';
import { breakpointOf, foundOf } from './steps.ts';

/** A run that asked less than this part of what it meant to ask measured something else. */
const LEAST_REACHED = 0.95;

/** Judges every call, and the run. Nothing that was not measured is well. */
export function judgeLoad(ran: Ran): LoadOutcome {
  const { plan, settings, metrics } = ran;
  const elapsed = Math.min(plan.seconds, Math.max(ran.seconds, 0.001));
  const offered = askedUntil(plan, elapsed) / elapsed;
  const windows = plan.windows.map((window) => windowOf(metrics, window, elapsed));
  const total = shareOf(metrics, 'pw_call_errors').total;
  const base = {
    profile: plan.profile,
    mixes: settings.mixes,
    requests: countOf(metrics, 'http_reqs'),
    offered,
    reached: total / elapsed,
    windows,
  };
  const notes = [...ran.left].map(([call, why]) => `${call} was not asked: ${why}`);
  if (elapsed < plan.seconds * LEAST_REACHED && !plan.climbs) {
    notes.push(`the run ended by itself after ${Math.round(elapsed)} of ${Math.round(plan.seconds)} s`);
  }
  if (plan.climbs) {
    const breakpoint = breakpointOf(ran, elapsed);
    const found = foundOf(plan, breakpoint);
    const calls = plan.calls.map((one) =>
      callOutcome(ran, one.call, one.share, offered, elapsed, 'unjudged'),
    );
    return {
      ...base,
      calls,
      breakpoint,
      objectives: [],
      verdict: found.verdict,
      notes: [...notes, ...found.notes],
    };
  }
  const together = new Set(judgedTogether(plan));
  const calls = plan.calls.map((one) =>
    callOutcome(ran, one.call, one.share, offered, elapsed, together.has(one.call) ? 'together' : 'alone'),
  );
  const objectives = [
    ...calls.filter((one) => !one.together && one.skipped === null).flatMap(objectivesOf),
    ...jointObjectives(calls, metrics),
  ];
  if (base.reached < offered * LEAST_REACHED) {
    notes.push(`only ${perSecond(base.reached)} of ${perSecond(offered)} requests/s were made`);
  }
  const verdicts: Verdict[] = objectives.map((one) => one.verdict);
  const incomplete = notes.length > ran.left.size || calls.every((one) => one.skipped !== null);
  const joint = calls.some((one) => one.together && one.skipped === null && one.samples === 0);
  return {
    ...base,
    calls,
    breakpoint: null,
    objectives,
    verdict: overall([...verdicts, ...(incomplete || joint ? ['unknown' as const] : [])]),
    notes,
  };
}

function askedUntil(plan: Plan, elapsed: number): number {
  return plan.windows.reduce(
    (sum, { start, seconds, rate }) => sum + rate * Math.min(seconds, Math.max(0, elapsed - start)),
    0,
  );
}

function windowOf(metrics: Metrics, { name, start, seconds, rate }: Window, elapsed: number): WindowOutcome {
  const { p50, p95, p99 } = latencyOf(metrics, SERIES.duration(`scenario:${name}`));
  const errors = shareOf(metrics, SERIES.errors(`scenario:${name}`));
  const ran = Math.min(seconds, Math.max(0, elapsed - start));
  const reached = ran === 0 ? 0 : errors.total / ran;
  return { window: name, start, seconds, offered: rate, reached, p50, p95, p99, errors: errors.rate };
}

function callOutcome(
  { metrics, left }: Ran,
  call: CallId,
  part: number,
  offered: number,
  elapsed: number,
  how: 'alone' | 'together' | 'unjudged',
): CallOutcome {
  const objective = CALL_OBJECTIVES[call];
  const { p50, p95, p99 } = latencyOf(metrics, SERIES.duration(`call:${call}`));
  const errors = shareOf(metrics, SERIES.errors(`call:${call}`));
  const skipped = left.get(call) ?? null;
  const outcome = {
    call,
    offered: offered * part,
    reached: errors.total / elapsed,
    samples: errors.total,
    minSamples: how === 'alone' ? objective.minSamples : 1,
    p50,
    p95,
    p95Limit: objective.p95,
    p99,
    p99Limit: objective.p99,
    errors: errors.rate,
    errorsLimit: objective.errors,
    together: how === 'together',
    skipped,
  };
  if (skipped !== null) return { ...outcome, verdict: 'skipped' };
  if (how !== 'alone') return { ...outcome, verdict: errors.total === 0 ? 'unknown' : 'ok' };
  const verdicts = objectivesOf({ ...outcome, verdict: 'unknown' }).map((one) => one.verdict);
  return { ...outcome, verdict: overall(verdicts) };
}

/** The three limits of a call that is judged by itself. */
function objectivesOf(one: CallOutcome): readonly LimitOutcome[] {
  const { call, samples, minSamples, errors, p50, p95, p99 } = one;
  const counts = { samples, minSamples };
  // Half of the answers past a limit: then more are past it than all that are still missing could make up for.
  const late = (limit: number, share: number) => (p50 ?? 0) > limit && samples / 2 > minSamples * share;
  const wrong = (errors ?? 0) * samples > one.errorsLimit * minSamples;
  return [
    limited(`${call}.latency`, p95, one.p95Limit, 'ms', counts, late(one.p95Limit, 0.05)),
    limited(`${call}.tail`, p99, one.p99Limit, 'ms', counts, late(one.p99Limit, 0.01)),
    limited(`${call}.errors`, percent(errors), one.errorsLimit * 100, '%', counts, wrong),
  ];
}

function jointObjectives(calls: readonly CallOutcome[], metrics: Metrics): readonly LimitOutcome[] {
  const joint = calls.filter((one) => one.together && one.skipped === null);
  if (joint.length === 0) return [];
  const total = joint.reduce((sum, one) => sum + one.samples, 0);
  const wrong = joint.reduce((sum, one) => sum + Math.round((one.errors ?? 0) * one.samples), 0);
  const counts = { samples: total, minSamples: TOGETHER.minSamples };
  const late = shareOf(metrics, SERIES.late('together:yes'));
  const { rate } = share(wrong, total);
  return [
    limited(
      'together.late',
      percent(late.rate),
      TOGETHER.late * 100,
      '%',
      counts,
      decided(late.hits, TOGETHER.late),
    ),
    limited(
      'together.errors',
      percent(rate),
      TOGETHER.errors * 100,
      '%',
      counts,
      decided(wrong, TOGETHER.errors),
    ),
  ];
}

function decided(hits: number, limit: number): boolean {
  return hits > limit * TOGETHER.minSamples;
}

/** A limit is kept only with enough samples; it may be `broken` with fewer, if those that are missing could not mend it. */
function limited(
  objective: string,
  value: number | null,
  limit: number,
  unit: 'ms' | '%',
  counts: { readonly samples: number; readonly minSamples: number },
  broken: boolean,
): LimitOutcome {
  const enough = counts.samples >= counts.minSamples && value !== null;
  const verdict = enough ? (value <= limit ? 'ok' : 'failed') : broken ? 'failed' : 'unknown';
  return { objective, verdict, value, limit, unit, ...counts };
}

function percent(rate: number | null): number | null {
  return rate === null ? null : rate * 100;
}

function perSecond(rate: number): string {
  return String(Math.round(rate * 10) / 10);
}
