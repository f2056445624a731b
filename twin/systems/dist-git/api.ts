import { json, type TwinReply, type TwinRequest } from '../../service.ts';
import { flagBody, projectBody, requestBody } from '../../world/bodies-git.ts';
import type { Package, PullRequest, World } from '../../world/types.ts';
import { headsOf } from './history.ts';
import { notFound } from './pages.ts';

const API = '/api/0';
/** Of pagure's API, not of pagure. */
const VERSION = '0.31';
const STATUSES = ['Open', 'Closed', 'Merged', 'All'];
const MAX_PER_PAGE = 100;

/** Pagure's API, read only: `/-/version` is a constant, everything else is read from database and repositories. */
export function answerApi(world: World, base: string, request: TwinRequest): TwinReply {
  const path = request.path.slice(API.length).replace(/\/$/, '');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refusal(
      401,
      'EINVALIDTOK',
      'Invalid or expired token. Please visit the settings page for a new one.',
    );
  }
  if (path === '/version' || path === '/-/version') return json({ version: VERSION });
  const uid = /^\/pull-requests\/([0-9a-f]{32})$/.exec(path)?.[1];
  if (uid !== undefined) return byUid(world, uid);
  const [, name = '', rest = ''] = /^\/rpms\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (name === '') return notFound();
  const found = world.package(name);
  if (found === undefined) return refusal(404, 'ENOPROJECT', 'Project not found');
  return ofProject(world, base, found, rest, request.query);
}

function ofProject(
  world: World,
  base: string,
  one: Package,
  rest: string,
  query: URLSearchParams,
): TwinReply {
  switch (rest) {
    case '':
      return json(projectJson(one));
    case '/git/branches':
      return json(branches(world, one, query.get('with_commits')));
    case '/git/urls':
      return json({ total_urls: 2, urls: urls(base, one) });
    case '/pull-requests':
      return pullRequests(world, base, one, query);
  }
  const [, id, flag] = /^\/pull-request\/(\d+)(\/flag)?$/.exec(rest) ?? [];
  if (id === undefined) return notFound();
  const request = world.pullRequests(one.name).find((each) => each.id === Number(id));
  if (request === undefined) return refusal(404, 'ENOREQ', 'Pull-Request not found');
  if (flag === undefined) return json(requestJson(world, one, request));
  return json({ flags: world.now() < request.flaggedAt ? [] : [flagBody(request)] });
}

/** Pagure's error: a sentence and a code, beside the status. */
function refusal(status: number, code: string, error: string): TwinReply {
  return json({ error, error_code: code }, status);
}

function projectJson(one: Package): Record<string, unknown> {
  const nobody = { admin: [], collaborator: [], commit: [], ticket: [] };
  return {
    ...projectBody(one),
    access_groups: nobody,
    access_users: { ...nobody, owner: [one.owner] },
    close_status: [],
    custom_keys: [],
    milestones: {},
    priorities: {},
  };
}

function branches(world: World, one: Package, withCommits: string | null): Record<string, unknown> {
  const heads = [...headsOf(world, one.name)].map(([branch, { sha }]) => [branch, sha] as const);
  const total = { total_branches: heads.length };
  if (!['1', 'true', 'True'].includes(withCommits ?? '')) {
    return { ...total, branches: heads.map(([branch]) => branch), default: 'rawhide' };
  }
  const main = heads.filter(([branch]) => branch === 'rawhide');
  return { ...total, branches: Object.fromEntries(heads), default: Object.fromEntries(main) };
}

function urls(base: string, one: Package): Record<string, string> {
  return {
    git: `${base}/rpms/${one.name}.git`,
    ssh: `ssh://{username}@pkgs.fedoraproject.org/rpms/${one.name}.git`,
  };
}

function isMerged(world: World, request: PullRequest): boolean {
  return request.mergedAt !== null && request.mergedAt <= world.now();
}

function requestJson(world: World, one: Package, request: PullRequest): Readonly<Record<string, unknown>> {
  if (request.mergedAt !== null && isMerged(world, request)) {
    return requestBody(one, request, 'Merged', request.mergedAt);
  }
  const flagged = request.flaggedAt <= world.now();
  return requestBody(one, request, 'Open', flagged ? request.flaggedAt : request.openedAt);
}

function byUid(world: World, uid: string): TwinReply {
  for (const one of world.packages) {
    const request = world.pullRequests(one.name).find((each) => each.uid === uid);
    if (request !== undefined) return json(requestJson(world, one, request));
  }
  return refusal(404, 'ENOREQ', 'Pull-Request not found');
}

/** Newest first; `status` is `Open` unless asked for otherwise, and nobody in this Fedora closes without merging. */
function pullRequests(world: World, base: string, one: Package, query: URLSearchParams): TwinReply {
  const status = query.get('status') ?? 'Open';
  const page = Number(query.get('page') ?? 1);
  const perPage = Number(query.get('per_page') ?? 20);
  const whole = Number.isInteger(page) && Number.isInteger(perPage);
  if (!STATUSES.includes(status) || !whole || page < 1 || perPage < 1 || perPage > MAX_PER_PAGE) {
    return refusal(400, 'EINVALIDREQ', 'Invalid or incomplete input submitted');
  }
  const found = world
    .pullRequests(one.name)
    .filter((request) => status === 'All' || status === (isMerged(world, request) ? 'Merged' : 'Open'))
    .reverse();
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const link = (to: number): string =>
    `${base}${API}/rpms/${one.name}/pull-requests?status=${status}&per_page=${perPage}&page=${to}`;
  return json({
    args: { assignee: null, author: null, page, per_page: perPage, status, tags: [] },
    pagination: {
      first: link(1),
      last: link(pages),
      next: page < pages ? link(page + 1) : null,
      page,
      pages,
      per_page: perPage,
      prev: page > 1 ? link(page - 1) : null,
    },
    requests: found
      .slice((page - 1) * perPage, page * perPage)
      .map((request) => requestJson(world, one, request)),
    total_requests: found.length,
  });
}
