import { askJson } from '../../probe/ask.ts';
import { ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { list, nullable, number, object, type Shape, type Shaped, string } from '../../protocols/shape.ts';
import { utcTime } from '../../protocols/time.ts';
import { update } from './schema.ts';

const dates = object({
  /** The side tag that it was made from. */
  from_tag: nullable(string),
  date_testing: nullable(utcTime),
  date_approved: nullable(utcTime),
  date_stable: nullable(utcTime),
  date_modified: nullable(utcTime),
});

/** An update with the moments that bodhi itself notes. */
const timedUpdate: Shape<Shaped<typeof update> & Shaped<typeof dates>> = (value, path) => ({
  ...update(value, path),
  ...dates(value, path),
});

export type TimedUpdate = Shaped<typeof timedUpdate>;

const page = object({ page: number, pages: number, total: number, updates: list(timedUpdate) });
const single = object({ update: timedUpdate });

/** What updates are asked for; times are milliseconds since the epoch. */
export interface UpdateFilter {
  /** Names, as `F46`. */
  readonly releases?: readonly string[];
  readonly builds?: readonly string[];
  readonly packages?: readonly string[];
  /** Who submitted it. */
  readonly user?: string;
  readonly fromSideTag?: boolean;
  readonly status?: Status | readonly Status[];
  readonly submittedSince?: number;
  readonly submittedBefore?: number;
  readonly pushedSince?: number;
}

type Status = 'pending' | 'testing' | 'stable';

/** Rows of one page that anybody may ask for. */
const MAX_ROWS = 100;

/** The newest updates first, at most `rows`; there may be none. */
export async function listUpdates(
  context: ProbeContext,
  filter: UpdateFilter,
  rows: number,
): Promise<readonly TimedUpdate[]> {
  const limit = Math.max(1, Math.min(rows, MAX_ROWS));
  const pairs: [string, string | undefined][] = [
    ['releases', filter.releases?.join(',')],
    ['builds', filter.builds?.join(',')],
    ['packages', filter.packages?.join(',')],
    ['user', filter.user],
    ['from_side_tag', filter.fromSideTag === undefined ? undefined : String(filter.fromSideTag)],
    ['status', statusesOf(filter)?.join(',')],
    ['submitted_since', optionalTime(filter.submittedSince)],
    ['submitted_before', optionalTime(filter.submittedBefore)],
    ['pushed_since', optionalTime(filter.pushedSince)],
    ['rows_per_page', String(limit)],
    ['display_user', '0'],
  ];
  const query = pairs
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
  const { data, response } = await askJson(context, `${context.address('bodhi')}/updates/?${query}`, page);
  const wrong = whyOther(data, filter, limit);
  if (wrong !== null) throw wrongAnswer(wrong, response.text, response.url);
  return data.updates;
}

/** One update; null where bodhi has none of this alias. */
export async function getUpdate(context: ProbeContext, alias: string): Promise<TimedUpdate | null> {
  const url = updateUrl(context, alias);
  try {
    return (await askJson(context, url, single)).data.update;
  } catch (thrown) {
    if (thrown instanceof ProbeFailure && thrown.details.reason.startsWith('HTTP 404')) return null;
    throw thrown;
  }
}

/** The page of an update, for people, and for programs that ask for JSON. */
export function updateUrl(context: Pick<ProbeContext, 'address'>, alias: string): string {
  return `${context.address('bodhi')}/updates/${encodeURIComponent(alias)}`;
}

/** A time as searches of bodhi and decisions of greenwave take it. */
export function searchTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

function optionalTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : searchTime(ms);
}

function statusesOf({ status }: UpdateFilter): readonly string[] | undefined {
  return typeof status === 'string' ? [status] : status;
}

/** In words, what is not as it was asked for, or null. */
function whyOther(
  { updates, total }: Shaped<typeof page>,
  filter: UpdateFilter,
  rows: number,
): string | null {
  if (updates.length > rows) return `${updates.length} updates, asked for ${rows}`;
  if (updates.length < Math.min(rows, total)) return `${updates.length} updates with total ${total}`;
  const { releases, builds } = filter;
  const statuses = statusesOf(filter);
  for (const { alias, release, builds: held, status: is } of updates) {
    if (statuses?.includes(is) === false) return `${alias} is ${is}, asked for ${statuses.join(', ')}`;
    if (releases !== undefined && !releases.includes(release.name)) {
      return `${alias} is of ${release.name}, asked for ${releases.join(', ')}`;
    }
    if (builds !== undefined && !held.some(({ nvr }) => builds.includes(nvr))) {
      return `${alias} holds none of the builds that were asked for`;
    }
  }
  return null;
}
