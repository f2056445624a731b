import type { StageId } from '../../../thresholds/stages.ts';
import { MILESTONE_NAMES, type Milestone } from '../../workflow/milestones.ts';
import type { Moment } from '../../workflow/trace/outcome.ts';
import { figure } from '../words.ts';
import type { PackageResult } from './result.ts';
import { quoted } from './stages.ts';

/** How a package's way stands. */
export const STANDINGS = ['stuck', 'under way', 'through'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Where a human sees the package itself: its build's page. */
const PAGE_OF: readonly Milestone[] = ['built', 'build-started', 'candidate', 'build-failed'];

export function standingOf({ stuck, milestones }: PackageResult): Standing {
  if (stuck !== null) return 'stuck';
  return milestones.stable !== undefined || earlyEnd(milestones) !== null ? 'through' : 'under way';
}

function earlyEnd(milestones: PackageResult['milestones']): string | null {
  if (milestones['build-failed'] !== undefined) return 'build failed or canceled';
  return milestones.withdrawn === undefined ? null : 'update withdrawn';
}

/** A milestone that a package has passed, and when. */
export interface Passed {
  readonly milestone: Milestone;
  readonly moment: Moment;
}

/** In the order of time. */
export function passedOf({ milestones }: PackageResult): readonly Passed[] {
  return MILESTONE_NAMES.flatMap((milestone) => {
    const moment = milestones[milestone];
    return moment === undefined ? [] : [{ milestone, moment }];
  }).sort((a, b) => a.moment.at - b.moment.at);
}

/** From where on a package's way is counted: its push, else the first that is known of it after its request. */
export function zeroOf(trace: PackageResult): number | null {
  const passed = passedOf(trace);
  const first = passed.find(({ milestone }) => !milestone.startsWith('request-')) ?? passed[0];
  return trace.milestones.pushed?.at ?? first?.moment.at ?? null;
}

/** The page of the build, where any is known. */
export function pageOf({ milestones }: PackageResult): string {
  for (const name of PAGE_OF) {
    const url = milestones[name]?.url ?? '';
    if (url !== '') return url;
  }
  return '';
}

/** In one glance: `stable after 3.2 h`, `stuck in “update to signed” for 2.1 h`. */
export function wordsOf(trace: PackageResult): string {
  const { stuck, milestones, stages } = trace;
  if (stuck !== null) {
    const seconds = stuckSeconds(trace);
    return `stuck in ${quoted(stuck.stage)}${seconds === null ? '' : ` for ${figure(seconds, 's')}`}`;
  }
  const zero = zeroOf(trace);
  const { stable } = milestones;
  if (stable !== undefined && zero !== null) return `stable after ${figure((stable.at - zero) / 1000, 's')}`;
  const end = earlyEnd(milestones);
  if (end !== null) return end;
  const waits = stages.filter(({ state }) => state === 'waiting');
  const said = waits.map(({ stage, seconds }) =>
    seconds === null ? quoted(stage) : `${quoted(stage)}, ${figure(seconds, 's')}`,
  );
  return said.length === 0 ? 'no record of what comes next' : `in ${said.join('; ')}`;
}

/** How long a stuck package is in its stage so far. */
export function stuckSeconds({ stuck, stages }: PackageResult): number | null {
  return stages.find(({ stage }) => stage === stuck?.stage)?.seconds ?? null;
}

/** A package that is stuck. */
export type Stuck = PackageResult & { readonly stuck: NonNullable<PackageResult['stuck']> };

function isStuck(trace: PackageResult): trace is Stuck {
  return trace.stuck !== null;
}

/** Those that are stuck for longest first. */
export function stuckOf(traces: readonly PackageResult[]): readonly Stuck[] {
  return traces.filter(isStuck).sort((a, b) => a.stuck.since - b.stuck.since);
}

/** The stages in which packages are stuck, those with the most first, and for how long the longest. */
export function stuckStages(
  traces: readonly PackageResult[],
): readonly { readonly stage: StageId; readonly count: number; readonly longest: number | null }[] {
  const stuck = stuckOf(traces);
  return [...new Set(stuck.map((one) => one.stuck.stage))]
    .map((stage) => {
      const here = stuck.filter((one) => one.stuck.stage === stage);
      const [first] = here;
      return { stage, count: here.length, longest: first === undefined ? null : stuckSeconds(first) };
    })
    .sort((a, b) => b.count - a.count);
}
