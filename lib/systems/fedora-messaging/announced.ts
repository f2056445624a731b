import type { ProbeContext } from '../../probe/probe.ts';
import { filledText, list, nullable, number, object } from '../../protocols/shape.ts';
import { bodiesOf, topicHistory } from '../datagrepper/history.ts';
import { allOf, kojiCall, throughKoji } from '../koji/client.ts';
import { BUILD_STATE, type KojiBuild, tagListing } from '../koji/schema.ts';

/** Messages of one topic that are read, 100 a page. */
const PAGES = 3;
/** Records older than this are not looked for: the window of the search would hold too much. */
const WINDOW_SECONDS = 3 * 3600;
/** Builds whose tags are compared. */
const TAGGED_BUILDS = 10;
/** Packages that are asked about one by one, where a flood of other messages hides theirs. */
const PACKAGES = 3;
/** The publisher's clock, and the time from the hub's change to its message. */
const SLACK_MS = 60_000;

/** What koji did, and what it said of that. */
export interface Comparison {
  /** What could be compared: nothing where koji did nothing within the window. */
  readonly compared: number;
  /** What was not announced, in words. */
  readonly silent: readonly string[];
}

/** Something that koji did, which must be on the bus. */
interface Deed {
  readonly key: string;
  readonly at: number;
  readonly name: string;
}

interface TagDeed extends Deed {
  readonly package: string;
}

const windowOf = (context: ProbeContext) => context.now() - WINDOW_SECONDS * 1000;

/** A message may come a little before or after the deed that it tells of: the first minute of a window proves nothing. */
function compare(deeds: readonly Deed[], since: number, said: ReadonlySet<string>): Comparison {
  const due = deeds.filter(({ at }) => at > since + SLACK_MS);
  return { compared: due.length, silent: due.filter(({ key }) => !said.has(key)).map(({ name }) => name) };
}

const buildState = object({ build_id: number, new: number });

/** Whether each of these complete builds has its `buildsys.build.state.change`. */
export async function buildsAnnounced(
  context: ProbeContext,
  builds: readonly KojiBuild[],
): Promise<Comparison> {
  const deeds = builds.flatMap(({ build_id, nvr, completion_ts }) =>
    completion_ts === null ? [] : [{ key: String(build_id), at: completion_ts * 1000, name: nvr }],
  );
  const within = deeds.filter(({ at }) => at > windowOf(context));
  if (within.length === 0) return { compared: 0, silent: [] };
  const { messages, since } = await topicHistory(context, {
    topic: 'buildsys.build.state.change',
    seconds: WINDOW_SECONDS,
    pages: PAGES,
  });
  const complete = bodiesOf(messages, buildState).filter(({ body }) => body.new === BUILD_STATE.COMPLETE);
  return compare(within, since, new Set(complete.map(({ body }) => String(body.build_id))));
}

const tagging = object({ build_id: nullable(number), tag: filledText });
const histories = list(tagListing);

const historyOf = (build: number) =>
  kojiCall(tagListing, 'queryHistory', [], { tables: ['tag_listing'], build });

/** Whether each tag that the newest of these builds came into has its `buildsys.tag`. */
export async function tagsAnnounced(
  context: ProbeContext,
  builds: readonly KojiBuild[],
): Promise<Comparison> {
  const calls = builds.slice(0, TAGGED_BUILDS).map(({ build_id }) => historyOf(build_id));
  const rows = (await throughKoji(() => allOf(context, calls, histories))).flatMap((one) => one.tag_listing);
  const settled = context.now() - SETTLED_MS;
  const deeds: readonly TagDeed[] = rows
    .map((row) => ({
      package: row.name,
      key: `${row.build_id} ${row['tag.name']}`,
      at: row.create_ts * 1000,
      name: `${row.name}-${row.version}-${row.release} in ${row['tag.name']}`,
    }))
    .filter(({ at }) => at > windowOf(context) && at < settled);
  if (deeds.length === 0) return { compared: 0, silent: [] };
  const window = { topic: 'buildsys.tag', seconds: WINDOW_SECONDS };
  const found = await taggedIn(context, { ...window, pages: PAGES }, deeds);
  if (found.compared > 0) return found;
  // When a release is branched, thousands of builds are retagged within the hour.
  const packages = [...new Set(deeds.map((deed) => deed.package))].slice(0, PACKAGES);
  const each: Comparison[] = [];
  for (const name of packages) {
    const own = deeds.filter((deed) => deed.package === name);
    each.push(await taggedIn(context, { ...window, package: name, pages: 1 }, own));
  }
  return {
    compared: each.reduce((sum, { compared }) => sum + compared, 0),
    silent: each.flatMap(({ silent }) => silent),
  };
}

/** Which of these taggings the messages of a window tell of. */
async function taggedIn(
  context: ProbeContext,
  window: Parameters<typeof topicHistory>[1],
  deeds: readonly Deed[],
): Promise<Comparison> {
  const { messages, since } = await topicHistory(context, window);
  const said = bodiesOf(messages, tagging).map(({ body }) => `${body.build_id} ${body.tag}`);
  return compare(deeds, since, new Set(said));
}

/** What happened less than this ago may still be on its way. */
const SETTLED_MS = 10 * 60_000;
