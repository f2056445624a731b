import type { StepOutcome } from '../../workflow/drive/outcome.ts';
import { headLine, marked, markOf, noteLines, painter, reportLine, verdictLines } from '../lines.ts';
import type { ReportOptions } from '../result.ts';
import { COLOR, type Paint, WIDTH, wrapped } from '../terminal.ts';
import { cut, plain, plural, runbookOf } from '../words.ts';
import type { WorkflowResult } from './result.ts';
import { endingOf, isTestFailure, type Row, reasonsOf, rowsOf, tookOf, wordsOf } from './steps.ts';
import { aboutOf, goneWords, headlineOf, notesOf, runWords } from './story.ts';

const NUMBER = 6;
const TITLE = 35;
const ENDING = 12;
const TOOK = 16;
/** Under the title. */
const INDENT = ' '.repeat(4 + NUMBER);

/** Things that are shown; the page and the file have them all. */
const MOST_THINGS = 12;
const KIND = 14;
const NAME = 50;

/** What a person reads first: the verdict, every step beside its limit, the culprit's lines, what is left behind. */
export function renderTerminal(result: WorkflowResult, options: ReportOptions): string {
  const paint = painter(options);
  const lines = [
    headLine(result, options.title),
    '',
    ...verdictLines(result.verdict, headlineOf(result), runWords(result), paint),
    ...wrapped('  ', plain(aboutOf(result).join(' · '))).map((line) => `  ${paint(line.slice(2), '2')}`),
    ...noteLines(notesOf(result)),
    ...stepLines(result, paint),
    ...leftLines(result, paint),
    ...sweptLines(result, paint),
    '',
    reportLine(result, options.dir, '.json .xml .md'),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(result: WorkflowResult, paint: Paint): string[] {
  const rows = rowsOf(result);
  if (rows.length === 0) return [];
  const title = `    ${'step'.padEnd(NUMBER + TITLE + ENDING)}${'took (limit)'.padEnd(TOOK)}what was seen`;
  return ['', paint(title, '2'), ...rows.flatMap((row) => rowLines(row, paint))];
}

function rowLines({ number, title, one }: Row, paint: Paint): string[] {
  const lead =
    (number.length < 3 ? number.padStart(2) : number).padEnd(NUMBER) +
    `${cut(plain(title), TITLE - 1).padEnd(TITLE)}`;
  const ending = endingOf(one).padEnd(ENDING);
  const words = plain(wordsOf(one));
  if (one.verdict === 'skipped') {
    return [`  ${markOf('skipped', paint)} ${paint(cut(`${lead}${ending}${words}`, WIDTH - 4), '2')}`];
  }
  const head = `  ${markOf(one.verdict, paint)} ${lead}${paint(ending.trimEnd(), COLOR[one.verdict])}`;
  const figures = ' '.repeat(ENDING - endingOf(one).length) + tookOf(one).padEnd(TOOK);
  if (one.verdict !== 'ok' || isTestFailure(one)) {
    return [`${head}${figures}`.trimEnd(), ...culpritLines(one, paint)];
  }
  return [`${head}${figures}${cut(words, WIDTH - INDENT.length - TITLE - ENDING - TOOK)}`.trimEnd()];
}

/** The reason in full, what was seen, and where to look. */
function culpritLines(one: StepOutcome, paint: Paint): string[] {
  const reason = reasonsOf(one).flatMap((line) => wrapped(INDENT, plain(line)));
  const seen = one.evidence === null ? [] : wrapped(`${INDENT}seen: `, plain(one.evidence));
  const look = one.url === null ? [] : [cut(`${INDENT}look: ${plain(one.url)}`, WIDTH)];
  const runbook = isTestFailure(one) ? [] : [`${INDENT}${paint(`runbook  ${runbookOf(one.system)}`, '2')}`];
  return [...reason, ...seen, ...look, ...runbook];
}

/** A thing in a list of things. */
interface Thing {
  readonly what: string;
  readonly name: string;
  readonly url: string | null;
  readonly words: string;
  readonly wrong: boolean;
}

function leftLines({ left }: WorkflowResult, paint: Paint): string[] {
  const things = left.map((one): Thing => ({ ...one, words: one.why, wrong: false }));
  return thingLines(`left behind: ${plural(left.length, 'thing')}`, things, paint);
}

function sweptLines(result: WorkflowResult, paint: Paint): string[] {
  const things = result.swept.map(
    (one): Thing => ({ ...one, words: one.gone ? 'gone' : `still there: ${one.why}`, wrong: !one.gone }),
  );
  return thingLines(`left by earlier runs: ${goneWords(result)}`, things, paint);
}

function thingLines(title: string, things: readonly Thing[], paint: Paint): string[] {
  if (things.length === 0) return [];
  const shown = things.slice(0, MOST_THINGS);
  const rest = things.length - shown.length;
  const width = (of: (thing: Thing) => string): number =>
    Math.max(...shown.map((one) => plain(of(one)).length));
  const kind = Math.min(
    KIND,
    width(({ what }) => what),
  );
  const name = Math.min(
    NAME,
    width((one) => one.name),
  );
  return [
    '',
    paint(`    ${title}`, '2'),
    ...shown.flatMap((one) => {
      const lead = `${cut(plain(one.what), kind).padEnd(kind)}  ${cut(plain(one.name), name).padEnd(name)}  `;
      const lines = marked(one.wrong ? 'degraded' : 'ok', lead, one.words, paint);
      return one.url === null ? lines : [...lines, cut(`${' '.repeat(kind + 6)}${plain(one.url)}`, WIDTH)];
    }),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ];
}
