import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './network.ts';
import { type Daemon, identityOf, run, startDaemon, subfolder, waitFor } from './process.ts';

/** Server binaries of Debian's postgresql-15, which are not in PATH. */
export const POSTGRES_BIN = '/usr/lib/postgresql/15/bin';

interface Postgres {
  readonly port: number;
  /** SQLAlchemy URL of a database in it. */
  url(database: string): string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** It listens before it takes queries, so an open port is not enough. */
async function accepts(port: number): Promise<boolean> {
  try {
    await run([`${POSTGRES_BIN}/pg_isready`, '-q', '-h', '127.0.0.1', '-p', String(port)]);
    return true;
  } catch {
    return false;
  }
}

/** A PostgreSQL cluster of its own in the scratch folder, started, with one empty database in it. */
export async function startPostgres(scratch: string, database: string): Promise<Postgres> {
  const user = 'postgres';
  const dir = subfolder(scratch, 'postgres');
  const owner = identityOf(user);
  if (owner !== undefined) chownSync(dir, owner.uid, owner.gid);
  const data = join(dir, 'data');
  const port = await freePort();
  const initdb = [
    '--no-sync',
    '-A',
    'trust',
    '-U',
    user,
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-D',
    data,
  ] as const;
  await run([`${POSTGRES_BIN}/initdb`, ...initdb], { user, cwd: dir });
  // The data lives as long as one test run, and all times in it are UTC.
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: dir,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    timezone: 'UTC',
    shared_buffers: '64MB',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let daemon: Daemon | undefined;
  const server: Postgres = {
    port,
    url: (name) => `postgresql://${user}@127.0.0.1:${port}/${name}`,
    async start() {
      const command = [`${POSTGRES_BIN}/postgres`, '-D', data, '-p', String(port), ...flags] as const;
      daemon = startDaemon('postgres', command, join(scratch, 'postgres.log'), { user, cwd: dir });
      await waitFor('PostgreSQL', () => accepts(port), { dead: daemon.dead });
    },
    // SIGINT is PostgreSQL's fast shutdown: it ends the connections that are open instead of waiting for them.
    stop: async () => daemon?.stop('SIGINT'),
  };
  await server.start();
  await run([`${POSTGRES_BIN}/createdb`, '-h', '127.0.0.1', '-p', String(port), '-U', user, database]);
  return server;
}
