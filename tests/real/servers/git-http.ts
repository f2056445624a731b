import { spawn } from 'node:child_process';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Listener } from './network.ts';

interface GitHttp {
  readonly port: number;
  /** Folder whose path continues the URL's: `/rpms/bash.git` is its `rpms/bash.git`. */
  readonly projects: string;
  readonly user: string;
  readonly password: string;
  readonly elsewhere: string | undefined;
  /** Environment of every git process. */
  readonly env: Readonly<Record<string, string>>;
}

const BACKEND = '/usr/lib/git-core/git-http-backend';
const CGI_TIMEOUT_MS = 30_000;
const GIT_PATH = /^\/rpms\/[\w.+-]+\.git\//;

/** Whether a request writes, or asks for what a write begins with. */
function writes({ pathname, searchParams }: URL): boolean {
  return pathname.endsWith('/git-receive-pack') || searchParams.get('service') === 'git-receive-pack';
}

function text(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(`${status}\n`);
}

/** CGI as RFC 3875 has it: the request in the environment and on stdin, headers and body on stdout. */
function runBackend(
  at: GitHttp,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  user: string,
): void {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const child = spawn(BACKEND, [], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...at.env,
      GIT_PROJECT_ROOT: at.projects,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header('git-protocol'),
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: header('content-length'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      REMOTE_USER: user,
      REMOTE_ADDR: '127.0.0.1',
      SERVER_PROTOCOL: 'HTTP/1.1',
    },
  });
  const late = setTimeout(() => child.kill('SIGKILL'), CGI_TIMEOUT_MS);
  child.once('close', () => clearTimeout(late));
  child.once('error', () => text(response, 500));
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  const read = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    child.stdout.off('data', read);
    const lines = head.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2)));
    const { Status: status = '200', ...rest } = headers;
    response.writeHead(Number.parseInt(status, 10), rest);
    response.write(head.subarray(end + 4));
    child.stdout.pipe(response);
  };
  child.stdout.on('data', read);
  child.stdout.once('end', () => {
    if (!response.headersSent) text(response, 500);
  });
}

/** Hands a request to another server and its answer back, as a web server in front of several does. */
function passOn(elsewhere: string, request: IncomingMessage, response: ServerResponse): void {
  const { hostname, port } = new URL(elsewhere);
  const { method = 'GET', url = '/', headers } = request;
  const onward = httpRequest(
    { hostname, port, method, path: url, headers, timeout: CGI_TIMEOUT_MS },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('timeout', () => onward.destroy(new Error('timeout')));
  onward.on('error', () => (response.headersSent ? response.destroy() : text(response, 502)));
  request.pipe(onward);
}

/** git's own http-backend as a web server: reading is free, writing needs the one user's password. */
export function serveGit(at: GitHttp): Promise<Listener> {
  const allowed = `Basic ${Buffer.from(`${at.user}:${at.password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const known = request.headers.authorization === allowed;
    if (!GIT_PATH.test(url.pathname)) {
      if (at.elsewhere === undefined) text(response, 404);
      else passOn(at.elsewhere, request, response);
    } else if (writes(url) && !known) {
      text(response, 401, { 'www-authenticate': 'Basic realm="dist-git"' });
    } else {
      runBackend(at, url, request, response, known ? at.user : '');
    }
  });
  server.requestTimeout = 60_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, '127.0.0.1', () =>
      resolve({
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      }),
    );
  });
}
