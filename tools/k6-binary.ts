import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../lib/targets/config-error.ts';

/** The version that `tools/k6/go.mod` pins. */
const PINNED = 'v2.2.0';
const MODULE = 'go.k6.io/k6/v2';
const INSTALL =
  'install k6 2.1 or later (https://grafana.com/docs/k6/latest/set-up/install-k6/) or Go 1.25 or later';

interface K6 {
  readonly path: string;
  readonly version: string;
}

/**
 * The real k6: `K6_BIN`, then `PATH`, then the project's cache, else built once from the pinned Go module.
 * Throws a `ConfigError` where none of them works.
 */
export async function findK6(say: (line: string) => void, env: NodeJS.ProcessEnv = process.env): Promise<K6> {
  const named = env.K6_BIN;
  if (named !== undefined && named !== '') {
    const version = versionOf(named);
    if (version === null)
      throw new ConfigError(`K6_BIN: "${named}" is no k6 that runs. Valid: a k6 from 2.1 to below 3`);
    if (!isFit(version))
      throw new ConfigError(`K6_BIN: "${named}" is k6 ${version}. Valid: from 2.1 to below 3`);
    return { path: named, version };
  }
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'k6');
    const version = folder !== '' && existsSync(path) ? versionOf(path) : null;
    if (version !== null && isFit(version)) return { path, version };
  }
  const cached = join(cacheFolder(env), `k6-${PINNED}`, 'k6');
  const version = existsSync(cached) ? versionOf(cached) : null;
  if (version !== null && isFit(version)) return { path: cached, version };
  return build(cached, say, env);
}

/** Outside the checkout, so that a fresh clone need not build again. */
function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'k6-packager-workflow');
}

function versionOf(path: string): string | null {
  const ran = spawnSync(path, ['version'], { encoding: 'utf8', timeout: 20_000 });
  return ran.status === 0 ? (/ v(\d+\.\d+\.\d+)/.exec(ran.stdout)?.[1] ?? null) : null;
}

function isFit(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 2 && minor >= 1;
}

async function build(path: string, say: (line: string) => void, env: NodeJS.ProcessEnv): Promise<K6> {
  if (spawnSync('go', ['version'], { env, timeout: 20_000 }).status !== 0) {
    throw new ConfigError(`no k6 in K6_BIN, PATH or the cache, and no Go to build it: ${INSTALL}`);
  }
  say(`building k6 ${PINNED} once, about a minute …`);
  mkdirSync(dirname(path), { recursive: true });
  // Built under another name: a run that is cut off leaves no half binary behind, and two can build at once.
  const fresh = join(dirname(path), `build-${process.pid}`, 'k6');
  mkdirSync(dirname(fresh), { recursive: true });
  try {
    const output = await goBuild(fresh, env);
    const version = versionOf(fresh);
    if (version === null)
      throw new ConfigError(`building k6 with Go failed: ${lastLine(output)}. Else ${INSTALL}`);
    renameSync(fresh, path);
    return { path, version };
  } finally {
    rmSync(dirname(fresh), { recursive: true, force: true });
  }
}

function goBuild(out: string, env: NodeJS.ProcessEnv): Promise<string> {
  const cwd = join(dirname(fileURLToPath(import.meta.url)), 'k6');
  return new Promise((resolve) => {
    const child = spawn('go', ['build', '-o', out, MODULE], {
      cwd,
      env: { ...env, GOFLAGS: '-mod=readonly' },
    });
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += String(chunk);
    });
    child.on('error', (error) => resolve(String(error)));
    child.on('close', () => resolve(output));
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
