import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { html, type TwinReply, type TwinRequest } from '../../service.ts';
import type { World } from '../../world/types.ts';
import { Repositories } from './repositories.ts';

/** Git processes at once, and how long one may take. */
const AT_ONCE = 8;
const TIMEOUT_MS = 10_000;
const MAX_OUTPUT = 32 * 1024 * 1024;
const END_OF_HEAD = '\r\n\r\n';

const PATH = /^\/rpms\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Git over HTTP: reading is done by the machine's own `git http-backend`, as in Fedora behind Apache. */
export class SmartHttp {
  readonly #repositories: Repositories;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(
    private readonly world: World,
    folder: string,
  ) {
    this.#repositories = new Repositories(world, folder);
  }

  /** Null for paths that are not git's. */
  answer(request: TwinRequest): Promise<TwinReply> | TwinReply | null {
    const [, name = '', service] = PATH.exec(request.path) ?? [];
    if (service === undefined) return null;
    // Apache asks for an OAuth2 token, sent as the user's name in basic authentication, before git sees a push.
    if (service === 'git-receive-pack' || request.query.get('service') === 'git-receive-pack') {
      const head = { 'www-authenticate': 'Basic realm="src.fedoraproject.org"' };
      return html('<!DOCTYPE html><title>401 Unauthorized</title><h1>Unauthorized</h1>', 401, head);
    }
    if (this.world.package(name) !== undefined) this.#repositories.refresh(name);
    return this.#bounded(() => backend(this.#repositories.root, `/rpms/${name}.git/${service}`, request));
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
}

function backend(
  root: string,
  path: string,
  { method, query, headers, body }: TwinRequest,
): Promise<TwinReply> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: method,
    PATH_INFO: path,
    QUERY_STRING: query.toString(),
    CONTENT_TYPE: headers['content-type'] ?? '',
    CONTENT_LENGTH: String(body.length),
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    HTTP_GIT_PROTOCOL: headers['git-protocol'] ?? '',
  };
  return new Promise((resolve, reject) => {
    // A group of its own, since git starts further processes that a time-out must end as well.
    const child = spawn('git', ['http-backend'], { env, detached: true });
    const late = setTimeout(() => endGroup(child), TIMEOUT_MS);
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_OUTPUT) endGroup(child);
    });
    child.stderr.resume();
    // A process that ended early has closed its input: what it said counts.
    child.stdin.on('error', () => undefined);
    child.on('error', (thrown) => {
      clearTimeout(late);
      reject(thrown);
    });
    child.on('close', (code, signal) => {
      clearTimeout(late);
      if (signal !== null) reject(new Error(`git http-backend was ended by ${signal}`));
      else resolve(cgiReply(Buffer.concat(chunks), code));
    });
    child.stdin.end(body);
  });
}

function endGroup({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
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
