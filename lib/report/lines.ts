import type { Judged, Verdict } from '../probe/finding.ts';
import type { ReportOptions } from './result.ts';
import { COLOR, type Paint, WIDTH, wrapped } from './terminal.ts';
import { cut, plain, SIGN, when } from './words.ts';

/** Notes that are shown; the page and the file have them all. */
const MOST_NOTES = 5;

interface Run {
  readonly scenario: string;
  readonly pack: string;
  readonly startedAt: string;
}

export function painter({ color }: ReportOptions): Paint {
  return (text, code) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
}

/** Who was asked, and when. */
export function headLine({ pack, scenario, startedAt }: Run, title: string): string {
  const head = `k6-packager-workflow ${plain(pack)}   ${scenario}   target ${plain(title)}`;
  return cut(`${head}   ${when(startedAt)}`, WIDTH);
}

/** The verdict in words, with the run beside it, or below it where there is no room. */
export function verdictLines(verdict: Verdict, headline: string, run: string, paint: Paint): string[] {
  const shout = verdict.toUpperCase();
  const lead = `  ${shout}   `;
  const said = plain(headline);
  const gap = Math.min(WIDTH - lead.length - said.length - run.length, 6);
  const lines =
    gap >= 3
      ? [`${lead}${said}${' '.repeat(gap)}${run}`]
      : [...wrapped(lead, said), ' '.repeat(lead.length) + run];
  return lines.map((line, n) => (n === 0 ? line.replace(shout, paint(shout, COLOR[verdict])) : line));
}

/** Notes on the run, of many the first few. */
export function noteLines(notes: readonly string[]): string[] {
  return [
    ...notes.slice(0, MOST_NOTES).flatMap((note) => wrapped('  ! ', plain(note))),
    ...(notes.length > MOST_NOTES ? [`  ! and ${notes.length - MOST_NOTES} more`] : []),
  ];
}

/** Where the rest is. */
export function reportLine({ scenario }: Run, dir: string, more = '.json'): string {
  return `  report  ${dir}/${scenario}.html   (${more} beside it)`;
}

/** What is well has no mark, so that the rest stands out. */
export function markOf(verdict: Judged, paint: Paint): string {
  return verdict === 'ok' ? ' ' : paint(SIGN[verdict], COLOR[verdict]);
}

/** A line of words behind their mark, painted only once its width is settled. */
export function marked(verdict: Judged, lead: string, words: string, paint: Paint): string[] {
  const lines = wrapped(`    ${lead}`, plain(words));
  return lines.map((line, n) => (n === 0 ? `  ${markOf(verdict, paint)}${line.slice(3)}` : line));
}
