import type { Judged } from '../../probe/finding.ts';
import type { StepOutcome } from '../../workflow/drive/outcome.ts';
import { SHOUT } from '../terminal.ts';
import { beside, enumerate, figure } from '../words.ts';
import type { WorkflowResult } from './result.ts';

const SECOND = 1000;

/** A span of milliseconds, in the unit that reads best. */
export function span(ms: number): string {
  return ms < SECOND ? figure(ms, 'ms') : figure(ms / SECOND, 's');
}

/** How long a step took, beside the limit that it broke, else the one that it would break first. */
export function tookOf({ durationMs, warnMs, limitMs, outcome }: StepOutcome): string {
  const limit = outcome === 'timeout' || durationMs > limitMs ? limitMs : warnMs;
  return durationMs >= SECOND && limit >= SECOND
    ? beside(durationMs / SECOND, 's', limit / SECOND)
    : `${span(durationMs)} (${span(limit)})`;
}

/** Both limits of a step in words. */
export function limitsOf({ warnMs, limitMs }: StepOutcome): string {
  return `degraded past ${span(warnMs)}, given up past ${span(limitMs)}`;
}

export function judgedOf({ steps }: WorkflowResult): readonly StepOutcome[] {
  return steps.filter((one) => one.verdict !== 'skipped');
}

const URGENCY: readonly Judged[] = ['failed', 'unknown', 'degraded'];

/** Steps that are not well: the failed first, as they tell why others could not be judged. */
export function wrongOf({ steps }: WorkflowResult): readonly StepOutcome[] {
  return URGENCY.flatMap((verdict) => steps.filter((one) => one.verdict === verdict));
}

/** What was seen, a line for each thing that is wrong. */
export function reasonsOf({ reason }: StepOutcome): readonly string[] {
  return reason.split('\n');
}

/** What was seen, or why the step was skipped without the word that the verdict says already; on one line. */
export function wordsOf(one: StepOutcome): string {
  const words = reasonsOf(one).join('; ');
  return one.verdict === 'skipped' ? words.replace(/^skipped: /, '') : words;
}

/** A package's own test failed in it, which is no failure of the workflow. */
export function isTestFailure({ outcome, verdict }: StepOutcome): boolean {
  return outcome === 'test' && (verdict === 'ok' || verdict === 'degraded');
}

/** How a step ended, in a word or two. */
export function endingOf(one: StepOutcome): string {
  if (isTestFailure(one)) return 'test failed';
  return one.outcome === 'timeout' ? 'TIMED OUT' : SHOUT[one.verdict];
}

/** A line of the table: a step, or neighbours that were skipped for one reason. */
export interface Row {
  /** `8`, or `17–19`. */
  readonly number: string;
  readonly title: string;
  readonly one: StepOutcome;
}

/** The steps as rows, in the order of the workflow. */
export function rowsOf({ steps }: WorkflowResult): readonly Row[] {
  const groups: StepOutcome[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    if (group?.[0]?.verdict === 'skipped' && step.verdict === 'skipped' && group[0].reason === step.reason) {
      group.push(step);
    } else {
      groups.push([step]);
    }
  }
  return groups.flatMap((group): Row[] => {
    const [first, ...more] = group;
    const last = more.at(-1);
    if (first === undefined) return [];
    if (last === undefined) return [{ number: String(first.step), title: first.title, one: first }];
    const title = enumerate(group.map(({ name }) => name));
    return [{ number: `${first.step}–${last.step}`, title, one: first }];
  });
}
