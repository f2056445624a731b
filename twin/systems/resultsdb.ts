import { html, json, redirect, type TwinReply, type TwinRequest, type TwinSystem, text } from '../service.ts';
import type { Build, TestRun, World } from '../world/types.ts';
import { resultJson } from './gating.ts';

const API = '/api/v2.0';
const LIMIT = 20;
/** From a run's place in the queue to its result, at the very most. */
const LONGEST_RUN_MS = 24 * 3_600_000;
const OUTCOMES = ['PASSED', 'INFO', 'FAILED', 'NEEDS_INSPECTION', 'CRASHED', 'QUEUED', 'RUNNING'];
/** Parameters that select; every other one filters by what a result's `data` holds. */
const SELECTORS = [
  'since',
  'outcome',
  'testcases',
  'testcases:like',
  'groups',
  'page',
  'limit',
  '_sort',
  '_distinct_on',
  'callback',
  '_',
];

/** resultsdb: the API under `/api`, the frontend, which shows the API's errors with status 200, everywhere else. */
export const resultsdb: TwinSystem = {
  system: 'resultsdb',
  services: ({ world, addresses }) => ({
    resultsdb: { kind: 'http', handle: (request) => answer(world, addresses.resultsdb, request) },
  }),
};

function answer(world: World, base: string, request: TwinRequest): TwinReply {
  const { path } = request;
  if (path === '/' || path === '/index') return redirect(`${base}/results`);
  if (path === '/results') return page(world, request.query);
  if (!path.startsWith(API))
    return html('<!DOCTYPE html><title>404 Not Found</title><h1>Not Found</h1>', 404);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return text('Unauthorized', 401, { 'www-authenticate': 'Basic realm="ResultsDB"' });
  }
  const [what = '', key = '', ...more] = path
    .slice(API.length + 1)
    .split('/')
    .map(decodeURIComponent);
  if (what === '') return json(landing(base), 300);
  if (what === 'healthcheck') return json({ message: 'Health check OK' });
  if (what === 'results' && key === 'latest') return latest(world, base, request.query);
  if (what === 'results') return key === '' ? results(world, base, request.query) : result(world, base, key);
  if (what === 'groups')
    return key === '' ? json({ prev: null, next: null, data: [] }) : error(404, 'Group not found');
  if (what === 'testcases') return testcases(world, base, request.query, key, more[0] ?? '');
  return error(404, 'Not found');
}

function error(status: number, message: string): TwinReply {
  return json({ message }, status);
}

function landing(base: string) {
  return {
    message: 'Everything is fine. But choose wisely',
    documentation: 'http://docs.resultsdb20.apiary.io/',
    groups: `${base}${API}/groups`,
    results: `${base}${API}/results`,
    testcases: `${base}${API}/testcases`,
    outcomes: OUTCOMES,
  };
}

interface Row {
  readonly run: TestRun;
  readonly build: Build;
  readonly at: number;
}

/** These runs as results, newest first; runs that broke down have none. */
function rowsOf(world: World, runs = world.testRuns()): Row[] {
  const now = world.now();
  return runs
    .flatMap((run) => {
      const build = world.build(run.buildId);
      const at = run.recordedAt;
      return build === undefined || at === null || at > now ? [] : [{ run, build, at }];
    })
    .sort((one, other) => other.at - one.at);
}

/** What a query can find at most: a search for an item, or since a time, need not look at everything. */
function candidates(world: World, query: URLSearchParams, start: number): readonly TestRun[] {
  const item = query.get('item') ?? query.get('nvr');
  if (item === null) return world.testRuns().filter(({ queuedAt }) => queuedAt >= start - LONGEST_RUN_MS);
  return item.split(',').flatMap((nvr) => world.testRunsOf(world.build(nvr)?.id ?? 0));
}

function valuesOf({ build }: Row): Readonly<Record<string, string>> {
  return { type: 'koji_build', item: build.nvr, nvr: build.nvr, component: build.name, issuer: build.owner };
}

/** Naive times are UTC, and a zone is not looked at. */
function timeOf(written: string): number {
  return Date.parse(`${written.replace(/(?:Z|[+-]\d\d:?\d\d)$/, '')}${written.length > 10 ? 'Z' : ''}`);
}

function like(pattern: string, value: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(value);
}

function listed(query: URLSearchParams, name: string): string[] {
  return (query.get(name) ?? '').split(',').filter((one) => one.trim() !== '');
}

