import type { StageId } from '../../../thresholds/stages.ts';
import type { Judged } from '../../probe/finding.ts';
import { STAGES } from '../../workflow/stages.ts';
import type { StageOutcome } from '../../workflow/trace/outcome.ts';
import { figure } from '../words.ts';
import type { PackageResult, TraceResult } from './result.ts';

/** What the stages are about, by the first part of their ids, in the order of the workflow. */
export const GROUPS = {
  pr: 'pull request',
  build: 'build',
  update: 'update',
  sign: 'signing',
  ci: 'CI',
  gate: 'gate',
  push: 'push',
} as const satisfies Record<string, string>;

export type Group = keyof typeof GROUPS;

function isGroup(name: string): name is Group {
  return Object.hasOwn(GROUPS, name);
}

export const GROUP_IDS: readonly Group[] = Object.keys(GROUPS).filter(isGroup);

export function groupOf(stage: StageId): Group | undefined {
  return GROUP_IDS.find((group) => stage.startsWith(`${group}.`));
}

export function quoted(stage: StageId): string {
  return `“${STAGES[stage].title}”`;
}

/** Past which limit a stage's 90th percentile is, if past any. */
export function pastOf({ p90, warn, limit }: StageOutcome): Judged {
  if (p90 === null) return 'ok';
  if (limit !== null && p90 > limit) return 'failed';
  return p90 > warn ? 'degraded' : 'ok';
}

/** The limit to read the 90th percentile against: the broken one, else the next it would break. */
export function limitOf(stage: StageOutcome): number {
  return pastOf(stage) === 'failed' ? (stage.limit ?? stage.warn) : stage.warn;
}

/** A span of time; nothing known is a dash. */
export function span(seconds: number | null): string {
  return seconds === null ? '–' : figure(seconds, 's');
}

/** `3.2x slower`; what is nearly as usual is. */
export function paceOf({ slower, count }: StageOutcome): string {
  if (slower === null || count === 0) return '';
  if (slower > 1.25) return `${figure(slower, null)}x slower`;
  if (slower >= 0.8) return 'as usual';
  return slower > 0 ? `${figure(1 / slower, null)}x faster` : 'faster';
}

/** The usual 90th percentile. */
export function usualOf({ usual }: StageOutcome): string {
  return usual === null || usual.p90 === null ? 'no history' : span(usual.p90);
}

export function judgedOf({ stages }: TraceResult): readonly StageOutcome[] {
  return stages.filter((one) => one.verdict !== 'skipped');
}

/** Why stages were skipped, and which. */
export function skippedOf({
  stages,
}: TraceResult): readonly { readonly why: string; readonly titles: readonly string[] }[] {
  const titles = new Map<string, string[]>();
  for (const { verdict, reason, title } of stages) {
    if (verdict === 'skipped') titles.set(reason, [...(titles.get(reason) ?? []), title]);
  }
  // The reason may begin with the verdict.
  return [...titles].map(([why, which]) => ({ why: why.replace(/^skipped: /, ''), titles: which }));
}

/** Records that should be there and are not, in words, each with how many packages lack it; the most first. */
export function missingOf(
  traces: readonly PackageResult[],
): readonly { readonly record: string; readonly nvrs: readonly string[] }[] {
  const nvrs = new Map<string, string[]>();
  for (const { nvr, missing } of traces) {
    for (const record of new Set(missing)) nvrs.set(record, [...(nvrs.get(record) ?? []), nvr]);
  }
  return [...nvrs]
    .map(([record, of]) => ({ record, nvrs: of }))
    .sort((a, b) => b.nvrs.length - a.nvrs.length);
}
