import type { Judged } from '../probe/finding.ts';
import { STEP_OF } from '../targets/systems.ts';
import { headlinesOf } from './headlines.ts';
import type { ObjectiveResult, ReportOptions, RunResult, SystemResult } from './result.ts';
import {
  behindLine,
  type Culprit,
  counts,
  notesOf,
  type SystemStory,
  sharedLine,
  sharedStories,
  storiesOf,
  tally,
  waitingLine,
  whySkipped,
} from './story.ts';
import {
  beside,
  cut,
  enumerate,
  measured,
  plain,
  plural,
  remarks,
  runbookOf,
  SIGN,
  seconds,
  when,
} from './words.ts';

/** Characters of a line. */
export const WIDTH = 120;
const STEP = 12;
const SYSTEM = 18;
const VERDICT = 11;
const COUNT = 12;
const INDENT = 2 + STEP;
/** Lines of one system's faults, and of one reason. */
const MOST_CULPRITS = 6;
const MOST_LINES = 3;

const NO_BREAK = '\u00a0';

/** Each verdict as a word in a table: what is wrong, loud. */
export const SHOUT: Readonly<Record<Judged, string>> = {
  ok: 'ok',
  degraded: 'DEGRADED',
  failed: 'FAILED',
  unknown: 'unknown',
  skipped: 'skipped',
};

/** What a terminal shows each verdict in. */
export const COLOR: Readonly<Record<Judged, string>> = {
  ok: '32',
  degraded: '33',
  failed: '1;31',
  unknown: '35',
  skipped: '2',
};

/** Text in a colour, where the terminal has any. */
export type Paint = (text: string, code: string) => string;

