import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type SecureContextOptions } from 'node:tls';
import { type Daemon, waitFor } from './process.ts';

const HOST = '127.0.0.1';

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const address: AddressInfo | string | null = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}

const handedOut = new Set<number>();

/** A loopback port on which nobody listens and that was not handed out before. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const server = createServer();
    const port = await listening(server, 0);
    await new Promise((closed) => server.close(closed));
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error('no free port on loopback');
}

/** The first bytes that a server says by itself within `timeoutMs`; undefined if nobody listens. */
export function firstBytes(port: number, timeoutMs = 2_000): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    const done = (bytes: Buffer | undefined): void => {
      socket.destroy();
      resolve(bytes);
    };
    socket.setTimeout(timeoutMs, () => done(Buffer.alloc(0)));
    socket.once('data', done);
    socket.once('end', () => done(Buffer.alloc(0)));
    socket.once('error', () => done(undefined));
  });
}

/** Whether somebody listens. */
function portOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    const done = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

/** Waits until a server listens on its port; throws at once if its process ends first. */
export function waitForPort(port: number, daemon: Daemon, timeoutMs = 30_000): Promise<void> {
  return waitFor(`${daemon.name} on port ${port}`, () => portOpen(port), { timeoutMs, dead: daemon.dead });
}

/** Status and text of a GET; undefined if there was no answer. */
export async function get(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

/** Waits until a GET has this status, several times in a row where a pool may still hold dead connections. */
export async function waitForStatus(url: string, status: number, daemon: Daemon, times = 1): Promise<void> {
  let seen = 0;
  const ready = async (): Promise<boolean> => {
    for (let turn = 0; turn < times; turn += 1) {
      const answer = await get(url, { accept: 'application/json' });
      seen = answer?.status ?? 0;
      if (seen !== status) return false;
    }
    return true;
  };
  try {
    await waitFor(`${status} from ${url}`, ready, { dead: daemon.dead });
  } catch (thrown) {
    throw new Error(`${thrown instanceof Error ? thrown.message : thrown} (last status ${seen})`);
  }
}

export interface Listener {
  close(): Promise<void>;
}

/** Listens in place of another server and greets everybody with something that is not its protocol. */
export async function greetWrongly(
  port: number,
  greeting: string,
  tls?: SecureContextOptions,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const greet = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.end(greeting);
  };
  // A process that was killed may hold its port for a moment still.
  await waitFor(`port ${port} free`, async () => !(await portOpen(port)));
  const server = tls === undefined ? createServer(greet) : createTlsServer(tls, greet);
  await listening(server, port);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
