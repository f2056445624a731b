import type { Acceptor } from '../../accounts/acceptor.ts';
import type { Account } from '../../accounts/people.ts';
import { html, json, type TwinReply, type TwinRequest } from '../../service.ts';
import { mailOf } from '../../world/people.ts';
import { answerHealthz } from './healthz.ts';

/** Below its version everything is behind Apache's Kerberos; the rest is open. */
const VERSIONED = /^\/v[0-9]+\//;
const PATHS = ['/me/', '/users/', '/users/{username}/', '/groups/', '/groups/{groupname}/', '/search/users/'];

/** Who may not log in is hidden from everyone. */
const isShown = ({ state }: Account): boolean => state !== 'revoked';

/** FASJSON 1.7: who is asking, and whose member one is, for whoever shows a ticket. */
export async function answerFasjson(
  base: string,
  acceptor: Acceptor,
  request: TwinRequest,
): Promise<TwinReply> {
  const { path } = request;
  const health = answerHealthz(path);
  if (health !== null) return health;
  if (!VERSIONED.test(path)) return answerStranger(base, path);
  const seen = await acceptor.accept(request.headers.authorization, request.headers.host ?? '');
  if ('refusal' in seen) return json({ message: 'Unauthorized' }, 401, { 'www-authenticate': seen.refusal });
  const reply = answerUser(base, acceptor, seen.principal.replace(/@.*$/, ''), request);
  return { ...reply, headers: { ...reply.headers, 'www-authenticate': seen.reply } };
}

function answerStranger(base: string, path: string): TwinReply {
  switch (path) {
    case '/':
      return json({
        message: 'Welcome to FASJSON',
        apis: [{ version: 1, uri: `${base}/v1/`, specs: `${base}/specs/v1.json`, docs: `${base}/docs/v1/` }],
      });
    case '/specs/v1.json':
      return json({
        swagger: '2.0',
        basePath: '/v1',
        info: { title: 'FAS-JSON', version: '1.0' },
        paths: Object.fromEntries(PATHS.map((one) => [one, { get: { responses: { 200: {}, 401: {} } } }])),
      });
    case '/docs/v1/':
      return html('<!doctype html><title>FAS-JSON</title><div id="swagger-ui"></div>');
    default:
      return json({ message: 'Not Found' }, 404);
  }
}

function answerUser(base: string, acceptor: Acceptor, asking: string, request: TwinRequest): TwinReply {
  const { realm } = acceptor;
  const uriOf = (user: string): string => `${base}/v1/users/${user}/`;
  if (request.path === '/v1/me/') {
    const dn = `uid=${asking},cn=users,cn=accounts,${baseOf(realm.name)}`;
    return json({ result: { dn, username: asking, service: null, uri: uriOf(asking) } });
  }
  const [, name = '', list] = /^\/v1\/users\/([^/]+)\/(?:(groups|agreements)\/)?$/.exec(request.path) ?? [];
  if (name === '') return json({ message: 'Not Found' }, 404);
  const account = realm.people.find(decodeURIComponent(name));
  if (account === undefined || !isShown(account)) {
    return json({ name, message: list === undefined ? 'User not found' : 'User does not exist' }, 404);
  }
  switch (list) {
    case 'groups': {
      const uri = (groupname: string): string => `${base}/v1/groups/${groupname}/`;
      const groups = account.groups.map((groupname) => ({ groupname, uri: uri(groupname) }));
      return paged(groups, `${base}${request.path}`, request.query);
    }
    case 'agreements':
      return paged(
        account.agreements.map((one) => ({ name: one })),
        `${base}${request.path}`,
        request.query,
      );
    default:
      return json({ result: profileOf(account, uriOf(name)) });
  }
}

/** The realm's name as LDAP has it. */
function baseOf(realm: string): string {
  const parts = realm.toLowerCase().split('.');
  return parts.map((part) => `dc=${part}`).join(',');
}

/** All that FASJSON tells of an account; what its owner did not fill in is null. */
function profileOf({ name }: Account, uri: string) {
  return {
    username: name,
    surname: name,
    givenname: name,
    human_name: name,
    emails: [mailOf(name)],
    ircnicks: null,
    locale: 'en-US',
    timezone: 'UTC',
    gpgkeyids: null,
    sshpubkeys: null,
    certificates: null,
    creation: '2020-11-24T12:00:00+00:00',
    is_private: false,
    locked: false,
    github_username: null,
    gitlab_username: null,
    pronouns: null,
    rhbzemail: null,
    website: null,
    rssurl: null,
    websites: null,
    rssurls: null,
    uri,
  };
}

/** Everything at once, unless a page of some size is asked for. */
function paged(items: readonly unknown[], url: string, query: URLSearchParams): TwinReply {
  const size = Number(query.get('page_size') ?? 0);
  if (size === 0) return json({ result: items });
  const number = Number(query.get('page_number') ?? 1);
  const pages = Math.ceil(items.length / size);
  const next = number < pages ? { next_page: `${url}?page_size=${size}&page_number=${number + 1}` } : {};
  const page = { total_results: items.length, page_size: size, page_number: number, total_pages: pages };
  return json({ result: items.slice((number - 1) * size, number * size), page: { ...page, ...next } });
}