function select(world: World, query: URLSearchParams): Row[] | string {
  const times = listed(query, 'since').map(timeOf);
  if (times.some(Number.isNaN)) return "'since' parameter not in ISO8601 format";
  const [start = 0, end = Number.MAX_SAFE_INTEGER] = times;
  const outcomes = listed(query, 'outcome').map((one) => one.toUpperCase());
  const strange = outcomes.find((one) => !OUTCOMES.includes(one));
  if (strange !== undefined) return `outcome '${strange}' not one of ${OUTCOMES.join(', ')}`;
  const names = [...listed(query, 'testcases'), ...listed(query, 'testcases:like')];
  const filters = [...query.keys()].filter((name) => !SELECTORS.includes(name));
  const passes = (row: Row): boolean =>
    row.at >= start &&
    row.at <= end &&
    (outcomes.length === 0 || outcomes.includes(row.run.outcome)) &&
    (names.length === 0 || names.some((name) => like(name, row.run.testcase))) &&
    listed(query, 'groups').length === 0 &&
    filters.every((name) => {
      const value = valuesOf(row)[name.replace(/:like$/, '')];
      return (
        value !== undefined &&
        listed(query, name).some((one) => (name.endsWith(':like') ? like(one, value) : one === value))
      );
    });
  const rows = rowsOf(world, candidates(world, query, start)).filter(passes);
  return query.get('_sort') === 'asc:submit_time' ? rows.reverse() : rows;
}

function results(world: World, base: string, query: URLSearchParams): TwinReply {
  const rows = select(world, query);
  if (typeof rows === 'string') return error(400, rows);
  const { part, prev, next } = paged(rows, `${base}${API}/results`, query);
  return json({ prev, next, data: part.map(({ run }) => resultJson(world, run, `${base}${API}`)) });
}

/** Pages are counted from 0. */
function paged<T>(rows: readonly T[], url: string, query: URLSearchParams) {
  const page = Math.max(0, Number(query.get('page') ?? 0) || 0);
  const limit = Number(query.get('limit') ?? LIMIT);
  const link = (to: number): string => {
    const other = new URLSearchParams(query);
    other.set('page', String(to));
    return `${url}?${other}`;
  };
  return {
    part: rows.slice(page * limit, (page + 1) * limit),
    prev: page > 0 ? link(page - 1) : null,
    next: rows.length > (page + 1) * limit ? link(page + 1) : null,
  };
}

function latest(world: World, base: string, query: URLSearchParams): TwinReply {
  const filters = [...query.keys()].filter((name) => !SELECTORS.includes(name));
  if (query.has('_distinct_on') && filters.length === 0)
    return error(400, 'Please, provide at least one filter beside _distinct_on');
  const rows = select(world, query);
  if (typeof rows === 'string') return error(400, rows);
  const seen = new Set<string>();
  const newest = rows.filter(({ run }) => !seen.has(run.testcase) && seen.add(run.testcase));
  return json({ data: newest.map(({ run }) => resultJson(world, run, `${base}${API}`)) });
}

function result(world: World, base: string, id: string): TwinReply {
  const row = rowsOf(world).find(({ run }) => String(run.id) === id);
  return row === undefined
    ? error(404, 'Result not found')
    : json(resultJson(world, row.run, `${base}${API}`));
}

function testcases(
  world: World,
  base: string,
  query: URLSearchParams,
  name: string,
  more: string,
): TwinReply {
  const names = [...new Set(rowsOf(world).map(({ run }) => run.testcase))].sort();
  const testcase = (one: string) => ({
    name: one,
    href: `${base}${API}/testcases/${one}`,
    ref_url: 'https://docs.fedoraproject.org/en-US/ci/',
  });
  if (name === '') {
    const wanted = [...listed(query, 'name'), ...listed(query, 'name:like')];
    const found = names.filter((one) => wanted.length === 0 || wanted.some((pattern) => like(pattern, one)));
    const { part, prev, next } = paged(found, `${base}${API}/testcases`, query);
    return json({ prev, next, data: part.map(testcase) });
  }
  if (!names.includes(name)) return error(404, 'Testcase not found');
  if (more !== 'results') return json(testcase(name));
  const ofCase = new URLSearchParams(query);
  ofCase.set('testcases', name);
  return results(world, base, ofCase);
}

/** The frontend asks the API, and shows its errors as plain text with status 200. */
function page(world: World, query: URLSearchParams): TwinReply {
  const rows = select(world, query);
  if (typeof rows === 'string') return html(rows);
  const cells = paged(rows, '', query).part.map(
    ({ run, build, at }) =>
      `<tr><td>${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}</td><td>${run.testcase}</td><td>${run.outcome}</td>` +
      `<td>${build.nvr}</td><td><a href="/results/${run.id}">Details</a></td><td><a href="${run.runUrl}">Link</a></td></tr>`,
  );
  const head = ['Submitted (UTC)', 'Testcase', 'Outcome', 'Item', 'Details', 'Logs'].map(
    (one) => `<th>${one}</th>`,
  );
  return html(`<!DOCTYPE html>
<html><head><title>resultsdb_frontend</title></head><body>
<table class="table"><thead><tr>${head.join('')}</tr></thead><tbody>${cells.join('\n')}</tbody></table>
</body></html>
`);
}
