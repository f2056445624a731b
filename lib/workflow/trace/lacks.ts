import { MILESTONES, type Milestone, type MilestoneRow } from '../milestones.ts';
import { retired } from '../topics.ts';
import type { Moment } from './outcome.ts';

/** A message takes some time to datagrepper: what has just happened may still come. */
const ON_ITS_WAY_MS = 120_000;

/** Milestones that a system's own record tells of, whose message should be on the bus too. */
const ANNOUNCED: readonly Milestone[] = [
  'build-started',
  'built',
  'build-failed',
  'candidate',
  'update-created',
  'signed',
  'testing-pending',
  'testing',
  'stable-requested',
  'stable',
];

/** Messages that must have been sent by what other records tell, and were not found; in words. */
export function unheard(
  moments: ReadonlyMap<Milestone, readonly Moment[]>,
  told: ReadonlyMap<Milestone, readonly Moment[]>,
  now: number,
): readonly string[] {
  return ANNOUNCED.flatMap((name) => {
    const [first] = moments.get(name) ?? [];
    if (first === undefined || told.has(name) || now - first.at < ON_ITS_WAY_MS) return [];
    return [lackOf(name)];
  });
}

/** A message that is missing, in words. */
export function lackOf(name: Milestone): string {
  const row: MilestoneRow = MILESTONES[name];
  const kind = row.kinds.find((one) => retired(one) === null) ?? row.kinds[0];
  return `message ${kind} (${row.title})`;
}
