import type { DriveOutcome, StepOutcome } from '../../workflow/drive/outcome.ts';
import { headOf, type ObjectiveResult, type RunFacts, type RunResult } from '../result.ts';

/** What the scenario knows of a workflow run beside its outcome. */
export type WorkflowFacts = Omit<RunFacts, 'requests' | 'notes'>;

/** The result file of a workflow run: that of every run, and its own members. */
export interface WorkflowResult extends RunResult, Omit<DriveOutcome, keyof RunResult> {}

/** Puts the members that every result file has first, as a person reads them first. */
export function buildWorkflow(outcome: DriveOutcome, facts: WorkflowFacts): WorkflowResult {
  const { requests, verdict, notes, ...own } = outcome;
  return {
    ...headOf(facts),
    requests,
    verdict,
    systems: [],
    objectives: outcome.steps.flatMap(objectiveOf),
    notes,
    ...own,
  };
}

/** A step that was judged, as an objective, against the limit at which it is given up. */
function objectiveOf({ name, verdict, durationMs, limitMs }: StepOutcome): ObjectiveResult[] {
  if (verdict === 'skipped') return [];
  return [
    {
      objective: `step.${name}`,
      verdict,
      value: durationMs / 1000,
      limit: limitMs / 1000,
      unit: 's',
      samples: 1,
      minSamples: 1,
    },
  ];
}
