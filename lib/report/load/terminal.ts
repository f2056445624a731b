import type { CallOutcome, StepOutcome } from '../../load/outcome.ts';
import { headLine, marked, markOf, noteLines, painter, reportLine, verdictLines } from '../lines.ts';
import type { ReportOptions } from '../result.ts';
import { COLOR, type Paint } from '../terminal.ts';
import { figure, plural, SIGN } from '../words.ts';
import type { LoadResult } from './result.ts';
import {
  breaksOf,
  groupsOf,
  headlineOf,
  jointOf,
  notesOf,
  number,
  percent,
  plainly,
  runWords,
} from './story.ts';

const CALL = 25;
const LEFT = 8;
const RIGHT = 8;
const P50 = 8;

/** Steps of a climb that are shown; the page and the file have them all. */
const MOST_STEPS = 12;

/** The table that a person reads first: the verdict, then each call with every figure beside its limit. */
export function renderTerminal(result: LoadResult, options: ReportOptions): string {
  const paint = painter(options);
  const lines = [
    headLine(result, options.title),
    '',
    ...verdictLines(result.verdict, headlineOf(result), runWords(result), paint),
    ...noteLines(notesOf(result)),
    ...stepLines(result, paint),
    ...callLines(result, paint),
    '',
    reportLine(result, options.dir),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines({ breakpoint }: LoadResult, paint: Paint): string[] {
  if (breakpoint === null || breakpoint.steps.length === 0) return [];
  const shown = breakpoint.steps.slice(-MOST_STEPS);
  const before = breakpoint.steps.slice(0, -MOST_STEPS);
  const met = before.filter((one) => one.met).length;
  const title = `    ${'step'.padEnd(6)}${pair('reached', 'asked')}${'answers'.padStart(RIGHT)}`;
  return [
    '',
    paint(title, '2'),
    ...(before.length === 0
      ? []
      : [`    below ${number(shown[0]?.rate ?? 0)}/s ${met} of ${plural(before.length, 'step')} met all`]),
    ...shown.flatMap((one) => stepLine(one, paint)),
  ];
}

function stepLine({ step, rate, reached, samples, met, broke }: StepOutcome, paint: Paint): string[] {
  const figures = `${pair(number(reached), number(rate))}${String(samples).padStart(RIGHT)}`;
  const said = met ? 'met all' : broke.map(plainly).join(', ');
  return marked(met ? 'ok' : 'failed', `${step.padEnd(6)}${figures}   `, said, paint);
}

function callLines(result: LoadResult, paint: Paint): string[] {
  const { alone, together, skipped } = groupsOf(result);
  const title =
    `    ${'call (rates a second)'.padEnd(CALL)}` +
    `${pair('reached', 'asked')}${'p50 ms'.padStart(P50)}${pair('p95 ms', 'limit')}${pair('p99 ms', 'limit')}` +
    `${pair('error %', 'limit')}${pair('samples', 'least')}`;
  // Without any answer there are no figures.
  if (result.calls.every((one) => one.samples === 0 && one.skipped === null)) return [];
  const joint = jointOf(result);
  const whole = result.breakpoint === null ? [] : ['    over the whole climb, the step that broke included:'];
  return [
    '',
    ...whole,
    paint(title.trimEnd(), '2'),
    ...alone.map((one) => callLine(result, one, paint)),
    ...(joint === null ? [] : marked(joint.verdict, '', joint.words, paint)),
    ...together.map((one) => callLine(result, one, paint)),
    ...skipped.flatMap(({ call, skipped: why }) =>
      marked('skipped', call.padEnd(CALL), `not asked: ${why}`, paint),
    ),
  ];
}

function callLine(result: LoadResult, one: CallOutcome, paint: Paint): string {
  const breaks = breaksOf(result, one);
  const cell = (value: number | null, limit: number, broken: boolean): string => {
    const text = value === null ? '–' : number(value, limit);
    const padded = pair(broken ? `${SIGN.failed} ${text}` : text, figure(limit, null));
    return broken ? paint(padded, COLOR.failed) : padded;
  };
  const few = one.samples < one.minSamples ? `${SIGN.unknown} ` : '';
  const p50 = one.p50 === null ? '–' : number(one.p50);
  const line =
    `  ${markOf(one.verdict, paint)} ${one.call.padEnd(CALL)}${pair(number(one.reached), number(one.offered))}${p50.padStart(P50)}` +
    cell(one.p95, one.p95Limit, breaks('latency')) +
    cell(one.p99, one.p99Limit, breaks('tail')) +
    cell(percent(one.errors), one.errorsLimit * 100, breaks('errors')) +
    pair(`${few}${one.samples}`, String(one.minSamples));
  return line.trimEnd();
}

/** A figure and what it is read against, each in its column: `812 (300)`. */
function pair(left: string, right: string): string {
  return `${left.padStart(LEFT)} ${`(${right})`.padEnd(RIGHT - 1)}`;
}
