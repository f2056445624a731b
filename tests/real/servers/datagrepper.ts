import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { venvCommand, venvScript } from './install.ts';
import { freePort, get, waitForStatus } from './network.ts';
import { startPostgres } from './postgres.ts';
import { run, startDaemon, waitFor } from './process.ts';
import type { RealServer } from './types.ts';

/** A message as datanommer stores it. */
export interface LoadedMessage {
  readonly topic: string;
  readonly id: string;
  /** ISO 8601, in UTC; the publisher cuts it to whole seconds, and so does `load`. */
  readonly sentAt: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly packages: readonly string[];
  readonly users: readonly string[];
}

interface RealDatagrepper extends RealServer {
  /** Stores messages as datanommer does, tens of thousands in seconds; returns how many the database holds now. */
  load(messages: Iterable<LoadedMessage>): Promise<number>;
}

/** So much text at once: all together would not fit into one string. */
const CHUNK = 16 * 1024 * 1024;

function writeLines(file: string, values: Iterable<unknown>): void {
  let text = '';
  for (const value of values) {
    text += `${JSON.stringify(value)}\n`;
    if (text.length < CHUNK) continue;
    appendFileSync(file, text);
    text = '';
  }
  appendFileSync(file, text);
}

/** What Fedora's deployment sets. */
const DEFAULT_QUERY_DELTA = 86_400;

/**
 * datagrepper under gunicorn over datanommer's tables in PostgreSQL, at `/datagrepper`, without messages.
 * The fault is PostgreSQL stopped.
 */
export async function start(scratch: string): Promise<RealDatagrepper> {
  const [postgres, port] = await Promise.all([startPostgres(scratch, 'messages'), freePort()]);
  const database = postgres.url('messages');
  const config = join(scratch, 'datagrepper_config.py');
  writeFileSync(
    config,
    `DATANOMMER_SQLALCHEMY_URL = '${database}'\nDEFAULT_QUERY_DELTA = ${DEFAULT_QUERY_DELTA}\n`,
  );
  const base = `http://127.0.0.1:${port}/datagrepper`;
  // One worker: after an outage its pool is the only one that may hold dead connections.
  const serve = [
    venvCommand('datagrepper', 'gunicorn'),
    ...['--bind', `127.0.0.1:${port}`, '--workers', '1', '--threads', '8', '--timeout', '60'],
    'datagrepper.app:app',
  ] as const;
  const daemon = startDaemon('datagrepper', serve, join(scratch, 'datagrepper.log'), {
    env: { DATAGREPPER_CONFIG: config, SCRIPT_NAME: '/datagrepper', HOME: scratch },
    cwd: scratch,
  });
  await run([...venvScript('datagrepper', 'datagrepper_tables.py'), database]);
  await waitForStatus(`${base}/healthz/ready`, 200, daemon);
  return {
    name: 'datagrepper',
    addresses: { datagrepper: base },
    facts: { database },
    async load(messages) {
      const file = join(scratch, 'messages.jsonl');
      writeLines(file, messages);
      const script = venvScript('datagrepper', 'datagrepper_load.py');
      const stored = await run([...script, database, file], { timeoutMs: 300_000 });
      rmSync(file);
      return Number(stored);
    },
    async fault() {
      await postgres.stop();
      await waitForStatus(`${base}/healthz/ready`, 503, daemon);
    },
    async heal() {
      await postgres.start();
      await waitFor('datagrepper', async () => (await get(`${base}/messagecount`))?.status === 200);
      await waitForStatus(`${base}/healthz/ready`, 200, daemon, 3);
    },
    async stop() {
      // gunicorn's quick end: it does not wait for connections that are kept alive.
      await daemon.stop('SIGINT');
      await postgres.stop();
    },
  };
}
