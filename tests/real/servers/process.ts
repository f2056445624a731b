import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a command is run; what is not given here is not inherited, but for a fixed, small environment. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** User to run as where this process is root; without root it always runs as whoever we are. */
  readonly user?: string;
}

export interface Daemon {
  readonly name: string;
  readonly log: string;
  /** Why it is no longer running, with the end of its log, or undefined while it runs. */
  dead(): string | undefined;
  /** Ends it and its process group: first the given signal, after `graceMs` SIGKILL. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<void>;
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

const identities = new Map<string, Identity>();
const running = new Set<ChildProcess>();

/** Nothing of a test's own settings, proxies or locale may reach a server. */
function environment(env: RunOptions['env']): Record<string, string> {
  return {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ...env,
  };
}

/** Whether this process may change users and install packages. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** User and group ids of a system user; undefined without root, where nothing can be changed. */
export function identityOf(user: string): Identity | undefined {
  if (!isRoot()) return undefined;
  const known = identities.get(user);
  if (known !== undefined) return known;
  const ask = (flag: string): number =>
    Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout || Number.NaN);
  const found = { uid: ask('-u'), gid: ask('-g') };
  if (Number.isNaN(found.uid + found.gid)) throw new Error(`no user ${user} on this machine`);
  identities.set(user, found);
  return found;
}

function spawnOptions({ env, cwd, user }: RunOptions) {
  const identity = user === undefined ? undefined : identityOf(user);
  return { env: environment(env), ...(cwd === undefined ? {} : { cwd }), ...(identity ?? {}) };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is already gone.
  }
}

let watching = false;

/** A test run that ends early, or is ended, takes its servers with it. */
function watchForTheEnd(): void {
  if (watching) return;
  watching = true;
  const killAll = (): void => {
    for (const child of running) killGroup(child, 'SIGKILL');
  };
  process.on('exit', killAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killAll();
      process.kill(process.pid, signal);
    });
  }
}

/** The last lines of a log file, for an error message. */
function tail(file: string, lines = 12): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}

/** Waits for something to end, but not for longer than this. */
async function within(ms: number, end: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([end, late]);
  clearTimeout(timer);
}

/** Starts a server in its own process group; what it prints is added to `log`. */
export function startDaemon(
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  log: string,
  options: RunOptions = {},
): Daemon {
  watchForTheEnd();
  const out = openSync(log, 'a');
  const child = spawn(command, args, {
    ...spawnOptions(options),
    stdio: ['ignore', out, out],
    detached: true,
  });
  closeSync(out);
  // A test run whose start failed half-way must end all the same.
  child.unref();
  running.add(child);
  let end: string | undefined;
  const ended = new Promise<void>((resolve) => {
    const done = (why: string): void => {
      end ??= why;
      resolve();
    };
    child.once('error', (thrown) => done(thrown.message));
    child.once('exit', (code, signal) => done(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  return {
    name,
    log,
    dead: () => (end === undefined ? undefined : `${name} ended (${end}):\n${tail(log)}`),
    async stop(signal = 'SIGTERM', graceMs = 10_000) {
      if (end === undefined) {
        killGroup(child, signal);
        await within(graceMs, ended);
      }
      // Children that outlive their parent are in its group still.
      killGroup(child, 'SIGKILL');
      await within(5_000, ended);
      running.delete(child);
    },
  };
}

/** Runs a command to its end and returns what it printed; anything but exit code 0 throws what it said. */
export function run(
  [command, ...args]: readonly [string, ...string[]],
  options: RunOptions & { readonly input?: string; readonly timeoutMs?: number } = {},
): Promise<string> {
  const { input = '', timeoutMs = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...spawnOptions(options), stdio: 'pipe', detached: true });
    running.add(child);
    watchForTheEnd();
    let stdout = '';
    let stderr = '';
    const late = setTimeout(() => {
      stderr += `\nno end after ${timeoutMs} ms`;
      killGroup(child, 'SIGKILL');
    }, timeoutMs);
    const done = (error: Error | undefined): void => {
      clearTimeout(late);
      running.delete(child);
      if (error === undefined) resolve(stdout);
      else reject(error);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // A command that fails before it has read everything says why on stderr.
    child.stdin.on('error', () => undefined);
    child.once('error', done);
    child.once('close', (code) => {
      const said = `${stderr}${stdout}`.trim().split('\n').slice(-15).join('\n');
      done(code === 0 ? undefined : new Error(`${command} ${args.join(' ')}: exit code ${code}\n${said}`));
    });
    child.stdin.end(input);
  });
}

/** Asks `ready` until it says yes; throws when time is up, or at once when `dead` has a reason. */
export async function waitFor(
  what: string,
  ready: () => Promise<boolean>,
  {
    timeoutMs = 30_000,
    dead,
  }: { readonly timeoutMs?: number; readonly dead?: () => string | undefined } = {},
): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (let pause = 20; Date.now() < end; pause = Math.min(200, pause * 1.5)) {
    if (await ready()) return;
    const reason = dead?.();
    if (reason !== undefined) throw new Error(`waiting for ${what}: ${reason}`);
    await sleep(pause);
  }
  throw new Error(`${what}: not within ${timeoutMs} ms`);
}

/** A new folder for the data and logs of servers, which their own system users can reach. */
export function makeScratch(prefix = 'pw-real-'): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(dir, 0o711);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A folder within a scratch folder, made if it is missing. */
export function subfolder(parent: string, name: string): string {
  const dir = join(parent, name);
  mkdirSync(dir, { recursive: true, mode: 0o711 });
  return dir;
}
