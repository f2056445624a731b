import type { StageId } from '../../../thresholds/stages.ts';
import type { Judged, Verdict } from '../../probe/finding.ts';
import type { Milestone } from '../milestones.ts';

/** Which public record tells of a moment, and how surely. */
export type RecordOf = 'message' | 'koji' | 'bodhi' | 'resultsdb' | 'waiverdb' | 'greenwave' | 'dist-git';

/** When a package passed a milestone, by the record that tells so. Milliseconds since the epoch. */
export interface Moment {
  readonly at: number;
  readonly record: RecordOf;
  /** Where a human sees that record; empty where it has no page. */
  readonly url: string;
}

/** How one package stands in one stage. */
export type StageState =
  /** It came through. */
  | 'passed'
  /** It is in the stage, and not longer than the objective. */
  | 'waiting'
  /** It is in the stage longer than the objective. */
  | 'stuck'
  /** It came through, but a record that would tell when is missing. */
  | 'unrecorded'
  /** No record tells whether it came through. */
  | 'unknown'
  /** It did not need this stage, or is not there yet. */
  | 'not reached';

export interface StageOfTrace {
  readonly stage: StageId;
  readonly state: StageState;
  readonly from: Moment | null;
  readonly to: Moment | null;
  /** Of a stage that is passed how long it took, of one that it waits in how long so far. */
  readonly seconds: number | null;
}

export const TRACE_KINDS = ['rawhide', 'stable', 'epel'] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** One package's way. */
export interface TraceOutcome {
  readonly nvr: string;
  readonly package: string;
  readonly release: string;
  readonly kind: TraceKind;
  readonly sideTag: boolean;
  /** Alias of its update, null while there is none. */
  readonly update: string | null;
  readonly milestones: Readonly<Partial<Record<Milestone, Moment>>>;
  readonly stages: readonly StageOfTrace[];
  /** The stage it is stuck in, since when, and the page that a human needs; null if it is not. */
  readonly stuck: { readonly stage: StageId; readonly since: number; readonly url: string } | null;
  /** Records that should be there and are not, in words. */
  readonly missing: readonly string[];
}

/** Durations in seconds; null of nothing. */
export interface Distribution {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

/** One stage over all packages. */
export interface StageOutcome extends Distribution {
  readonly stage: StageId;
  readonly title: string;
  readonly verdict: Judged;
  /** One line: against the objective and against its own past. */
  readonly reason: string;
  readonly warn: number;
  readonly limit: number | null;
  /** The same hours of the last four weeks; null where there is too little. */
  readonly usual: Distribution | null;
  /** How much longer than usual it takes now (1: as long); null where nobody can say. */
  readonly slower: number | null;
  readonly waiting: number;
  readonly stuck: number;
  readonly unrecorded: number;
  readonly unknown: number;
  readonly slowest: { readonly nvr: string; readonly seconds: number; readonly url: string } | null;
}

/** An answer to one of the questions that people asked in 2020 and nobody could answer. */
export interface Answered {
  readonly question: string;
  /** One line with figures; what is not known is said. */
  readonly answer: string;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
}

export interface TraceRunOutcome {
  readonly verdict: Verdict;
  readonly requests: number;
  readonly stages: readonly StageOutcome[];
  readonly traces: readonly TraceOutcome[];
  readonly answers: readonly Answered[];
  /** What keeps the run from being trusted, or a reader must know. */
  readonly notes: readonly string[];
}
