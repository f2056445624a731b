import type { System } from '../targets/systems.ts';

export const KINDS = ['endpoint', 'freshness', 'queue', 'lag', 'consistency', 'page'] as const;
export type Kind = (typeof KINDS)[number];

export type Verdict = 'ok' | 'degraded' | 'failed' | 'unknown';
export type Judged = Verdict | 'skipped';

export interface Spread {
  readonly med: number;
  readonly p95: number;
}

/** The parts of a request’s time, in milliseconds, of the first timed request: the one that connected, if any did. */
export interface PhaseTimings {
  readonly dns: number;
  readonly connect: number;
  readonly tls: number;
  readonly waiting: number;
  readonly receiving: number;
}

/** A probe's verdict with its figures and one line of reason: an entry of the result file. */
export interface Finding {
  readonly probe: string;
  readonly system: System;
  readonly kind: Kind;
  readonly verdict: Judged;
  /** How many requests were timed. */
  readonly samples: number;
  readonly durationMs: Spread | null;
  readonly timingsMs: PhaseTimings | null;
  readonly value: number | null;
  readonly unit: string | null;
  readonly warn: number | null;
  readonly fail: number | null;
  readonly reason: string;
  readonly causedBy: string | null;
  readonly planned: boolean;
  readonly history: 'new' | 'still' | 'recovered' | 'flapping' | null;
  readonly evidence: string;
  readonly url: string;
  /**
   * Where a former result is given: what this run and those before it saw, newest first, before patience with a noisy
   * objective or a planned outage softened it.
   */
  readonly recent?: readonly Judged[] | undefined;
}

const WORST_FIRST: readonly Judged[] = ['failed', 'unknown', 'degraded', 'ok', 'skipped'];

/** The worst counts: failed, unknown, degraded, ok; skipped only where nothing else is there. */
export function worst(verdicts: readonly Judged[]): Judged {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? 'unknown';
}

/** Of a run: all skipped, or nothing at all, is no verdict. */
export function overall(verdicts: readonly Judged[]): Verdict {
  const found = worst(verdicts);
  return found === 'skipped' ? 'unknown' : found;
}
