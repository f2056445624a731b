import type { CallId } from '../../thresholds/calls.ts';
import type { Metrics } from './figures.ts';
import type { Plan } from './plan.ts';
import type { LoadSettings } from './settings.ts';

/** What is known at the end of a run. */
export interface Ran {
  readonly plan: Plan;
  readonly settings: Pick<LoadSettings, 'mixes'>;
  readonly metrics: Metrics;
  /** Since the first request of the load. */
  readonly seconds: number;
  /** Calls that the target had no data for, and why. */
  readonly left: ReadonlyMap<CallId, string>;
}
