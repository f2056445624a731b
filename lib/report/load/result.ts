import type { LoadOutcome } from '../../load/outcome.ts';
import { headOf, type RunFacts, type RunResult } from '../result.ts';

/** What the scenario knows of a load run beside its outcome. */
export type LoadFacts = Omit<RunFacts, 'requests' | 'notes'>;

/** The result file of a load run: that of every run, and its own members. */
export type LoadResult = Omit<RunResult, 'objectives'> & LoadOutcome;

/** Puts the members that every result file has first, as a person reads them first. */
export function buildLoad(outcome: LoadOutcome, facts: LoadFacts): LoadResult {
  const { requests, verdict, objectives, notes, ...own } = outcome;
  return {
    ...headOf(facts),
    requests,
    verdict,
    systems: [],
    objectives,
    notes,
    ...own,
  };
}
