import type { Finding } from '../probe/finding.ts';
import { type Case, detailOf, junitOf, OUTCOME, type Suite } from './junit-xml.ts';
import type { ObjectiveResult, RunResult } from './result.ts';
import { beside } from './words.ts';

/**
 * JUnit XML: a suite per system, a case per probe. Failed is a failure, unknown an error, degraded passes and says
 * why. A last suite, `run`, holds the verdict itself, so that nothing unknown can look green for want of cases.
 */
export function renderJunit(result: RunResult): string {
  const suites: Suite[] = result.systems.map(({ system, probes }) => ({
    name: system,
    cases: probes.map(caseOf),
  }));
  if (result.objectives.length > 0) {
    suites.push({ name: 'objectives', cases: result.objectives.map(objectiveCase) });
  }
  return junitOf(result, suites);
}

function caseOf(finding: Finding): Case {
  const { probe, verdict, reason, value, unit, warn, durationMs, causedBy, evidence, url } = finding;
  const detail = [
    `${verdict}: ${reason}`,
    value === null || warn === null ? '' : `figure (limit): ${beside(value, unit, warn)}`,
    causedBy === null ? '' : `caused by: ${causedBy}`,
    evidence === '' ? '' : `evidence: ${evidence}`,
    url === '' ? '' : `see: ${url}`,
  ];
  return {
    name: probe,
    seconds: (durationMs?.med ?? 0) / 1000,
    outcome: OUTCOME[verdict],
    message: reason,
    detail: verdict === 'ok' ? '' : detailOf(detail),
  };
}

function objectiveCase(one: ObjectiveResult): Case {
  const figure = one.value === null ? 'no figure' : beside(one.value, one.unit, one.limit);
  const message = `${figure}, ${one.samples} samples of at least ${one.minSamples}`;
  return {
    name: one.objective,
    seconds: 0,
    outcome: OUTCOME[one.verdict],
    message,
    detail: one.verdict === 'ok' ? '' : `${one.verdict}: ${message}`,
  };
}
