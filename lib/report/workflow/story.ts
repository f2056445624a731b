import type { StepOutcome } from '../../workflow/drive/outcome.ts';
import { enumerate, plain, plural } from '../words.ts';
import type { WorkflowResult } from './result.ts';
import { isTestFailure, judgedOf, span, tookOf } from './steps.ts';

/** The verdict in one glance. Where only a note tells it, that is the first. */
export function headlineOf(result: WorkflowResult): string {
  const { verdict, notes } = result;
  const [first, ...more] = judgedOf(result).filter((one) => one.verdict === verdict);
  if (verdict === 'ok') return wellWords(result);
  if (first === undefined)
    return notes[0] ?? (result.swept.length > 0 ? sweptWords(result) : 'nothing was judged');
  return `${sentenceOf(first)}${more.length === 0 ? '' : `, and ${plural(more.length, 'more step')}`}`;
}

function wellWords(result: WorkflowResult): string {
  const { steps, nvrs, packages, flow } = result;
  if (flow.includes('sweep')) return sweptWords(result);
  const judged = judgedOf(result);
  const waived = judged.some(isTestFailure) ? ', past a failed test' : '';
  if (judged.some(({ name }) => name === 'stable')) {
    const who = nvrs.length > 0 ? nvrs : packages;
    return `${enumerate(who)} went from kinit to the stable tag${waived}`;
  }
  return `${plural(judged.length, 'step')} ok${waived}, ${steps.length - judged.length} skipped`;
}

function sweptWords({ swept }: WorkflowResult): string {
  const gone = goneOf(swept);
  if (swept.length === 0) return 'earlier runs left nothing to sweep';
  return `${gone} of ${plural(swept.length, 'thing')} that earlier runs left ${gone === 1 ? 'is' : 'are'} gone`;
}

function goneOf(swept: WorkflowResult['swept']): number {
  return swept.filter((one) => one.gone).length;
}

/** How much of what earlier runs had left is gone: `2 of 3 things gone`. */
export function goneWords({ swept }: WorkflowResult): string {
  return `${goneOf(swept)} of ${plural(swept.length, 'thing')} gone`;
}

/** A step that is not well, and where. */
function sentenceOf(one: StepOutcome): string {
  const lead = `step ${one.step}, “${plain(one.title)}”,`;
  if (one.outcome === 'timeout')
    return `${lead} ran out of time after ${span(one.durationMs)} at ${one.system}`;
  if (one.verdict === 'failed') return `${lead} failed at ${one.system}`;
  if (one.verdict === 'unknown') return `${lead} could not be judged`;
  return `${lead} took ${tookOf(one)}`;
}

/** What it took: `21 steps, 153 requests, 5.3 min`. */
export function runWords(result: WorkflowResult): string {
  const { requests, durationMs } = result;
  return `${plural(judgedOf(result).length, 'step')}, ${plural(requests, 'request')}, ${span(durationMs)}`;
}

/** What was sent on its way, and how. */
export function aboutOf(result: WorkflowResult): readonly string[] {
  const { run, flow, packages, release, nvrs, update, timeScale } = result;
  const what = enumerate(nvrs.length > 0 ? nvrs : packages);
  return [
    `run ${run}`,
    ...(what === '' ? [] : [release === null ? what : `${what} for ${release}`]),
    ...(update === null ? [] : [update]),
    ...(flow.length === 0 ? [] : [flow.map((one) => `--${one}`).join(' ')]),
    ...(timeScale === 1 ? [] : [`time scale ${timeScale}`]),
  ];
}

/** Notes that the headline does not say already. */
export function notesOf(result: WorkflowResult): readonly string[] {
  return result.notes.filter((note) => note !== headlineOf(result));
}
