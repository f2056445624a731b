import type { Update, World } from '../../world/types.ts';
import { buildsOf, stateOf } from './records.ts';
import { type Complaint, complaint } from './replies.ts';

interface Page<T> {
  readonly rows: readonly T[];
  readonly paging: {
    readonly page: number;
    readonly pages: number;
    readonly rows_per_page: number;
    readonly total: number;
  };
}

const STATUSES = [
  'pending',
  'testing',
  'stable',
  'unpushed',
  'obsolete',
  'side_tag_active',
  'side_tag_expired',
];
const REQUESTS = ['testing', 'obsolete', 'unpush', 'revoke', 'stable'];

function refused(name: string, description: string): Complaint {
  return complaint('querystring', name, description);
}

/** One page of rows, counted from 1. */
export function paged<T>(query: URLSearchParams, all: readonly T[]): Page<T> | Complaint {
  const page = integer(query, 'page', 1, Number.MAX_SAFE_INTEGER, 1);
  if (typeof page !== 'number') return page;
  const rowsPerPage = integer(query, 'rows_per_page', 1, 1000, 20);
  if (typeof rowsPerPage !== 'number') return rowsPerPage;
  return {
    rows: all.slice((page - 1) * rowsPerPage, page * rowsPerPage),
    paging: {
      page,
      pages: Math.ceil(all.length / rowsPerPage),
      rows_per_page: rowsPerPage,
      total: all.length,
    },
  };
}

function integer(query: URLSearchParams, name: string, least: number, most: number, otherwise: number) {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^-?\d+$/.test(text)) return refused(name, `"${text}" is not a number`);
  const value = Number(text);
  if (value < least) return refused(name, `${value} is less than minimum value ${least}`);
  return value > most ? refused(name, `${value} is greater than maximum value ${most}`) : value;
}

/** Comma or space separates the values of a list. */
function several(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((text) => text.split(/[\s,]+/).filter((one) => one !== ''));
}

function time(query: URLSearchParams, name: string): number | null | Complaint {
  const text = query.get(name);
  if (text === null) return null;
  const at = Date.parse(
    /Z|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}${text.includes(':') ? 'Z' : ''}`,
  );
  return Number.isNaN(at) ? refused(name, 'Invalid date') : at;
}

export function isComplaint(value: object): value is Complaint {
  return 'location' in value;
}

export function yes(value: string | null): boolean {
  return value === 'true' || value === '1' || value === 'True';
}

/** The updates that a query asks for, newest first. */
export function searchUpdates(world: World, query: URLSearchParams): readonly Update[] | Complaint {
  const releases = several(query, 'releases').map((one) => one.toUpperCase());
  const strange = releases.filter((one) =>
    world.releases.every(({ name, branch }) => ![name, branch.toUpperCase()].includes(one)),
  );
  if (strange.length > 0) return refused('releases', `Invalid releases specified: ${strange.join(', ')}`);
  const packages = several(query, 'packages');
  const unknown = packages.filter((name) => world.package(name) === undefined);
  if (unknown.length > 0) return refused('packages', `Invalid packages specified: ${unknown.join(', ')}`);
  const statuses = several(query, 'status');
  const wrongStatus = statuses.find((one) => !STATUSES.includes(one));
  if (wrongStatus !== undefined)
    return refused('status', `"${wrongStatus}" is not one of ${STATUSES.join(', ')}`);
  const request = query.get('request');
  if (request !== null && !REQUESTS.includes(request)) {
    return refused('request', `"${request}" is not one of ${REQUESTS.join(', ')}`);
  }
  const times: Record<string, number> = {};
  for (const name of ['submitted_since', 'submitted_before', 'pushed_since', 'pushed_before']) {
    const at = time(query, name);
    if (at !== null && typeof at !== 'number') return at;
    if (at !== null) times[name] = at;
  }
  const names = (update: Update): string[] =>
    world.releases
      .filter(({ name }) => name === update.releaseName)
      .flatMap(({ name, branch }) => [name, branch.toUpperCase()]);
  const builds = several(query, 'builds');
  const aliases = [...several(query, 'alias'), ...several(query, 'updateid')];
  const users = several(query, 'user');
  const like = query.get('like');
  const search = query.get('search')?.toLowerCase() ?? null;
  const sideTag = query.get('from_side_tag');
  const pushedAt = (update: Update): number | null =>
    [update.stableAt, update.testingAt].find((at) => at !== null && at <= world.now()) ?? null;
  const within = (at: number | null, since: number | undefined, before: number | undefined): boolean =>
    (since === undefined || (at !== null && at >= since)) &&
    (before === undefined || (at !== null && at < before));
  const anyOf = (wanted: readonly string[], has: readonly string[]): boolean =>
    wanted.length === 0 || has.some((one) => wanted.includes(one));

  return world
    .updates()
    .filter((update) => {
      const built = buildsOf(world, update);
      const nvrs = built.map(({ nvr }) => nvr);
      return (
        anyOf(releases, names(update)) &&
        anyOf(
          packages,
          built.map(({ name }) => name),
        ) &&
        anyOf(builds, nvrs) &&
        anyOf(aliases, [update.alias]) &&
        anyOf(users, [update.user]) &&
        (statuses.length === 0 || statuses.includes(stateOf(world, update).status)) &&
        (request === null || stateOf(world, update).request === request) &&
        (like === null || nvrs.some((nvr) => nvr.includes(like))) &&
        (search === null || [update.alias, ...nvrs].some((one) => one.toLowerCase().includes(search))) &&
        (sideTag === null || yes(sideTag) === (update.fromSideTag !== null)) &&
        within(update.createdAt, times.submitted_since, times.submitted_before) &&
        within(pushedAt(update), times.pushed_since, times.pushed_before)
      );
    })
    .reverse();
}
