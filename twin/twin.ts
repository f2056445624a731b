import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { ADDRESS_NAMES, ADDRESSES, type AddressName, twinAddress } from '../lib/targets/addresses.ts';
import { ConfigError } from '../lib/targets/config-error.ts';
import { TWIN_CREDENTIALS } from './accounts/people.ts';
import { makeCertificate } from './certificate.ts';
import { createContext } from './context.ts';
import { type Disorder, disordered } from './disorder.ts';
import type { Fault } from './faults/fault.ts';
import { harmOf } from './faults/harm.ts';
import type { Conduct } from './live/conduct.ts';
import type { Live } from './live/live.ts';
import type { Interceptor, Service, TwinReply, TwinRequest } from './service.ts';

import { TWIN_SYSTEMS } from './systems/index.ts';
import type { SeasonName } from './world/seasons.ts';
import type { World } from './world/types.ts';
import { createWorld } from './world/world.ts';

const HOST = '127.0.0.1';
const KEEP_ALIVE_MS = 60_000;
const MAX_BODY = 32 * 1024 * 1024;

/** What the packager of every twin logs in with: as public as the twin itself. */
export const TWIN_SECRETS = {
  PW_SECRET_PRINCIPAL: TWIN_CREDENTIALS.principal,
  PW_SECRET_PASSWORD: TWIN_CREDENTIALS.password,
  PW_SECRET_PAGURE_TOKEN: TWIN_CREDENTIALS.pagureToken,
} as const;

export interface Twin {
  readonly world: World;
  /** What clients have changed, and how the twin behaves towards them. */
  readonly live: Live;
  readonly addresses: Readonly<Record<AddressName, string>>;
  /** Addresses and credentials as variables, and the file with the authority that signed its certificate. */
  readonly env: Readonly<Record<string, string>>;
  /** What its TLS services show. */
  readonly certificate: Certificate;
  stop(): Promise<void>;
}

interface TwinOptions {
  /** First of the fixed ports; 0 takes free ones. */
  readonly portBase: number;
  readonly now?: () => number;
  readonly seed?: number;
  /** What time of Fedora's year it is; an ordinary one if left out. */
  readonly season?: SeasonName;
  /** How the bus ails; it is well if left out. */
  readonly disorder?: Disorder;
  /** How it behaves towards those who change something; well, and at scale 1, if left out. */
  readonly conduct?: Partial<Conduct>;
  /** What goes wrong in it. */
  readonly faults?: readonly Fault[];
  /** Stands between clients and the services, faults included. */
  readonly intercept?: Interceptor;
}

