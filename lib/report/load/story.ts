import type { CallOutcome, LimitOutcome, WindowOutcome } from '../../load/outcome.ts';
import { overall, type Verdict } from '../../probe/finding.ts';
import { enumerate, figure, plural, seconds } from '../words.ts';
import type { LoadResult } from './result.ts';

/** What people call the figure of an objective, by the last part of its id. */
const FIGURES: ReadonlyMap<string, string> = new Map([
  ['latency', 'p95'],
  ['tail', 'p99'],
  ['late', 'late answers'],
]);

/** A figure in few digits; never so rounded that a broken limit looks kept, or an error like none. */
export function number(value: number, limit = Number.POSITIVE_INFINITY): string {
  const text = figure(value, null);
  if (value > limit && Number(text) <= limit) return `>${figure(limit, null)}`;
  return value > 0 && Number(text) === 0 ? '<0.1' : text;
}

/** A share from 0 to 1 in per cent. */
export function percent(share: number | null): number | null {
  return share === null ? null : share * 100;
}

/** `812 ms (300)`. */
function besideLimit({ value, unit, limit }: LimitOutcome): string {
  return value === null ? 'no figure' : `${number(value, limit)} ${unit} (${figure(limit, null)})`;
}

/** Broken objectives, those that are furthest past their limit first. */
export function brokenOf({ objectives }: LoadResult): readonly LimitOutcome[] {
  const excess = ({ value, limit }: LimitOutcome): number => (value ?? 0) / limit;
  return objectives.filter((one) => one.verdict === 'failed').sort((a, b) => excess(b) - excess(a));
}

/** `koji.getBuild broke p95: 812 ms (300)`. */
export function sentence(one: LimitOutcome): string {
  return plainly(`${one.objective} ${besideLimit(one)}`);
}

/** An objective and its figures, `koji.getBuild.latency 812 ms (300)`, as a sentence; other words as they are. */
export function plainly(broke: string): string {
  const [, subject = '', aspect = '', figures = ''] = /^(\S+)\.(\w+) (.+)$/.exec(broke) ?? [];
  if (subject === '') return broke;
  const who = subject === 'together' ? 'calls judged together' : subject;
  return `${who} broke ${FIGURES.get(aspect) ?? aspect}: ${figures}`;
}

/** The verdict in one glance. Where only a note tells it, that is the first. */
export function headlineOf(result: LoadResult): string {
  const { breakpoint, calls, verdict, notes } = result;
  const [note] = notes;
  // Before a run without answers is blamed on what it asked: why it could ask nothing.
  if (note !== undefined && calls.every((one) => one.samples === 0)) return note;
  if (breakpoint !== null && breakpoint.steps.length > 0) return climbWords(breakpoint);
  const broken = brokenOf(result).map(sentence);
  if (broken.length > 0) return firstOf(broken);
  if (verdict === 'ok') return `${plural(made(calls).length, 'call')} met their objectives`;
  const unjudged: string[] = calls.filter((one) => one.verdict === 'unknown').map(({ call }) => call);
  if (jointOf(result)?.verdict === 'unknown') unjudged.unshift('what is judged together');
  return note ?? (unjudged.length > 0 ? `too few answers: ${enumerate(unjudged)}` : 'nothing was judged');
}

function firstOf([first = 'an objective was broken', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first}, and ${more.length} more`;
}

function climbWords({ highest, brokeAt, steps }: NonNullable<LoadResult['breakpoint']>): string {
  const held = highest === null ? '' : `${number(highest)} requests/s`;
  if (brokeAt === null) return `holds at least ${held}: no step broke an objective`;
  const what = firstOf((steps.find((one) => one.rate === brokeAt)?.broke ?? []).map(plainly));
  return held === ''
    ? `does not hold ${number(brokeAt)} requests/s, the lowest that was asked: ${what}`
    : `holds ${held}; at ${number(brokeAt)} requests/s ${what}`;
}

/** What was asked: `average, 60 requests/s for 90 s, 5400 requests`. */
export function runWords(result: LoadResult): string {
  const { profile, requests, durationMs } = result;
  const rates = ranOf(result).map((one) => one.offered);
  const [least, most] = [Math.min(...rates), Math.max(...rates)].map((rate) => number(rate));
  const asked = least === most ? most : `${least} to ${most}`;
  const rate = rates.length === 0 ? '' : `, ${asked} requests/s for ${seconds(durationMs)}`;
  return `${profile}${rate}, ${plural(requests, 'request')}`;
}

/** Windows of which anything was seen: what ended early never reached the rest. */
export function ranOf({ windows }: LoadResult): readonly WindowOutcome[] {
  return windows.filter((one) => one.reached > 0);
}

/** Calls as they are told: judged alone, together, and not made; the broken first, then the unknown. */
export interface Groups {
  readonly alone: readonly CallOutcome[];
  readonly together: readonly CallOutcome[];
  readonly skipped: readonly CallOutcome[];
}

export function groupsOf({ calls }: LoadResult): Groups {
  const rank = ({ verdict }: CallOutcome): number => ['failed', 'unknown'].indexOf(verdict) >>> 0;
  const sorted = [...calls].sort((a, b) => rank(a) - rank(b));
  return {
    alone: made(sorted).filter((one) => !one.together),
    together: made(sorted).filter((one) => one.together),
    skipped: sorted.filter((one) => one.skipped !== null),
  };
}

function made(calls: readonly CallOutcome[]): readonly CallOutcome[] {
  return calls.filter((one) => one.skipped === null);
}

/** What the calls that are judged together came to. */
export function jointOf({
  objectives,
}: LoadResult): { readonly verdict: Verdict; readonly words: string } | null {
  const joint = objectives.filter(({ objective }) => objective.startsWith('together.'));
  const [first] = joint;
  if (first === undefined) return null;
  const said = joint.map((one) => `${one.objective.slice(9)} ${besideLimit(one)}`).join(', ');
  const answers = `${first.samples} answers (${first.minSamples})`;
  return { verdict: overall(joint.map((one) => one.verdict)), words: `judged together: ${said}, ${answers}` };
}

/** Whether a figure of a call broke its limit, by the last part of the objective's id. */
export function breaksOf(result: LoadResult, { call }: CallOutcome): (figure: string) => boolean {
  const broken = brokenOf(result).map(({ objective }) => objective);
  return (figure) => broken.includes(`${call}.${figure}`);
}

/** Notes that neither the headline nor the line of a call that was not made says already. */
export function notesOf(result: LoadResult): readonly string[] {
  const said = result.calls.map(({ call, skipped }) => `${call} was not asked: ${skipped}`);
  return result.notes.filter((note) => note !== headlineOf(result) && !said.includes(note));
}
