import { json, type TwinReply, type TwinRequest } from '../../service.ts';
import { flagBody, projectBody } from '../../world/bodies-git.ts';
import type { Package, World } from '../../world/types.ts';
import { answerWrite, isWrite } from './api-writes.ts';
import { headsOf } from './history.ts';
import { notFound } from './pages.ts';
import type { Pagure } from './pagure.ts';
import { refusal } from './refusal.ts';
import { pathOf } from './repositories.ts';

const API = '/api/0';
/** Of pagure's API, not of pagure. */
const VERSION = '0.31';
const STATUSES = ['Open', 'Closed', 'Merged', 'All'];
const MAX_PER_PAGE = 100;

/** Pagure's API: `/-/version` is a constant, everything else is read from database and repositories. */
export function answerApi(pagure: Pagure, request: TwinRequest): TwinReply | Promise<TwinReply> {
  const path = request.path.slice(API.length).replace(/\/$/, '');
  if (isWrite(request)) return answerWrite(pagure, path, request);
  if (path === '/version' || path === '/-/version') return json({ version: VERSION });
  const uid = /^\/pull-requests\/([0-9a-f]{32})$/.exec(path)?.[1];
  if (uid !== undefined) return byUid(pagure, uid);
  const [, user, forked = ''] = /^\/fork\/([\w-]+)\/rpms\/([^/]+)$/.exec(path) ?? [];
  if (user !== undefined) return forkOf(pagure, user, forked);
  const [, name = '', rest = ''] = /^\/rpms\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (name === '') return notFound();
  const found = pagure.world.package(name);
  if (found === undefined) return refusal(404, 'ENOPROJECT');
  return ofProject(pagure, found, rest, request.query);
}

function ofProject(pagure: Pagure, one: Package, rest: string, query: URLSearchParams): TwinReply {
  const { world, base, requests } = pagure;
  switch (rest) {
    case '':
      return json(projectJson(one));
    case '/git/branches':
      return json(branches(world, one, query.get('with_commits')));
    case '/git/urls':
      return json({ total_urls: 2, urls: urls(base, one) });
    case '/pull-requests':
      return pullRequests(pagure, one, query);
  }
  const [, id, flag] = /^\/pull-request\/(\d+)(\/flag)?$/.exec(rest) ?? [];
  if (id === undefined) return notFound();
  const request = requests.find(one.name, Number(id));
  if (request === undefined) return refusal(404, 'ENOREQ');
  if (flag === undefined) return json(requests.bodyOf(one, request));
  return json({ flags: world.now() < request.flaggedAt ? [] : [flagBody(request)] });
}

function forkOf({ world, repositories }: Pagure, user: string, name: string): TwinReply {
  const one = world.package(name);
  if (one === undefined || !repositories.exists(pathOf(name, user))) return refusal(404, 'ENOPROJECT');
  const path = pathOf(name, user);
  const itself = projectJson({ ...one, owner: user });
  return json({
    ...itself,
    fullname: path,
    url_path: path.replace(/^forks/, 'fork'),
    parent: projectBody(one),
  });
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

function byUid({ world, requests }: Pagure, uid: string): TwinReply {
  for (const one of world.packages) {
    const request = world.pullRequests(one.name).find((each) => each.uid === uid);
    if (request !== undefined) return json(requests.bodyOf(one, request));
  }
  return refusal(404, 'ENOREQ');
}

/** Newest first; `status` is `Open` unless asked for otherwise. */
function pullRequests({ world, base, requests }: Pagure, one: Package, query: URLSearchParams): TwinReply {
  const author = query.get('author');
  const status = query.get('status') ?? 'Open';
  const page = Number(query.get('page') ?? 1);
  const perPage = Number(query.get('per_page') ?? 20);
  const whole = Number.isInteger(page) && Number.isInteger(perPage);
  if (!STATUSES.includes(status) || !whole || page < 1 || perPage < 1 || perPage > MAX_PER_PAGE) {
    return refusal(400, 'EINVALIDREQ');
  }
  const found = world
    .pullRequests(one.name)
    .filter((request) => status === 'All' || status === requests.statusOf(request))
    .filter((request) => author === null || author === request.author)
    .reverse();
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const link = (to: number): string =>
    `${base}${API}/rpms/${one.name}/pull-requests?status=${status}&per_page=${perPage}&page=${to}`;
  return json({
    args: { assignee: null, author, page, per_page: perPage, status, tags: [] },
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
      .map((request) => requests.bodyOf(one, request)),
    total_requests: found.length,
  });
}
