import type { Finding } from '../../lib/probe/finding.ts';
import { type PastRun, runReader } from '../../lib/report/history/run.ts';
import type { Goals } from '../../lib/report/history/summary.ts';
import { buildLoad, type LoadResult } from '../../lib/report/load/result.ts';
import type { RunResult } from '../../lib/report/result.ts';
import { buildTrace, type TraceResult } from '../../lib/report/trace/result.ts';
import { buildWorkflow, type WorkflowResult } from '../../lib/report/workflow/result.ts';
import { SYSTEM_GOALS } from '../../thresholds/availability.ts';
import type { ProbeId } from '../../thresholds/objectives.ts';
import { allMet, LOAD_FACTS, slowHub } from './sample-load.ts';
import { sample } from './sample-result.ts';
import { onTime, stuckSigning, TRACE_FACTS } from './sample-trace.ts';
import { buildHangs, plainRun, WORKFLOW_FACTS } from './sample-workflow.ts';

/** Runs come every five minutes from here on. */
export const START = Date.UTC(2026, 10, 20, 3, 0, 0);
export const EVERY = 300_000;

export const HISTORY_GOALS: Goals = { of: SYSTEM_GOALS, windowMs: 30 * 86_400_000, leastRuns: 12 };

export type Result = RunResult | LoadResult | TraceResult | WorkflowResult;

export const DOWN: Partial<Finding> = { verdict: 'failed', reason: 'down: HTTP 503, 3 of 3' };

/** The result of the n-th health run; what is not well in it is told by probe, or by system. */
export function healthRun(
  n: number,
  change: Readonly<Record<string, Partial<Finding>>> = {},
  target = 'prod',
): RunResult {
  return sample((id: ProbeId, system) => change[id] ?? change[system] ?? {}, {
    startedAt: START + n * EVERY,
    target,
  });
}

export const traceRun = (n: number, isStuck = false): TraceResult =>
  buildTrace(isStuck ? stuckSigning() : onTime(), {
    ...TRACE_FACTS,
    target: 'prod',
    startedAt: START + n * EVERY,
  });

export const workflowRun = (n: number, hangs = false): WorkflowResult =>
  buildWorkflow(hangs ? buildHangs() : plainRun(), {
    ...WORKFLOW_FACTS,
    target: 'prod',
    startedAt: START + n * EVERY,
  });

export const loadRun = (n: number, isSlow = false): LoadResult =>
  buildLoad(isSlow ? slowHub() : allMet(), { ...LOAD_FACTS, target: 'prod', startedAt: START + n * EVERY });

/** As a file holds it, and the history reads it. */
export function past(results: readonly Result[]): readonly PastRun[] {
  const read = runReader();
  return results.map((result) => read(JSON.parse(JSON.stringify(result))));
}

/** A hundred runs with an outage of koji from the 40th to the 44th, in whose midst one run was well. */
export function kojiWeek(): readonly Result[] {
  const hub: Partial<Finding> = { ...DOWN, causedBy: 'koji.hub.apiVersion' };
  const behind: Partial<Finding> = {
    verdict: 'unknown',
    reason: 'needs koji: koji.hub.apiVersion',
    causedBy: 'koji.hub.apiVersion',
  };
  const out = { 'koji.hub.apiVersion': DOWN, 'koji.hub.getBuild': hub, sigul: behind };
  return Array.from({ length: 100 }, (_, n) => healthRun(n, n >= 40 && n < 45 && n !== 42 ? out : {}));
}
