import type { StepOutcome, Swept } from '../../workflow/drive/outcome.ts';
import { literal } from '../markdown.ts';
import type { ReportOptions } from '../result.ts';
import { cut, plain, runbookOf, SIGN, when } from '../words.ts';
import type { WorkflowResult } from './result.ts';
import { endingOf, reasonsOf, rowsOf, tookOf, wordsOf, wrongOf } from './steps.ts';
import { aboutOf, headlineOf, notesOf, runWords } from './story.ts';

/** So that a comment stays below what forges take (65,536 characters). */
const MOST_WORDS = 240;
const MOST_THINGS = 30;

/** A short report for an issue comment or a CI summary: what is wrong, every step, what is left behind. */
export function renderMarkdown(result: WorkflowResult, options: ReportOptions): string {
  const { verdict, left, swept, scenario, pack, startedAt } = result;
  const rows = rowsOf(result);
  return [
    `## ${SIGN[verdict]} ${verdict.toUpperCase()}: ${code(headlineOf(result))}`,
    '',
    `${scenario} on ${literal(options.title)}, ${when(startedAt)}: ${runWords(result)}; ${code(aboutOf(result).join(', '))}. k6-packager-workflow ${literal(pack)}.`,
    '',
    ...notesOf(result).flatMap((note) => [`> ${code(note)}`, '']),
    ...wrongOf(result).flatMap(wrongLines),
    ...(rows.length === 0 ? [] : ['| | step | ended | took (limit) | |', '|---:|---|---|---:|---|']),
    ...rows.map(({ number, title, one }) => {
      const skipped = one.verdict === 'skipped';
      const ended = `${SIGN[one.verdict]} ${endingOf(one)}`;
      return `| ${number} | ${code(title, true)} | ${ended} | ${skipped ? '' : tookOf(one)} | ${code(wordsOf(one), true)} |`;
    }),
    ...(rows.length === 0 ? [] : ['']),
    ...listOf('Left behind', left, (one) => one.why),
    ...listOf('Swept', swept, (one) => (one.gone ? 'gone' : `still there: ${one.why}`)),
  ].join('\n');
}

function wrongLines(one: StepOutcome): string[] {
  return [
    `### ${SIGN[one.verdict]} step ${one.step}, ${code(one.title)}: ${one.outcome}`,
    '',
    ...reasonsOf(one).map((line) => `- ${code(line)}`),
    ...(one.evidence === null ? [] : [`- seen: ${code(one.evidence)}`]),
    ...(one.url === null ? [] : [`- see: ${code(one.url)}`]),
    `- read on: ${literal(runbookOf(one.system))}`,
    '',
  ];
}

function listOf<T extends Pick<Swept, 'what' | 'name'>>(
  title: string,
  things: readonly T[],
  words: (thing: T) => string,
): string[] {
  if (things.length === 0) return [];
  const rest = things.length - MOST_THINGS;
  return [
    `### ${title}`,
    '',
    ...things.slice(0, MOST_THINGS).map((one) => `- ${code(`${one.what} ${one.name}`)}: ${code(words(one))}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    '',
  ];
}

function code(text: string, inTable = false): string {
  return literal(cut(plain(text), MOST_WORDS), inTable);
}
