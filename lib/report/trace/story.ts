import type { StageOutcome } from '../../workflow/trace/outcome.ts';
import { enumerate, figure, plural, seconds } from '../words.ts';
import { standingOf, stuckStages } from './packages.ts';
import type { PackageResult, TraceResult } from './result.ts';
import { judgedOf, limitOf, missingOf, paceOf, pastOf, quoted, span } from './stages.ts';

/** The verdict in one glance. Where only a note tells it, that is the first. */
export function headlineOf(result: TraceResult): string {
  const { verdict, traces, notes } = result;
  const [note] = notes;
  if (traces.length === 0) return note ?? 'no package was followed';
  const stuck = stuckStages(traces);
  if (stuck.length > 0) return stuckWords(traces.length, stuck);
  if (verdict === 'ok') return travelled(traces);
  const worst = judgedOf(result).filter((one) => one.verdict === verdict);
  const [first] = worst;
  if (first === undefined) return note ?? 'the run could not be judged';
  const more = worst.length === 1 ? '' : `, and ${plural(worst.length - 1, 'more stage')}`;
  return `${stageSentence(first)}${more}`;
}

function stuckWords(all: number, stuck: ReturnType<typeof stuckStages>): string {
  const count = stuck.reduce((sum, one) => sum + one.count, 0);
  const where = stuck.map(({ stage, count: here, longest }) => {
    const many = stuck.length === 1 ? '' : `${here} `;
    return `${many}in ${quoted(stage)}${longest === null ? '' : ` for up to ${figure(longest, 's')}`}`;
  });
  return `${count} of ${plural(all, 'package')} ${count === 1 ? 'is' : 'are'} stuck: ${enumerate(where)}`;
}

function travelled(traces: readonly PackageResult[]): string {
  const ended = traces.filter((one) => standingOf(one) === 'through');
  const stable = ended.filter(({ milestones }) => milestones.stable !== undefined).length;
  const said = [
    [stable, 'stable'],
    [ended.length - stable, 'ended early'],
    [traces.length - ended.length, 'on the way'],
  ].flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]));
  return `${plural(traces.length, 'package')}, none held up: ${said.join(', ')}`;
}

/** A stage that is not well: its figure where that is past a limit, else what its judge said. */
function stageSentence(stage: StageOutcome): string {
  if (stage.verdict === 'unknown' || pastOf(stage) === 'ok') return `${quoted(stage.stage)}: ${stage.reason}`;
  const pace = paceOf(stage);
  const slower = pace.endsWith('slower') ? `, ${pace} than usual` : '';
  return `${quoted(stage.stage)} takes ${span(stage.p90)} (${span(limitOf(stage))})${slower}`;
}

/** What it took: `412 requests, 31 s`. */
export function runWords({ requests, durationMs }: TraceResult): string {
  return `${plural(requests, 'request')}, ${seconds(durationMs)}`;
}

/** Of which kinds the packages are: `28 rawhide, 14 stable, 8 EPEL; 6 of side tags`. */
export function kindWords({ traces }: TraceResult): string {
  const count = (kind: PackageResult['kind'], word: string): readonly string[] => {
    const here = traces.filter((one) => one.kind === kind).length;
    return here === 0 ? [] : [`${here} ${word}`];
  };
  const kinds = [...count('rawhide', 'rawhide'), ...count('stable', 'stable'), ...count('epel', 'EPEL')];
  const side = traces.filter((one) => one.sideTag).length;
  return side === 0 ? kinds.join(', ') : `${kinds.join(', ')}; ${side} of side tags`;
}

/** How much could not be told, in one line; empty where all could. */
export function missingWords({ traces, stages }: TraceResult): string {
  const records = traces.reduce((sum, one) => sum + one.missing.length, 0);
  const where = stages
    .filter((one) => one.unrecorded + one.unknown > 0)
    .map((one) => `${one.unrecorded + one.unknown} of ${quoted(one.stage)}`);
  if (records === 0 && where.length === 0) return '';
  const packages = traces.filter((one) => one.missing.length > 0).length;
  const [first] = missingOf(traces);
  const most = first === undefined ? '' : `, most often ${first.record} (${first.nvrs.length})`;
  const lost = records === 0 ? '' : `${plural(records, 'record')} of ${plural(packages, 'package')}${most}`;
  const untold = where.length === 0 ? '' : `no time: ${enumerate(where)}`;
  return [lost, untold].filter((one) => one !== '').join('; ');
}

/** Notes that the headline does not say already. */
export function notesOf(result: TraceResult): readonly string[] {
  return result.notes.filter((note) => note !== headlineOf(result));
}
