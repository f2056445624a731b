import type {
  Moment,
  StageOfTrace,
  StageOutcome,
  TraceOutcome,
  TraceRunOutcome,
} from '../../workflow/trace/outcome.ts';
import { headOf, type ObjectiveResult, type RunFacts, type RunResult } from '../result.ts';

/** What the scenario knows of a trace run beside its outcome. */
export type TraceFacts = Omit<RunFacts, 'requests' | 'notes'>;

/** How one package stands in one stage; what record tells so stands once, with the package's milestones. */
export interface StageResult extends Omit<StageOfTrace, 'from' | 'to'> {
  readonly from: number | null;
  readonly to: number | null;
}

/** One package's way. */
export interface PackageResult extends Omit<TraceOutcome, 'stages'> {
  readonly stages: readonly StageResult[];
}

/** The result file of a trace run: that of every run, and its own members. */
export interface TraceResult extends RunResult, Pick<TraceRunOutcome, 'stages' | 'answers'> {
  readonly traces: readonly PackageResult[];
}

/** Puts the members that every result file has first, as a person reads them first. */
export function buildTrace(outcome: TraceRunOutcome, facts: TraceFacts): TraceResult {
  const { requests, verdict, stages, traces, answers, notes } = outcome;
  return {
    ...headOf(facts),
    requests,
    verdict,
    systems: [],
    objectives: stages.flatMap(objectiveOf),
    notes,
    stages,
    traces: traces.map(packageOf),
    answers,
  };
}

function packageOf(trace: TraceOutcome): PackageResult {
  const time = (moment: Moment | null): number | null => moment?.at ?? null;
  const stages = trace.stages.map((one) => ({ ...one, from: time(one.from), to: time(one.to) }));
  return { ...trace, stages };
}

/** A stage that was judged, as an objective; where nothing can fail, the limit is the one it is degraded past. */
function objectiveOf({ stage, verdict, p90, limit, warn, count }: StageOutcome): ObjectiveResult[] {
  if (verdict === 'skipped') return [];
  return [
    {
      objective: `stage.${stage}`,
      verdict,
      value: p90,
      limit: limit ?? warn,
      unit: 's',
      samples: count,
      minSamples: 1,
    },
  ];
}
