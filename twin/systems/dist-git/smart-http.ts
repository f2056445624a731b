import type { Grant, TokenBook } from '../../accounts/tokens.ts';
import type { Live } from '../../live/live.ts';
import { html, type TwinReply, type TwinRequest } from '../../service.ts';
import { branchesOf, gitEnvironment, spawnGit } from './git-process.ts';
import { headsOf } from './history.ts';
import { hookEnvironment, type PushRights } from './hook.ts';
import { receive } from './received.ts';
import { pathOf, type Repositories } from './repositories.ts';

/** Git processes at once. */
const AT_ONCE = 8;
const END_OF_HEAD = '\r\n\r\n';

const PATH =
  /^\/(?:forks\/([\w-]+)\/)?rpms\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** What an access token must be good for; staging wants the same. */
const PUSH_SCOPE = 'https://src.fedoraproject.org/push';
const REALM = 'Basic realm="src.fedoraproject.org"';

/** Which repository a request is for, and what it wants of it. */
interface Asked {
  readonly user: string | null;
  readonly name: string;
  readonly service: string;
}

/** Git over HTTP: the work is done by the machine's own `git http-backend`, as in Fedora behind Apache. */
export class SmartHttp {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(
    private readonly live: Live,
    private readonly tokens: TokenBook,
    private readonly repositories: Repositories,
  ) {}

  /** Null for paths that are not git's. */
  answer(request: TwinRequest): Promise<TwinReply> | TwinReply | null {
    const [, user = null, name = '', service] = PATH.exec(request.path) ?? [];
    if (service === undefined) return null;
    const asked = { user, name, service };
    if (this.live.world.package(name) !== undefined) this.repositories.refresh(name);
    if (service !== 'git-receive-pack' && request.query.get('service') !== 'git-receive-pack') {
      return this.#bounded(() => this.#backend(asked, request));
    }
    // Apache asks the OpenID provider about the token before git sees a push.
    const grant = this.#grantOf(request);
    if ('status' in grant) return grant;
    if (service !== 'git-receive-pack') return this.#bounded(() => this.#backend(asked, request, grant.user));
    return this.#bounded(() => this.#push(asked, request, grant.user));
  }

  #grantOf({ headers }: TwinRequest): Pick<Grant, 'user'> | TwinReply {
    const [, basic = ''] = /^Basic +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const pair = Buffer.from(basic, 'base64').toString('utf8');
    // Any user name: the token is the password.
    const token = pair.slice(pair.indexOf(':') + 1);
    if (token === '') return unauthorized(REALM);
    const grant = this.tokens.read(token);
    if (grant === null) return unauthorized(`${REALM}, error="invalid_token"`);
    if (grant.scopes.includes(PUSH_SCOPE)) return grant;
    return unauthorized(`${REALM}, error="insufficient_scope"`);
  }

  #rightsOf({ user: owner, name }: Asked, user: string): PushRights {
    if (owner !== null)
      return { user, refs: owner === user ? ['refs/heads/*'] : [], commits: owner === user };
    const commits = this.live.world.package(name)?.owner === user;
    const branches = [...headsOf(this.live.world, name).keys()];
    return { user, refs: commits ? branches.map((branch) => `refs/heads/${branch}`) : [], commits };
  }

  /** A push into a package's own repository becomes part of the world before it is answered. */
  #push(asked: Asked, request: TwinRequest, user: string): Promise<TwinReply> {
    const one = this.live.world.package(asked.name);
    if (one === undefined || asked.user !== null) return this.#backend(asked, request, user);
    return this.repositories.change(asked.name, async () => {
      const folder = this.repositories.folder(pathOf(asked.name));
      const before = await branchesOf(folder);
      const reply = await this.#backend(asked, request, user);
      for (const [branch, to] of await branchesOf(folder)) {
        const from = before.get(branch);
        if (from === undefined || from === to) continue;
        this.repositories.brought(
          asked.name,
          await receive(this.live, one, folder, { branch, from, to }, user),
        );
      }
      return reply;
    });
  }

  async #bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  async #backend(
    asked: Asked,
    { method, query, headers, body }: TwinRequest,
    user?: string,
  ): Promise<TwinReply> {
    const { root } = this.repositories;
    const env = {
      ...gitEnvironment(root),
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: method,
      PATH_INFO: `/${pathOf(asked.name, asked.user)}.git/${asked.service}`,
      QUERY_STRING: query.toString(),
      CONTENT_TYPE: headers['content-type'] ?? '',
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: headers['git-protocol'] ?? '',
      ...(user === undefined ? {} : { REMOTE_USER: user, ...hookEnvironment(this.#rightsOf(asked, user)) }),
    };
    const { code, output } = await spawnGit(['http-backend'], env, body);
    return cgiReply(output, code);
  }
}

function unauthorized(challenge: string): TwinReply {
  const page = '<!DOCTYPE html><title>401 Unauthorized</title><h1>Unauthorized</h1>';
  return html(page, 401, { 'www-authenticate': challenge });
}

/** An answer in the form of CGI: headers, an empty line, the body; without `Status` it is a 200. */
function cgiReply(output: Buffer, code: number | null): TwinReply {
  const end = output.indexOf(END_OF_HEAD);
  if (end < 0) throw new Error(`git http-backend said nothing and ended with ${code}`);
  const headers: Record<string, string> = {};
  for (const line of output.subarray(0, end).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const { status = '200 OK', ...others } = headers;
  return {
    status: Number(status.slice(0, 3)),
    headers: others,
    body: output.subarray(end + END_OF_HEAD.length),
  };
}
