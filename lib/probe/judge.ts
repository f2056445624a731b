import type { Limit } from '../../thresholds/objectives.ts';
import type { Timings } from '../k6/ports.ts';
import type { FailureDetails } from './failure.ts';
import type { Finding, Judged, PhaseTimings, Spread } from './finding.ts';
import type { Answer, Probe } from './probe.ts';

/** One try at a probe: either its answer or what went wrong, with the timings of its timed requests. */
export interface Attempt<T = unknown> {
  readonly answer: Answer<T> | null;
  readonly failure: FailureDetails | null;
  readonly timings: readonly Timings[];
  readonly url: string;
}

/** The finding of a probe that the target cannot serve. */
export function skipped(probe: Probe, why: string): Finding {
  return { ...blank(probe), verdict: 'skipped', reason: why };
}

/** The finding of a probe of which no finding arrived: the guard's word. */
export function missing(probe: Probe, why: string): Finding {
  return { ...blank(probe), verdict: 'unknown', reason: why };
}

function blank(probe: Probe): Finding {
  return {
    probe: probe.id,
    system: probe.system,
    kind: probe.kind,
    verdict: 'unknown',
    samples: 0,
    durationMs: null,
    timingsMs: null,
    value: null,
    unit: null,
    warn: null,
    fail: null,
    reason: '',
    causedBy: null,
    planned: false,
    history: null,
    evidence: '',
    url: '',
  };
}

/**
 * Judges the attempts at one probe against its limit. Latency is the median of the successful attempts' timed
 * requests, so that a fast refusal never looks like a fast service.
 */
export function judge(probe: Probe, limit: Limit, attempts: readonly Attempt[]): Finding {
  const good = attempts.filter((attempt) => attempt.answer !== null);
  const failures = attempts.flatMap((attempt) => attempt.failure ?? []);
  const timings = good.flatMap((attempt) => attempt.timings);
  const base: Finding = {
    ...blank(probe),
    samples: timings.length,
    durationMs: spread(timings.map((one) => one.duration)),
    timingsMs: phases(timings[0]),
    unit: limit.unit,
    warn: limit.warn,
    fail: limit.fail,
    url: attempts.at(-1)?.url ?? '',
  };
  const answer = good.at(-1)?.answer ?? null;
  const failure = failures.at(-1) ?? null;
  if (answer === null) return failed(base, failure, failures.length, attempts.length);

  const value = answer.value ?? (limit.unit === 'ms' ? (base.durationMs?.med ?? null) : null);
  const evidence = answer.evidence ?? '';
  // Nothing that is judged can be below zero, and all of it would be below its limits.
  if (value === null || !Number.isFinite(value) || value < 0) {
    return { ...base, reason: `no figure to judge: ${answer.reason}`, evidence };
  }
  const byFigure = verdictOf(value, limit);
  const judged = answer.degraded === true && byFigure === 'ok' ? 'degraded' : byFigure;
  if (failure !== null && judged === 'ok') {
    const reason = `${failures.length} of ${attempts.length} attempts failed: ${failure.reason}`;
    return {
      ...base,
      verdict: 'degraded',
      value: round(value),
      reason,
      evidence: failure.evidence ?? evidence,
    };
  }
  const slow = byFigure !== 'ok' && limit.unit === 'ms' ? 'slow: ' : '';
  return { ...base, verdict: judged, value: round(value), reason: `${slow}${answer.reason}`, evidence };
}

function failed(base: Finding, failure: FailureDetails | null, failures: number, attempts: number): Finding {
  if (failure === null) return { ...base, reason: 'no attempt was made' };
  const times = attempts > 1 ? `, ${failures} of ${attempts}` : '';
  return {
    ...base,
    verdict: failure.verdict,
    reason: `${failure.what === 'down' ? 'down: ' : ''}${failure.reason}${times}`,
    causedBy: failure.causedBy ?? null,
    evidence: failure.evidence ?? '',
    url: failure.url ?? base.url,
  };
}

function verdictOf(value: number, limit: Limit): Judged {
  if (value > limit.fail) return 'failed';
  return value > limit.warn ? 'degraded' : 'ok';
}

function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { med: round(quantile(sorted, 0.5)), p95: round(quantile(sorted, 0.95)) };
}

/** Linear interpolation between the two nearest ranks, as k6 does. */
export function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

function phases(timings: Timings | undefined): PhaseTimings | null {
  if (timings === undefined) return null;
  return {
    dns: round(timings.dns),
    connect: round(timings.connect),
    tls: round(timings.tls),
    waiting: round(timings.waiting),
    receiving: round(timings.receiving),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