/** Starts every system of the twin on loopback. A taken port is a `ConfigError`, and nothing stays open. */
export async function startTwin(options: TwinOptions): Promise<Twin> {
  const scratch = mkdtempSync(join(tmpdir(), 'pw-twin-'));
  const certificate = await makeCertificate(scratch);
  const servers = new Map<AddressName, { server: Server; sockets: Set<Socket>; port: number }>();
  let stopped = false;
  const stop = async (): Promise<void> => {
    stopped = true;
    await Promise.all([...servers.values()].map(closeAll));
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const harm = harmOf(options.faults ?? [], (options.now ?? Date.now)());
    // Addresses are known only once the ports are open, and the modules need all of them.
    const late = new Map<AddressName, Service>();
    for (const [index, name] of ADDRESS_NAMES.entries()) {
      const service = (): Service | undefined =>
        intercepted(name, intercepted(name, late.get(name), harm.intercept), options.intercept);
      const server = serverOf(ADDRESSES[name].schemes[0], certificate, service);
      servers.set(name, await listen(name, server, options.portBase === 0 ? 0 : options.portBase + index));
    }
    const addresses = addressesOf((name) => servers.get(name)?.port ?? 0);
    const { now, seed, season, disorder, conduct } = options;
    const healthy = createWorld({
      ...(now === undefined ? {} : { now }),
      ...(seed === undefined ? {} : { seed }),
      ...(season === undefined ? {} : { season }),
    });
    const base = harm.base(disorder === undefined ? healthy : disordered(healthy, disorder));
    const context = createContext({
      base,
      addresses,
      scratch,
      kdcSkewMs: harm.skewMs,
      ...(conduct === undefined ? {} : { conduct }),
    });
    const { world, live } = context;
    for (const system of TWIN_SYSTEMS) {
      const services = system.services(harm.view(system.system, context));
      for (const name of ADDRESS_NAMES) {
        const service = services[name];
        if (service !== undefined) late.set(name, service);
      }
    }
    prepare(world, () => stopped);
    for (const name of harm.refused) {
      const closed = servers.get(name);
      if (closed !== undefined) await closeAll(closed);
      servers.delete(name);
    }
    const env = Object.fromEntries(ADDRESS_NAMES.map((name) => [ADDRESSES[name].variable, addresses[name]]));
    return {
      world,
      live,
      addresses,
      env: { ...env, ...TWIN_SECRETS, SSL_CERT_FILE: certificate.caFile },
      certificate,
      stop,
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** Makes the world ready between requests, before many come: k6 takes longer to start than this does. */
function prepare(world: World, stopped: () => boolean): void {
  const steps = [...world.preparations()];
  const next = (): void => {
    if (stopped()) return;
    steps.shift()?.();
    if (steps.length > 0) setImmediate(next);
  };
  setImmediate(next);
}

function intercepted(
  name: AddressName,
  service: Service | undefined,
  intercept: Interceptor | undefined,
): Service | undefined {
  if (intercept === undefined || service?.kind !== 'http') return service;
  return {
    kind: 'http',
    handle: (request) => intercept(name, request, async (changed = request) => service.handle(changed)),
  };
}

/** The addresses of a twin on fixed ports, without starting it. */
export function addressesOf(port: (name: AddressName) => number): Record<AddressName, string> {
  const found: Partial<Record<AddressName, string>> = {};
  for (const name of ADDRESS_NAMES) found[name] = twinAddress(name, port(name));
  const complete = (all: typeof found): all is Record<AddressName, string> =>
    ADDRESS_NAMES.every((name) => all[name] !== undefined);
  if (!complete(found)) throw new Error('an address has no port');
  return found;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

function serverOf(scheme: string, certificate: Certificate, service: () => Service | undefined): Server {
  if (scheme === 'http') {
    const server = createServer((request, response) => void serve(service(), request, response));
    // Longer than the proxies of Fedora: who hangs up first is for faults to say.
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    return server;
  }
  const accept = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    const found = service();
    if (found === undefined || found.kind === 'http') socket.destroy();
    else found.accept(socket);
  };
  return scheme === 'amqps' ? createTlsServer(certificate, accept) : createTcpServer(accept);
}

async function listen(name: AddressName, server: Server, port: number) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      const { variable } = ADDRESSES[name];
      reject(
        new ConfigError(
          `port ${port} of the twin (${name}, ${variable}) is taken. Valid: another --port-base N`,
        ),
      );
    });
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`${name} has no port`);
  return { server, sockets, port: address.port };
}

async function closeAll({ server, sockets }: { server: Server; sockets: Set<Socket> }): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await closed;
}

async function serve(
  service: Service | undefined,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let reply: TwinReply;
  try {
    const request = await readRequest(message);
    reply =
      service?.kind === 'http'
        ? await service.handle(request)
        : { status: 503, body: 'the twin is still starting\n' };
  } catch (thrown) {
    // A bug of the twin must look like one, not like a healthy or a broken system.
    const body = `the twin itself failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`;
    reply = { status: 599, body };
  }
  const body = message.method === 'HEAD' ? '' : (reply.body ?? '');
  response.writeHead(reply.status, {
    'content-length': String(Buffer.byteLength(reply.body ?? '')),
    ...reply.headers,
  });
  response.end(body);
  answeredAt.set(message.socket, Date.now());
}

/** When the last answer on a connection was given. */
const answeredAt = new WeakMap<Socket, number>();

async function readRequest(message: IncomingMessage): Promise<TwinRequest> {
  const beganAt = Date.now();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY) throw new Error(`a body of more than ${MAX_BODY} bytes`);
    chunks.push(bytes);
  }
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const before = answeredAt.get(message.socket);
  return {
    ...(before === undefined ? {} : { silentMs: beganAt - before }),
    method: message.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers,
    body: Buffer.concat(chunks),
  };
}
