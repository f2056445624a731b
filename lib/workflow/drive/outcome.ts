import type { StepName } from '../../../thresholds/steps.ts';
import type { Judged, Verdict } from '../../probe/finding.ts';
import type { System } from '../../targets/systems.ts';

/**
 * How a step ended: `infrastructure` and `timeout` are failures of a system; `test` is a package whose own test
 * failed, which is what waivers are for, and no failure of the workflow.
 */
export type StepEnding = 'ok' | 'infrastructure' | 'test' | 'skipped' | 'timeout';

export interface StepOutcome {
  readonly step: number;
  readonly name: StepName;
  readonly title: string;
  /** The system that answers for the step. */
  readonly system: System;
  readonly verdict: Judged;
  readonly outcome: StepEnding;
  /** Milliseconds since the epoch; null for a step that was skipped. */
  readonly startedAt: number | null;
  readonly durationMs: number;
  /** Degraded past this, and given up past `limitMs`: both already divided by the time scale. */
  readonly warnMs: number;
  readonly limitMs: number;
  /** One line: what was seen, with figures; of a failure also what was seen last. */
  readonly reason: string;
  readonly evidence: string | null;
  /** Where a human looks further. */
  readonly url: string | null;
}

/** Something that a run made and did not take away again. */
export interface Leftover {
  /** `branch`, `pull request`, `koji task`, `side tag`, `update`, `build`, `commit`, `source`. */
  readonly what: string;
  readonly name: string;
  readonly url: string | null;
  /** Why it is still there: `cannot be taken back`, or what went wrong when the run tried. */
  readonly why: string;
}

/** What a sweep did with what an earlier run had left. */
export interface Swept extends Leftover {
  /** Whether it is gone; else `why` says why not. */
  readonly gone: boolean;
}

export interface DriveOutcome {
  readonly verdict: Verdict;
  /** Name of the run, which everything that it makes carries. */
  readonly run: string;
  readonly flow: readonly ('pr' | 'multi' | 'sweep')[];
  readonly packages: readonly string[];
  readonly release: string | null;
  readonly nvrs: readonly string[];
  readonly update: string | null;
  readonly timeScale: number;
  readonly steps: readonly StepOutcome[];
  readonly swept: readonly Swept[];
  readonly left: readonly Leftover[];
  readonly requests: number;
  readonly notes: readonly string[];
}
