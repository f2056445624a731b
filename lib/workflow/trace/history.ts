import type { StageId } from '../../../thresholds/stages.ts';
import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { listUpdates } from '../../systems/bodhi/client.ts';
import type { BodhiRelease } from '../../systems/bodhi/schema.ts';
import type { TagBook } from '../tags.ts';
import { tracedUpdate } from './choose.ts';
import { collect } from './collect.ts';
import { distribution } from './distribution.ts';
import { join } from './join.ts';
import type { Past } from './judge.ts';
import { outcomeOf } from './states.ts';
import { type Traced, takesUpdates } from './traced.ts';

const DAY = 86_400_000;
/** The same hours of the last four weeks: what people and machines do follows the hour and the day of the week. */
const HOURS_MS = 6 * 3_600_000;
const WEEKS = [1, 2, 3, 4];
/** Builds of each week that are followed: enough for a 90th percentile of all four together. */
const BUILDS_A_WEEK = 24;
const UPDATES_A_WEEK = 100;
/** Pages of datagrepper of each week. */
const PAGES = 18;
/** Fewer than these are no usual. */
const LEAST = 5;

/** What is usual in each stage, and what a reader must know of it. */
export interface History {
  readonly pasts: ReadonlyMap<StageId, Past>;
  readonly notes: readonly string[];
}

/** How long each stage took in the same hours of the last four weeks, from the records of that time. */
export async function history(
  context: ProbeContext,
  releases: readonly BodhiRelease[],
  book: TagBook,
  stages: readonly StageId[],
): Promise<History> {
  const seconds = new Map<StageId, number[]>();
  const notes: string[] = [];
  for (const week of WEEKS) {
    try {
      const found = await weekAgo(context, releases, book, week);
      for (const { stage, took } of found) seconds.set(stage, [...(seconds.get(stage) ?? []), took]);
    } catch (thrown) {
      if (!(thrown instanceof ProbeFailure)) throw thrown;
      notes.push(`history of ${week} weeks ago could not be read: ${thrown.details.reason}`);
    }
  }
  return { pasts: new Map(stages.map((id) => [id, pastOf(seconds.get(id) ?? [])])), notes };
}

function pastOf(seconds: readonly number[]): Past {
  if (seconds.length >= LEAST) return distribution(seconds);
  return `no history: only ${seconds.length} in the same hours of the last four weeks`;
}

interface Took {
  readonly stage: StageId;
  readonly took: number;
}

async function weekAgo(
  context: ProbeContext,
  releases: readonly BodhiRelease[],
  book: TagBook,
  week: number,
): Promise<readonly Took[]> {
  const end = context.now() - week * 7 * DAY;
  const filter = { submittedSince: end - HOURS_MS, submittedBefore: end };
  const updates = await listUpdates(context, filter, UPDATES_A_WEEK);
  const usable = releases.filter(takesUpdates);
  const each = updates.flatMap((update) => tracedUpdate(update, usable).slice(0, 1));
  const traced = evenly(each, BUILDS_A_WEEK);
  if (traced.length === 0) return [];
  const records = await collect(context, traced, { bus: 'hours', pages: PAGES, decisions: false });
  const traces = join(context, traced, records, book).map((joined) => outcomeOf(joined, context));
  return traces.flatMap(({ stages }) =>
    stages.flatMap(({ stage, state, seconds }) =>
      state === 'passed' && seconds !== null ? [{ stage, took: seconds }] : [],
    ),
  );
}

/** Spread over the hours, so that not only the newest are looked at. */
function evenly(all: readonly Traced[], count: number): readonly Traced[] {
  const step = Math.max(1, all.length / count);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}
