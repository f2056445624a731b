import {
  html,
  json,
  redirect,
  type TwinContext,
  type TwinReply,
  type TwinRequest,
  type TwinSystem,
  text,
} from '../service.ts';
import type { World } from '../world/types.ts';
import { BodhiLogin } from './bodhi/login.ts';
import { buildJson, buildsOf, composesJson, questionOf, releaseJson, updateJson } from './bodhi/records.ts';
import { complaint, refused } from './bodhi/replies.ts';
import { isPackager, withoutRight } from './bodhi/rights.ts';
import { isComplaint, paged, searchUpdates, yes } from './bodhi/search.ts';
import { write } from './bodhi/writes.ts';
import { decide } from './gating.ts';

const VERSION = '26.4.0';
const TOPICS = [
  'bodhi.buildroot_override.tag',
  'bodhi.buildroot_override.untag',
  'bodhi.compose.complete',
  'bodhi.compose.start',
  'bodhi.repo.done',
  'bodhi.update.comment',
  'bodhi.update.complete.stable',
  'bodhi.update.complete.testing',
  'bodhi.update.request.obsolete',
  'bodhi.update.request.revoke',
  'bodhi.update.request.stable',
  'bodhi.update.request.testing',
  'bodhi.update.request.unpush',
  'bodhi.update.requirements_met.stable',
  'bodhi.update.status.testing.koji-build-group.build.complete',
];

/** bodhi: `/healthz/live` does not touch its database; JSON or HTML is chosen by `Accept`. */
export const bodhi: TwinSystem = {
  system: 'bodhi',
  services: (context) => {
    const login = new BodhiLogin(context.tokens, () => context.world.now());
    return { bodhi: { kind: 'http', handle: (request) => answer(context, login, request) } };
  },
};

