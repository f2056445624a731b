import { TWIN_CREDENTIALS } from '../../accounts/people.ts';
import { json, type TwinReply, type TwinRequest } from '../../service.ts';
import type { Package } from '../../world/types.ts';
import { notFound } from './pages.ts';
import type { Pagure } from './pagure.ts';
import { plainRefusal, refusal } from './refusal.ts';
import { pathOf } from './repositories.ts';

type Fields = Readonly<Record<string, string>>;

export function isWrite({ method }: TwinRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** What the API does for whoever has a token of pagure's own kind. */
export async function answerWrite(pagure: Pagure, path: string, request: TwinRequest): Promise<TwinReply> {
  const user = userOf(request);
  if (user === null) return refusal(401, 'EINVALIDTOK');
  const fields = fieldsOf(request);
  if (path === '/fork') return fork(pagure, user, fields);
  const [, name = '', rest = ''] = /^\/rpms\/([^/]+)\/pull-request\/(.+)$/.exec(path) ?? [];
  if (name === '') return notFound();
  const one = pagure.world.package(name);
  if (one === undefined) return refusal(404, 'ENOPROJECT');
  if (rest === 'new') return open(pagure, one, user, fields);
  const [, id, what] = /^(\d+)\/(merge|close)$/.exec(rest) ?? [];
  if (what === undefined) return notFound();
  return what === 'merge'
    ? merge(pagure, one, Number(id), user, fields)
    : close(pagure, one, Number(id), user);
}

/** Whose token it is: pagure looks for the word, and takes what follows. */
function userOf({ headers }: TwinRequest): string | null {
  const [, token] = /^token +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return token === TWIN_CREDENTIALS.pagureToken ? TWIN_CREDENTIALS.principal : null;
}

/** A form, or JSON; what is no text in it is not looked at. */
function fieldsOf({ headers, body }: TwinRequest): Fields {
  const text = body.toString('utf8');
  if (!(headers['content-type'] ?? '').includes('json')) return Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    return Object.fromEntries(
      Object.entries(Object(value)).map(([name, each]) => [name, typeof each === 'string' ? each : '']),
    );
  } catch {
    return {};
  }
}

async function fork({ world, repositories }: Pagure, user: string, fields: Fields): Promise<TwinReply> {
  const { repo = '', namespace = '' } = fields;
  if (repo === '') return refusal(400, 'EINVALIDREQ', { repo: ['This field is required.'] });
  if (namespace !== 'rpms' || world.package(repo) === undefined) return refusal(404, 'ENOPROJECT');
  const path = pathOf(repo, user);
  if (repositories.exists(path)) return plainRefusal(400, `Repo "${path}" already exists`);
  await repositories.change(repo, async () => repositories.fork(repo, user));
  return json({ message: `Repo "rpms/${repo}" cloned to "${user}/rpms/${repo}"` });
}

async function open(pagure: Pagure, one: Package, user: string, fields: Fields): Promise<TwinReply> {
  const { title = '', branch_to: branchTo = '', branch_from: branchFrom = '', initial_comment = '' } = fields;
  for (const [name, value] of Object.entries({ title, branch_to: branchTo, branch_from: branchFrom })) {
    if (value === '') return refusal(400, 'EINVALIDREQ', { [name]: ['This field is required.'] });
  }
  const owner = fields.repo_from === undefined ? null : (fields.repo_from_username ?? null);
  if (owner !== null && !pagure.repositories.exists(pathOf(one.name, owner)))
    return refusal(404, 'ENOPROJECT');
  // Whoever asks must be able to commit to where the changes are.
  if ((owner ?? one.owner) !== user) return refusal(401, 'ENOTHIGHENOUGH');
  const wanted = { title, comment: initial_comment, branchTo, branchFrom, fork: owner, author: user };
  const request = await pagure.requests.open(one, wanted);
  if (typeof request === 'string') return refusal(400, 'EINVALIDREQ', request);
  return json(pagure.requests.bodyOf(one, request));
}

async function merge(
  { requests }: Pagure,
  one: Package,
  id: number,
  user: string,
  { wait = '1' }: Fields,
): Promise<TwinReply> {
  const request = requests.find(one.name, id);
  if (request === undefined || requests.statusOf(request) !== 'Open') return refusal(404, 'ENOREQ');
  if (one.owner !== user || !requests.isOurs(request)) return refusal(403, 'ENOPRCLOSE');
  if (!(await requests.merge(one, request, user))) return refusal(409, 'EPRCONFLICTS');
  return json(
    wait === '' ? { message: 'Merging queued', taskid: request.uid } : { message: 'Changes merged!' },
  );
}

function close({ requests }: Pagure, one: Package, id: number, user: string): TwinReply {
  const request = requests.find(one.name, id);
  if (request === undefined || requests.statusOf(request) !== 'Open') return refusal(404, 'ENOREQ');
  if ((one.owner !== user && request.author !== user) || !requests.isOurs(request))
    return refusal(403, 'ENOPRCLOSE');
  requests.close(one, request, user);
  return json({ message: 'Pull-request closed!' });
}
