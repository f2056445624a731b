import { passedSince } from '../../probe/age.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { ageInWords } from '../../protocols/time.ts';
import type { BodhiRelease } from '../bodhi/schema.ts';
import { queryHistory } from '../koji/calls.ts';
import { GENERIC_ERROR, hubUrl, multiCall } from '../koji/client.ts';
import type { tagListing } from '../koji/schema.ts';

/** Rows of one tag that are read: more than the limit of builds that wait. */
export const ROWS = 250;
/** Releases that can be active at once are two dozen; a list beyond this is no list of releases. */
const MAX_TAGS = 60;

/** A tag in which builds wait for their signature, and the releases that share it. */
export interface SigningTag {
  readonly tag: string;
  readonly releases: readonly string[];
}

/** What waits in one signing tag. */
export interface Queue extends SigningTag {
  /** At most `ROWS`: then there may be more. */
  readonly waiting: number;
  /** The build that has waited longest, and since when (ms). */
  readonly oldest: { readonly nvr: string; readonly since: number } | null;
}

/** The signing tags of the releases that take updates; containers and flatpaks have none. */
export function signingTags(releases: readonly BodhiRelease[]): readonly SigningTag[] {
  const byTag = new Map<string, string[]>();
  for (const { name, state, pending_signing_tag: tag } of releases) {
    if (tag === '' || state === 'disabled' || state === 'archived') continue;
    byTag.set(tag, [...(byTag.get(tag) ?? []), name]);
  }
  return [...byTag].slice(0, MAX_TAGS).map(([tag, names]) => ({ tag, releases: names }));
}

interface Queues {
  readonly queues: readonly Queue[];
  readonly missing: readonly SigningTag[];
}

/** What waits in each of the tags, in one request. Tags that the hub does not know are told apart. */
export async function readQueues(context: ProbeContext, tags: readonly SigningTag[]): Promise<Queues> {
  const calls = tags.map(({ tag }) =>
    queryHistory({ tag, active: true, queryOpts: { limit: ROWS, order: 'create_event' } }),
  );
  const results = await multiCall(context, calls);
  const queues: Queue[] = [];
  const missing: SigningTag[] = [];
  for (const [at, one] of tags.entries()) {
    const result = results[at];
    if (result === undefined) continue;
    if ('data' in result) queues.push(queueOf(one, result.data.tag_listing, context));
    else if (result.fault.code === GENERIC_ERROR) missing.push(one);
    else throw wrongAnswer(`queryHistory of ${one.tag}: ${result.fault.message}`, '', hubUrl(context));
  }
  return { queues, missing };
}

function queueOf(
  one: SigningTag,
  rows: ReturnType<typeof tagListing>['tag_listing'],
  context: ProbeContext,
): Queue {
  const stray = rows.find((row) => row['tag.name'] !== one.tag || row.active !== true);
  if (stray !== undefined) {
    const reason = `asked for what is in ${one.tag}, got ${stray.name} in ${stray['tag.name']}`;
    throw wrongAnswer(`${reason}${stray.active === true ? '' : ', no longer'}`, '', hubUrl(context));
  }
  let oldest: Queue['oldest'] = null;
  for (const { name, version, release, create_ts } of rows) {
    const since = create_ts * 1000;
    passedSince(context, since, { text: '', url: hubUrl(context) });
    if (oldest === null || since < oldest.since) oldest = { nvr: `${name}-${version}-${release}`, since };
  }
  return { ...one, waiting: rows.length, oldest };
}

/** How long the oldest build of a queue has waited, in ms; 0 where nothing waits. */
export function waited({ oldest }: Queue, now: number): number {
  return oldest === null ? 0 : Math.max(0, now - oldest.since);
}

/** For each queue that is not empty, how many builds wait in it; the longest queue first. */
export function lengthsInWords(queues: readonly Queue[]): string {
  const waiting = queues
    .filter((queue) => queue.waiting > 0)
    .sort((one, other) => other.waiting - one.waiting);
  const empty = queues.length - waiting.length;
  const parts = waiting.map(
    (queue) => `${queue.releases.join('+')} ${queue.waiting}${queue.waiting >= ROWS ? ' or more' : ''}`,
  );
  if (parts.length === 0) return `nothing waits in ${queues.length} tags`;
  return `waiting: ${parts.join(', ')}${empty === 0 ? '' : `; ${empty} tags empty`}`;
}

/** For each queue that is not empty, how long its oldest build has waited; the oldest first. */
export function agesInWords(queues: readonly Queue[], now: number): string {
  const waiting = queues.filter((queue) => queue.waiting > 0);
  if (waiting.length === 0) return `nothing waits in ${queues.length} tags`;
  return waiting
    .sort((one, other) => waited(other, now) - waited(one, now))
    .map((queue) => `${queue.releases.join('+')} ${ageInWords(waited(queue, now))} (${queue.oldest?.nvr})`)
    .join(', ');
}