function answer(context: TwinContext, login: BodhiLogin, request: TwinRequest): TwinReply {
  const { world, addresses } = context;
  const base = addresses.bodhi;
  const [, collection = '', ...rest] = request.path.split('/').map(decoded);
  if (request.method === 'POST') {
    return write(context, login.callerOf(request), request, [collection, ...rest]);
  }
  switch (request.path) {
    case '/':
      return home(world);
    case '/healthz/live':
      return json('ok');
    case '/healthz/ready':
      return json({ db_session: true });
    case '/api_version':
      return json({ version: VERSION });
    case '/metrics':
      return text(METRICS, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    case '/csrf':
      return login.csrf(request);
    case '/oidc/login-token':
      return login.loginWithToken(request);
    case '/releases':
    case '/updates':
    case '/composes':
    case '/overrides':
      return redirect(`${base}${request.path}/${queryOf(request)}`, 307);
  }
  const key = rest[0] ?? '';
  switch (collection) {
    case 'updates':
      return key === ''
        ? updates(world, base, request)
        : update(context, login.callerOf(request).user, request, key, rest[1] ?? '');
    case 'releases':
    case 'list_releases':
      return key === '' ? releases(world, request) : release(world, request, key);
    case 'builds':
      return key === '' ? builds(world, request) : build(world, key);
    case 'composes':
      return key === '' ? composes(world, request) : compose(world, request, key, rest[1] ?? '');
    case 'overrides':
      return key === '' ? overrides(request) : notFound(request, 'No such override');
    case 'message-schemas':
      return schemas(request, rest);
    default:
      return notFound(request, 'The resource could not be found.');
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function queryOf({ query }: TwinRequest): string {
  return query.size === 0 ? '' : `?${query}`;
}

function wantsJson({ headers }: TwinRequest): boolean {
  return /(?:application|text)\/json/.test(headers.accept ?? '');
}

/** Errors have the form that was asked for, too. */
function notFound(request: TwinRequest, description: string): TwinReply {
  if (wantsJson(request)) return refused(404, [complaint('body', 'name', description)]);
  return html(page('404 Not Found', `<h1>404 <small>Not Found</small></h1><p>${description}</p>`), 404);
}

/** JSON for programs, a page for people. */
function shown(request: TwinRequest, title: string, value: unknown): TwinReply {
  return wantsJson(request) ? json(value) : html(page(title, `<h1>${title}</h1>`));
}

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title} - Fedora Updates System</title></head>
<body>${body}<footer>Copyright Red Hat, Inc. and others. Bodhi ${VERSION}</footer></body></html>
`;
}

/** The figures of the front page come from the database, through a cache. */
function home(world: World): TwinReply {
  const testers = new Map<string, number>();
  for (const { user } of world.updates()) testers.set(user, (testers.get(user) ?? 0) + 1);
  const rows = [...testers]
    .sort((one, other) => other[1] - one[1])
    .slice(0, 5)
    .map(([name, count]) => `<li>${name} <b>${count}</b></li>`);
  const body = `<h1>Fedora Updates System</h1><h6>Active Testers</h6><ul>${rows.join('')}</ul>`;
  return html(page('Home', body));
}

function updates(world: World, base: string, request: TwinRequest): TwinReply {
  const found = searchUpdates(world, request.query);
  if (isComplaint(found)) return refused(400, [found]);
  const part = paged(request.query, found);
  if (isComplaint(part)) return refused(400, [part]);
  const shows = (name: string): boolean => request.query.get(name) === null || yes(request.query.get(name));
  return shown(request, 'Updates', {
    updates: part.rows.map((one) => updateJson(world, base, one)),
    ...part.paging,
    chrome: shows('chrome'),
    display_user: shows('display_user'),
    display_request: true,
    package: request.query.get('packages')?.split(/[\s,]+/)[0] ?? null,
  });
}

function update(
  context: TwinContext,
  user: string | null,
  request: TwinRequest,
  alias: string,
  what: string,
): TwinReply {
  const { world, addresses } = context;
  const found = world.update(alias);
  if (found === undefined || found.alias !== alias) {
    const unknown = complaint('url', 'id', 'Invalid update id');
    return wantsJson(request) || what !== ''
      ? refused(404, [unknown])
      : notFound(request, unknown.description);
  }
  if (what === 'get-test-results') {
    const decided = decide(world, questionOf(world, found));
    return 'status' in decided
      ? refused(502, [complaint('body', 'request', decided.message)])
      : json({ decisions: [decided.body] });
  }
  if (what !== '') return notFound(request, 'The resource could not be found.');
  const mine = user !== null && isPackager(context, user) && withoutRight(context, user, found).length === 0;
  return shown(request, alias, {
    update: updateJson(world, addresses.bodhi, found),
    can_edit: mine,
    ci_allowed: mine,
  });
}

function releases(world: World, request: TwinRequest): TwinReply {
  const { query } = request;
  const states = (query.get('state') ?? '').split(/[\s,]+/).filter((one) => one !== '');
  const name = query.get('name');
  const found = world.releases
    .filter(
      (one) => (states.length === 0 || states.includes(one.state)) && (name === null || one.name === name),
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const part = paged(query, found);
  if (isComplaint(part)) return refused(400, [part]);
  return shown(request, 'Releases', { releases: part.rows.map(releaseJson), ...part.paging });
}

function release(world: World, request: TwinRequest, name: string): TwinReply {
  const found = world.releases.find((one) => [one.name, one.branch, one.distTag].includes(name));
  return found === undefined
    ? notFound(request, 'No such release')
    : shown(request, found.longName, releaseJson(found));
}

function builds(world: World, request: TwinRequest): TwinReply {
  const aliases = (request.query.get('updates') ?? '').split(/[\s,]+/).filter((one) => one !== '');
  const nvr = request.query.get('nvr');
  const wanted = world.updates().filter(({ alias }) => aliases.length === 0 || aliases.includes(alias));
  const found = wanted
    .flatMap((one) => buildsOf(world, one))
    .filter((one) => nvr === null || one.nvr === nvr);
  const part = paged(
    request.query,
    found.sort((one, other) => (one.nvr < other.nvr ? -1 : 1)),
  );
  if (isComplaint(part)) return refused(400, [part]);
  return json({ builds: part.rows.map((one) => buildJson(world, one)), ...part.paging });
}

/** Bodhi knows a build from its update on, not from koji. */
function build(world: World, nvr: string): TwinReply {
  const found = world.build(nvr);
  if (found === undefined || world.updateOf(found.id) === undefined) {
    return refused(404, [complaint('body', 'nvr', 'No such build')]);
  }
  return json(buildJson(world, found));
}

function composes(world: World, request: TwinRequest): TwinReply {
  return shown(request, 'Composes', { composes: composesJson(world) });
}

function compose(world: World, request: TwinRequest, releaseName: string, kind: string): TwinReply {
  const id = world.releases.findIndex(({ name }) => name === releaseName) + 1;
  const found = composesJson(world).find((one) => one.release_id === id && one.request === kind);
  return found === undefined
    ? notFound(request, 'The resource could not be found.')
    : shown(request, 'Compose', { compose: found });
}

/** Nobody of the twin overrides a buildroot. */
function overrides(request: TwinRequest): TwinReply {
  const part = paged<never>(request.query, []);
  if (isComplaint(part)) return refused(400, [part]);
  return shown(request, 'Overrides', {
    overrides: part.rows,
    ...part.paging,
    chrome: true,
    display_user: true,
  });
}

function schemas(request: TwinRequest, [version = '', topic = '']: readonly string[]): TwinReply {
  if (version !== 'v1') return notFound(request, 'The resource could not be found.');
  if (topic === '') return json(TOPICS);
  if (!TOPICS.includes(topic)) return notFound(request, 'The resource could not be found.');
  return json({
    $schema: 'http://json-schema.org/draft-04/schema#',
    id: `https://bodhi.fedoraproject.org/message-schemas/v1/${topic}#`,
    type: 'object',
  });
}

const METRICS = `# HELP pyramid_request Requests by method, path and status
# TYPE pyramid_request histogram
pyramid_request_bucket{le="+Inf",method="GET",path_info_pattern="/updates/",status="200"} 1.0
pyramid_request_count{method="GET",path_info_pattern="/updates/",status="200"} 1.0
pyramid_request_sum{method="GET",path_info_pattern="/updates/",status="200"} 0.1
# HELP pyramid_request_ingress Number of requests under way
# TYPE pyramid_request_ingress gauge
pyramid_request_ingress{method="GET",path_info_pattern="/updates/"} 0.0
`;
