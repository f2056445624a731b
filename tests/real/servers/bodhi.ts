import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { venvCommand, venvScript } from './install.ts';
import { freePort, waitForPort, waitForStatus } from './network.ts';
import { startPostgres } from './postgres.ts';
import { run, startDaemon } from './process.ts';
import type { RealServer } from './types.ts';

/** A release in the words of bodhi's own `/releases/`; what is left out is as bodhi has it by default. */
interface LoadedRelease {
  readonly name: string;
  readonly long_name: string;
  readonly version: string;
  readonly id_prefix: string;
  readonly branch: string;
  readonly dist_tag: string;
  readonly stable_tag: string;
  readonly testing_tag: string;
  readonly candidate_tag: string;
  readonly pending_signing_tag: string;
  readonly pending_testing_tag: string;
  readonly pending_stable_tag: string;
  readonly override_tag: string;
  readonly state: 'pending' | 'frozen' | 'current' | 'disabled' | 'archived';
  readonly composed_by_bodhi?: boolean;
  readonly create_automatic_updates?: boolean;
  readonly eol?: string | null;
  readonly released_on?: string | null;
}

/** An update in the words of bodhi's own `/updates/`; times are UTC, `2026-11-23 15:04:05` or ISO 8601. */
export interface LoadedUpdate {
  readonly alias: string;
  /** Name of a release that is loaded with it or was before. */
  readonly release: string;
  readonly builds: readonly { readonly nvr: string; readonly signed?: boolean; readonly epoch?: number }[];
  readonly user: string;
  readonly type: 'bugfix' | 'security' | 'newpackage' | 'enhancement' | 'unspecified';
  readonly status: 'pending' | 'testing' | 'stable' | 'unpushed' | 'obsolete';
  readonly notes: string;
  readonly date_submitted: string;
  readonly request?: 'testing' | 'stable' | 'obsolete' | 'unpush' | 'revoke' | null;
  readonly severity?: 'unspecified' | 'urgent' | 'high' | 'medium' | 'low';
  readonly test_gating_status?: 'ignored' | 'waiting' | 'passed' | 'failed' | 'greenwave_failed' | null;
  readonly date_testing?: string | null;
  readonly date_stable?: string | null;
  readonly date_approved?: string | null;
  readonly date_modified?: string | null;
  readonly from_tag?: string | null;
  readonly critpath?: boolean;
  readonly locked?: boolean;
  readonly pushed?: boolean;
  readonly stable_karma?: number;
  readonly unstable_karma?: number;
  readonly display_name?: string;
}

/** A compose in progress; it holds the locked updates of its release with the same request. */
interface LoadedCompose {
  readonly release: string;
  readonly request: 'testing' | 'stable';
  readonly state: 'requested' | 'pending' | 'initializing' | 'updateinfo' | 'punging' | 'failed' | 'success';
  readonly date_created?: string;
  readonly state_date?: string;
  readonly error_message?: string | null;
}

interface BodhiContent {
  readonly releases: readonly LoadedRelease[];
  readonly updates: readonly LoadedUpdate[];
  readonly composes?: readonly LoadedCompose[];
}

interface RealBodhi extends RealServer {
  /** Stores releases, then updates, then composes. Pages keep the releases they saw first: load before any GET. */
  load(content: BodhiContent): Promise<void>;
}

/** Settings that stay on this machine: no koji, no bugzilla, no mail, no avatars, no cache on disk. */
function settings(database: string, port: number, celery: string): string {
  return `[app:main]
use = egg:bodhi-server
sqlalchemy.url = ${database}
base_address = http://127.0.0.1:${port}/
buildsystem = dev
acl_system = dummy
bugtracker = dummy
pagure_url = https://127.0.0.1:1/
libravatar_enabled = false
warm_cache_on_start = false
celery_config = ${celery}
dogpile.cache.backend = dogpile.cache.memory
dogpile.cache.expiration_time = 1
authtkt.secret = of-no-use-outside-this-run
session.secret = of-no-use-outside-this-run
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = ${port}
threads = 8
`;
}

/**
 * bodhi-server under waitress over its tables in PostgreSQL, without content.
 * The fault is PostgreSQL stopped.
 */
export async function start(scratch: string): Promise<RealBodhi> {
  const [postgres, port] = await Promise.all([startPostgres(scratch, 'bodhi'), freePort()]);
  const config = join(scratch, 'bodhi.ini');
  const celery = join(scratch, 'celeryconfig.py');
  writeFileSync(celery, "broker_url = 'memory://'\n");
  writeFileSync(config, settings(postgres.url('bodhi'), port, celery));
  const base = `http://127.0.0.1:${port}`;
  const options = { env: { BODHI_CONFIG: config, HOME: scratch }, cwd: scratch };
  const serve = [venvCommand('bodhi', 'pserve'), config] as const;
  const daemon = startDaemon('bodhi', serve, join(scratch, 'bodhi.log'), options);
  await run([...venvScript('bodhi', 'bodhi_models.py'), 'tables'], options);
  await waitForPort(port, daemon);
  await waitForStatus(`${base}/healthz/ready`, 200, daemon);
  return {
    name: 'bodhi',
    addresses: { bodhi: base },
    facts: {},
    async load({ releases, updates, composes = [] }) {
      const input = JSON.stringify({ releases, updates, composes });
      await run([...venvScript('bodhi', 'bodhi_models.py'), 'load'], {
        ...options,
        input,
        timeoutMs: 300_000,
      });
    },
    async fault() {
      await postgres.stop();
      await waitForStatus(`${base}/healthz/ready`, 500, daemon);
    },
    async heal() {
      await postgres.start();
      await waitForStatus(`${base}/healthz/ready`, 200, daemon, 8);
    },
    async stop() {
      await daemon.stop();
      await postgres.stop();
    },
  };
}
