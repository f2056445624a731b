import type { CallId } from '../../thresholds/calls.ts';
import type { Judged, Verdict } from '../probe/finding.ts';
import type { MixName } from './mixes.ts';
import type { ProfileName } from './profiles.ts';

/** What became of one call; times in milliseconds of the answers that were right, rates a second. */
export interface CallOutcome {
  readonly call: CallId;
  readonly verdict: Judged;
  /** Rate that was asked for, and that was reached. */
  readonly offered: number;
  readonly reached: number;
  readonly samples: number;
  readonly minSamples: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p95Limit: number;
  readonly p99: number | null;
  readonly p99Limit: number;
  /** Share of answers that were none or wrong, from 0 to 1. */
  readonly errors: number | null;
  readonly errorsLimit: number;
  /** Judged with other calls, for want of answers of its own. */
  readonly together: boolean;
  /** Why it was not made, or null. */
  readonly skipped: string | null;
}

/** One judged limit. */
export interface LimitOutcome {
  readonly objective: string;
  readonly verdict: Verdict;
  readonly value: number | null;
  readonly limit: number;
  readonly unit: 'ms' | '%';
  readonly samples: number;
  readonly minSamples: number;
}

/** One window of the run, over all calls: the series over time. */
export interface WindowOutcome {
  readonly window: string;
  readonly start: number;
  readonly seconds: number;
  readonly offered: number;
  readonly reached: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly errors: number | null;
}

/** One step of a climb, judged. */
export interface StepOutcome {
  readonly step: string;
  readonly rate: number;
  readonly reached: number;
  readonly samples: number;
  readonly met: boolean;
  /** In words, what it broke; empty when it met all. */
  readonly broke: readonly string[];
}

export interface BreakpointOutcome {
  /** The highest rate (requests a second) at which every objective was met; null if not even the lowest was. */
  readonly highest: number | null;
  /** The rate of the step above it that broke some; null if none did. */
  readonly brokeAt: number | null;
  readonly steps: readonly StepOutcome[];
}

/** What a load run came to. */
export interface LoadOutcome {
  readonly profile: ProfileName;
  readonly mixes: readonly MixName[];
  readonly verdict: Verdict;
  readonly requests: number;
  readonly offered: number;
  readonly reached: number;
  readonly calls: readonly CallOutcome[];
  readonly objectives: readonly LimitOutcome[];
  readonly windows: readonly WindowOutcome[];
  readonly breakpoint: BreakpointOutcome | null;
  /** What a reader must know beside the figures: why it is unknown, what was not asked, that it stopped by itself. */
  readonly notes: readonly string[];
}
