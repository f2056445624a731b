import { STAGES } from '../../workflow/stages.ts';
import type { StageOutcome } from '../../workflow/trace/outcome.ts';
import { headLine, marked, markOf, noteLines, painter, reportLine, verdictLines } from '../lines.ts';
import type { ReportOptions } from '../result.ts';
import { COLOR, type Paint, WIDTH, wrapped } from '../terminal.ts';
import { cut, enumerate, figure, plain, plural, SIGN, when } from '../words.ts';
import { type Stuck, stuckOf, stuckSeconds } from './packages.ts';
import type { TraceResult } from './result.ts';
import { judgedOf, limitOf, paceOf, pastOf, skippedOf, span, usualOf } from './stages.ts';
import { headlineOf, missingWords, notesOf, runWords } from './story.ts';

const STAGE = 33;
const COUNT = 7;
const P50 = 10;
const P90 = 11;
const LIMIT = 10;
const USUAL = 12;
const PACE = 13;
const NOW = 9;

/** Packages, and names of skipped stages, that are shown; the page and the file have them all. */
const MOST_STUCK = 10;
const MOST_SKIPPED = 8;
const NVR = 46;

/** What a person reads first: the verdict, every stage beside its limit and its past, who is stuck, the answers. */
export function renderTerminal(result: TraceResult, options: ReportOptions): string {
  const paint = painter(options);
  const lines = [
    headLine(result, options.title),
    '',
    ...verdictLines(result.verdict, headlineOf(result), runWords(result), paint),
    ...noteLines(notesOf(result)),
    ...stageLines(result, paint),
    ...stuckLines(result, paint),
    ...missingLines(result, paint),
    ...answerLines(result, paint),
    '',
    reportLine(result, options.dir),
  ];
  return `${lines.join('\n')}\n`;
}

function stageLines(result: TraceResult, paint: Paint): string[] {
  const judged = judgedOf(result);
  if (judged.length === 0) return [];
  const skipped = skippedOf(result).flatMap(({ why, titles }) =>
    marked('skipped', '', `skipped, ${why}: ${enumerate(titles, MOST_SKIPPED)}`, paint),
  );
  const title =
    `    ${'stage'.padEnd(STAGE)}${'passed'.padStart(COUNT)}${'p50'.padStart(P50)}` +
    `${'p90'.padStart(P90)} ${'(limit)'.padEnd(LIMIT)}${'usual p90'.padStart(USUAL)}${'now'.padStart(PACE)}` +
    `${'waiting'.padStart(NOW)}${'stuck'.padStart(NOW)}`;
  return ['', paint(title, '2'), ...judged.flatMap((one) => stageLine(one, paint)), ...skipped];
}

function stageLine(one: StageOutcome, paint: Paint): string[] {
  const past = pastOf(one);
  const p90 = past === 'ok' ? span(one.p90) : `${SIGN[past]} ${span(one.p90)}`;
  const figures = `${p90.padStart(P90)} ${`(${span(limitOf(one))})`.padEnd(LIMIT)}`;
  const stuck = (one.stuck === 0 ? '' : String(one.stuck)).padStart(NOW);
  const line =
    `  ${markOf(one.verdict, paint)} ${cut(plain(one.title), STAGE).padEnd(STAGE)}${String(one.count).padStart(COUNT)}` +
    span(one.p50).padStart(P50) +
    (past === 'ok' ? figures : paint(figures, COLOR[past])) +
    usualOf(one).padStart(USUAL) +
    paceOf(one).padStart(PACE) +
    (one.waiting === 0 ? '' : String(one.waiting)).padStart(NOW) +
    (one.stuck === 0 ? '' : paint(stuck, COLOR.failed));
  // Of what is well the figures say enough.
  return one.verdict === 'ok' ? [line.trimEnd()] : [line.trimEnd(), ...wrapped('      ', plain(one.reason))];
}

function stuckLines({ traces }: TraceResult, paint: Paint): string[] {
  const stuck = stuckOf(traces);
  if (stuck.length === 0) return [];
  const shown = stuck.slice(0, MOST_STUCK);
  const width = Math.min(NVR, Math.max(...shown.map(({ nvr }) => plain(nvr).length)));
  const rest = stuck.length - shown.length;
  return [
    '',
    paint(`    ${plural(stuck.length, 'package')} stuck, the longest first`, '2'),
    ...shown.flatMap((one) => stuckLine(one, width, paint)),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ];
}

function stuckLine(trace: Stuck, width: number, paint: Paint): string[] {
  const { stage, since, url } = trace.stuck;
  const seconds = stuckSeconds(trace);
  const long = seconds === null ? '' : ` (${figure(seconds, 's')})`;
  const said = `in ${STAGES[stage].title} since ${when(new Date(since).toISOString())}${long}`;
  const lines = marked('failed', `${cut(plain(trace.nvr), width).padEnd(width)}   `, said, paint);
  return url === '' ? lines : [...lines, cut(`      ${plain(url)}`, WIDTH)];
}

function missingLines(result: TraceResult, paint: Paint): string[] {
  const words = missingWords(result);
  return words === '' ? [] : ['', ...marked('unknown', 'missing: ', words, paint)];
}

function answerLines({ answers }: TraceResult, paint: Paint): string[] {
  if (answers.length === 0) return [];
  return [
    '',
    ...answers.flatMap(({ question, answer }) => [
      paint(cut(`    ${plain(question)}`, WIDTH), '2'),
      ...wrapped('      ', plain(answer)),
    ]),
  ];
}
