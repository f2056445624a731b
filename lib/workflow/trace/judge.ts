import { STAGE_IDS, STAGE_OBJECTIVES, type StageId } from '../../../thresholds/stages.ts';
import { type Judged, worst } from '../../probe/finding.ts';
import { ageInWords } from '../../protocols/time.ts';
import { STAGES } from '../stages.ts';
import { distribution } from './distribution.ts';
import type { Distribution, StageOfTrace, StageOutcome, TraceOutcome } from './outcome.ts';

/** So much longer than usual is slow, if it is long enough for anybody to notice. */
export const SLOWER = { factor: 3, floorSeconds: 300 } as const;

/** A stage's past, or in words why there is none. */
export type Past = Distribution | string;

interface Row {
  readonly trace: TraceOutcome;
  readonly stage: StageOfTrace;
}

/** Every stage, over all packages. */
export function judgeStages(
  traces: readonly TraceOutcome[],
  pasts: ReadonlyMap<StageId, Past>,
): readonly StageOutcome[] {
  return STAGE_IDS.map((id) => {
    const rows = traces.flatMap((trace) =>
      trace.stages.filter(({ stage }) => stage === id).map((stage): Row => ({ trace, stage })),
    );
    return judgeStage(id, rows, pasts.get(id) ?? 'history was not asked for');
  });
}

function judgeStage(id: StageId, rows: readonly Row[], past: Past): StageOutcome {
  const { warn, fail } = STAGE_OBJECTIVES[id];
  const of = (state: StageOfTrace['state']): readonly Row[] =>
    rows.filter(({ stage }) => stage.state === state);
  const passed = of('passed');
  const figures = distribution(passed.flatMap(({ stage }) => stage.seconds ?? []));
  const usual = typeof past === 'string' ? null : past;
  const slower = ratio(figures.p90, usual?.p90 ?? null);
  const counts = {
    waiting: of('waiting').length,
    stuck: of('stuck').length,
    unrecorded: of('unrecorded').length,
    unknown: of('unknown').length,
  };
  const longest = passed.reduce<Row | null>(
    (one, row) => (one === null || (row.stage.seconds ?? 0) > (one.stage.seconds ?? 0) ? row : one),
    null,
  );
  const verdicts = [
    againstObjective(id, figures, counts),
    isSlower(figures.p90, slower) ? ('degraded' as const) : ('skipped' as const),
    of('waiting').some(({ stage }) => (stage.seconds ?? 0) > warn)
      ? ('degraded' as const)
      : ('skipped' as const),
  ];
  return {
    stage: id,
    title: STAGES[id].title,
    verdict: worst(verdicts),
    reason: reasonOf(id, figures, counts, past, slower, of('stuck')),
    warn,
    limit: fail,
    ...figures,
    usual,
    slower,
    ...counts,
    slowest:
      longest === null
        ? null
        : {
            nvr: longest.trace.nvr,
            seconds: longest.stage.seconds ?? 0,
            url: longest.stage.to?.url ?? '',
          },
  };
}

interface Counts {
  readonly waiting: number;
  readonly stuck: number;
  readonly unrecorded: number;
  readonly unknown: number;
}

function againstObjective(id: StageId, { count, p90 }: Distribution, counts: Counts): Judged {
  const { warn, fail } = STAGE_OBJECTIVES[id];
  if (counts.stuck > 0 || (fail !== null && p90 !== null && p90 > fail)) return 'failed';
  if (count === 0) {
    // What every package has to pass, and went through unseen, was not judged.
    if (STAGES[id].passedBy === 'every' && counts.unrecorded + counts.unknown > 0) return 'unknown';
    return counts.waiting > 0 ? 'ok' : 'skipped';
  }
  return p90 !== null && p90 > warn ? 'degraded' : 'ok';
}

/** How much longer than usual; null where nobody can say. A thing of no time at all is not compared. */
function ratio(now: number | null, usual: number | null): number | null {
  return now === null || usual === null || usual <= 0 ? null : now / usual;
}

function isSlower(p90: number | null, slower: number | null): boolean {
  return p90 !== null && slower !== null && slower > SLOWER.factor && p90 > SLOWER.floorSeconds;
}

function reasonOf(
  id: StageId,
  { count, p90 }: Distribution,
  counts: Counts,
  past: Past,
  slower: number | null,
  stuck: readonly Row[],
): string {
  const { warn, fail } = STAGE_OBJECTIVES[id];
  const limits = `${words(warn)}${fail === null ? '' : `, ${words(fail)} at most`}`;
  const parts: string[] = [];
  if (stuck.length > 0) {
    const longest = Math.max(...stuck.map(({ stage }) => stage.seconds ?? 0));
    parts.push(`${stuck.length} stuck, the longest for ${words(longest)} (${limits})`);
  }
  if (p90 !== null) parts.push(`90 % of ${count} within ${words(p90)} (${limits})`);
  if (counts.waiting > 0) parts.push(`${counts.waiting} in it`);
  if (counts.unrecorded > 0) parts.push(`${counts.unrecorded} came through, of which a record is missing`);
  if (counts.unknown > 0) parts.push(`of ${counts.unknown} nobody can say`);
  if (parts.length === 0) return 'none in this sample';
  if (count > 0) parts.push(comparison(past, slower));
  return parts.join('; ');
}

function comparison(past: Past, slower: number | null): string {
  if (typeof past === 'string') return past;
  const usual = `usually ${words(past.p90 ?? 0)}`;
  return slower === null ? usual : `${usual}, ${slower.toFixed(1)} times as long now`;
}

function words(seconds: number): string {
  return ageInWords(seconds * 1000);
}
