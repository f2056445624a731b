import type { StepOutcome } from '../../workflow/drive/outcome.ts';
import { type Case, detailOf, junitOf, OUTCOME } from '../junit-xml.ts';
import type { WorkflowResult } from './result.ts';
import { limitsOf, tookOf, wordsOf } from './steps.ts';

/** JUnit XML: a case per step, skipped ones as skipped; the run's verdict in a suite of its own. */
export function renderJunit(result: WorkflowResult): string {
  return junitOf(result, [{ name: 'steps', cases: result.steps.map(caseOf) }]);
}

function caseOf(one: StepOutcome): Case {
  const { name, step, title, system, verdict, outcome, durationMs, evidence, url } = one;
  const quiet = verdict === 'ok' && outcome === 'ok';
  const detail = [
    `${verdict === outcome ? verdict : `${verdict} (${outcome})`}: ${wordsOf(one)}`,
    `step ${step}, ${title}, at ${system}`,
    verdict === 'skipped' ? '' : `took (limit): ${tookOf(one)}; ${limitsOf(one)}`,
    evidence === null ? '' : `evidence: ${evidence}`,
    url === null ? '' : `see: ${url}`,
  ];
  return {
    name: `step.${name}`,
    seconds: durationMs / 1000,
    outcome: OUTCOME[verdict],
    message: wordsOf(one),
    detail: quiet ? '' : detailOf(detail),
  };
}
