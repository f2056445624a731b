import { STAGE_OBJECTIVES, type StageId } from '../../../thresholds/stages.ts';
import { STAGES } from '../stages.ts';
import type { Moment, StageOfTrace } from './outcome.ts';

/** What is known of one package, or one test of it, in a stage. */
export interface Found {
  readonly state: StageOfTrace['state'];
  readonly from: Moment | null;
  readonly to: Moment | null;
  /** Records that lack or contradict each other, in words. */
  readonly said: readonly string[];
}

export const NOT_REACHED: Found = { state: 'not reached', from: null, to: null, said: [] };

/** Waiting, or stuck where machines have had longer than they may take. */
export function stillIn(id: StageId, from: Moment, now: number): Found {
  return { state: isLate(id, from, now) ? 'stuck' : 'waiting', from, to: null, said: [] };
}

/** Whether what waits since then waits longer than it may: never, where people or rules decide. */
function isLate(id: StageId, from: Moment, now: number): boolean {
  const { fail } = STAGE_OBJECTIVES[id];
  return fail !== null && STAGES[id].waitsFor === 'machine' && now - from.at > fail * 1000;
}