/** The table that a person reads first: one line for what is well, the culprit's lines where something is not. */
export function renderTerminal(result: RunResult, options: ReportOptions): string {
  const paint: Paint = (text, code) => (options.color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const head = `k6-packager-workflow ${result.pack}   ${result.scenario}   target ${plain(options.title)}`;
  const lines = [
    cut(`${head}   ${when(result.startedAt)}`, WIDTH),
    '',
    ...verdictLines(result, paint),
    ...notesOf(result).flatMap((note) => wrapped('  ! ', note)),
    ...sharedLines(result, paint),
  ];
  if (result.systems.length > 0) lines.push('');
  let step = '';
  const stories = storiesOf(result);
  result.systems.forEach((system, n) => {
    const shown = STEP_OF[system.system] === step ? '' : STEP_OF[system.system];
    step = STEP_OF[system.system];
    const story = stories[n];
    if (story !== undefined) {
      lines.push(...systemLines(system, story, shown, `${options.dir}/${result.scenario}.html`, paint));
    }
  });
  lines.push(...result.objectives.map((one) => objectiveLine(one, paint)));
  lines.push('', `  report  ${options.dir}/${result.scenario}.html   (.json .xml .md beside it)`);
  return `${lines.join('\n')}\n`;
}

function verdictLines(result: RunResult, paint: Paint): string[] {
  const verdict = result.verdict.toUpperCase();
  const said = tally(result).map(({ words }) => words);
  const left = `${verdict}   ${said.length === 0 ? 'nothing was judged' : said.join(' · ')}`;
  const right = [...counts(result), seconds(result.durationMs)].join(', ');
  const painted = paint(verdict, COLOR[result.verdict]) + left.slice(verdict.length);
  const room = WIDTH - 2 - left.length - right.length;
  if (room >= 3) return [`  ${painted}${' '.repeat(Math.min(room, 6))}${right}`];
  return [`  ${painted}`, `  ${' '.repeat(verdict.length)}   ${right}`];
}

/** A part that several systems share stands above them all. */
function sharedLines(result: RunResult, paint: Paint): string[] {
  return sharedStories(result).flatMap((story) => {
    const sign = SIGN[story.verdict];
    const text = `${story.reason}   behind it ${sharedLine(story)}`;
    const [first = '', ...more] = wrapped(`  ${sign} ${story.name}   `, text);
    return [first.replace(sign, paint(sign, COLOR[story.verdict])), ...more];
  });
}

function systemLines(
  result: SystemResult,
  story: SystemStory,
  step: string,
  page: string,
  paint: Paint,
): string[] {
  const text = rowText(result, story);
  const verdict = SHOUT[story.verdict];
  const head =
    `  ${step.padEnd(STEP)}${story.system.padEnd(SYSTEM)}` +
    paint(verdict, COLOR[story.verdict]) +
    ' '.repeat(VERDICT - verdict.length) +
    plural(story.judged, 'probe').padEnd(COUNT);
  const room = WIDTH - INDENT - SYSTEM - VERDICT - COUNT;
  const lines = [`${head}${cut(text, room)}`.trimEnd()];
  if (story.culprits.length === 0) return lines;

  const shown = story.culprits.slice(0, MOST_CULPRITS);
  const width = Math.max(...shown.map(({ finding }) => finding.probe.length));
  for (const culprit of shown) lines.push(...culpritLines(culprit, width, paint));
  const pad = ' '.repeat(INDENT);
  const rest = story.culprits.length - shown.length;
  if (rest > 0) lines.push(`${pad}and ${rest} more`);
  if (story.waiting.count > 0) lines.push(cut(`${pad}${SIGN.unknown} ${waitingLine(story)}`, WIDTH));
  const report = `report  ${page}#${story.system}`;
  lines.push(`${pad}${paint(`${report}      runbook  ${runbookOf(story.system)}`, '2')}`);
  return lines;
}

function rowText(result: SystemResult, story: SystemStory): string {
  if (story.culprits.length > 0) return '';
  if (story.waiting.count > 0) return waitingLine(story);
  if (story.verdict === 'skipped') return whySkipped(result);
  const skipped = story.skipped === 0 ? [] : [`${story.skipped} skipped`];
  return [...headlinesOf(result), ...skipped].join(', ');
}

function culpritLines(culprit: Culprit, width: number, paint: Paint): string[] {
  const { finding, alike, behind } = culprit;
  const sign = paint(SIGN[finding.verdict], COLOR[finding.verdict]);
  const lead = `${' '.repeat(INDENT)}${SIGN[finding.verdict]} ${finding.probe.padEnd(width)}   `;
  // The figure stays on one line with its limit.
  const figure = measured(finding).replace(/ /g, NO_BREAK);
  const said = [plain(finding.reason), figure, remarks(finding)].filter((one) => one !== '');
  const [first = '', ...more] = wrapped(lead, said.join('   '));
  const lines = [first.replace(SIGN[finding.verdict], sign), ...more];
  if (alike.length > 0) {
    const text = `${plural(alike.length, 'more probe')} alike: ${enumerate(alike, 3)}`;
    lines.push(cut(`${' '.repeat(INDENT + 2)}${text}`, WIDTH));
  }
  if (behind.length > 0) lines.push(...wrapped(' '.repeat(INDENT + 2), behindLine(culprit)));
  return lines;
}

/** Text behind a lead, broken at spaces, the later lines under the first; cut after the third. */
export function wrapped(lead: string, text: string): string[] {
  const room = WIDTH - lead.length;
  const lines: string[] = [];
  let left = text;
  while (left.length > room && lines.length < MOST_LINES - 1) {
    const space = left.lastIndexOf(' ', room);
    const at = space > room / 2 ? space : room;
    lines.push(left.slice(0, at).trimEnd());
    left = left.slice(at).trimStart();
  }
  lines.push(cut(left, room));
  return lines.map((line, n) =>
    ((n === 0 ? lead : ' '.repeat(lead.length)) + line).split(NO_BREAK).join(' '),
  );
}

function objectiveLine(one: ObjectiveResult, paint: Paint): string {
  const verdict = SHOUT[one.verdict];
  const figure = one.value === null ? 'no figure' : beside(one.value, one.unit, one.limit);
  const enough = one.samples < one.minSamples ? ` of ${one.minSamples} needed` : '';
  const painted = paint(verdict, COLOR[one.verdict]) + ' '.repeat(VERDICT - verdict.length);
  return `  ${one.objective.padEnd(STEP + SYSTEM)}${painted}${figure}   ${plural(one.samples, 'sample')}${enough}`;
}
