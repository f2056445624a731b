import type { System } from '../../lib/targets/systems.ts';
import type { Fault } from '../faults/fault.ts';

type Verdict = 'degraded' | 'failed' | 'unknown';

/** Who must see an incident, and as what. */
export type Expectation =
  | { readonly scenario: 'health'; readonly probe: string; readonly verdict: Verdict }
  | { readonly scenario: 'trace'; readonly stage: string; readonly verdict: Verdict }
  | { readonly scenario: 'load'; readonly objective: string; readonly verdict: Verdict };

/** Another probe, or several (`*`), that turns red too. */
export interface Also {
  readonly probe: string;
  readonly why: string;
  /** It need not: chance, or the hour of the day, decides. */
  readonly maybe?: true;
}

/** A failure of the packager workflow that happened, or that was thought out where none is on record. */
export interface Incident {
  /** The number in the list of incidents; a word for one that was designed. */
  readonly id: string;
  /** As exactly as is known; null for a designed one. */
  readonly date: string | null;
  readonly title: string;
  /** What happened, and what packagers felt of it. */
  readonly story: string;
  /** Where it is told; why it was thought out, for a designed one. */
  readonly source: string;
  /** The systems that it began in. */
  readonly systems: readonly [System, ...System[]];
  /** What a check would have seen that asks one address for its status. */
  readonly plain: string;
  readonly faults: readonly Fault[];
  readonly expect: Expectation;
  readonly also: readonly Also[];
  /** What is asked beyond, or in place of, the default probes: `PW_ONLY`. */
  readonly only?: string;
}

/** One that cannot be shown here, with the reason and what was tried. */
export interface Pending extends Omit<Incident, 'faults' | 'expect' | 'also' | 'only'> {
  readonly waitsFor: string;
}
