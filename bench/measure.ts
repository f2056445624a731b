/** Runs a client against the server and tells what CPU it took. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A client doing one thing, so many times a run. */
export interface Side {
  readonly name: string;
  readonly command: readonly string[];
  readonly requests: number;
  readonly env: Readonly<Record<string, string>>;
}

/** The core that clients have for themselves; the server has the other. */
const CLIENT_CORE = '0';
export const SERVER_CORE = '1';
/** As few as start all users: what such a run takes is the start's, not the requests'. */
const FEW = 10;
const TICKS_PER_SECOND = 100;
const LIMIT_MS = 120_000;

/** A client that failed: its figures cannot be measured. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
}

/** Pins a command to a core, so that client and server do not take time from each other. */
export function pinned(core: string, command: readonly string[]): string[] {
  return ['taskset', '-c', core, ...command];
}

/**
 * CPU seconds, in user and system mode, of all children that have ended: the kernel's own count, which does not
 * swing with what else runs as the time on a clock does.
 */
function secondsOfChildren(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The name of the process, in parentheses, may hold blanks; the times of children are fields 16 and 17.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** CPU seconds of one run with that many requests. Throws when the client fails or says that something is wrong. */
async function secondsOf(side: Side, requests: number): Promise<number> {
  const before = secondsOfChildren();
  const [program = '', ...args] = pinned(CLIENT_CORE, side.command);
  const env = { ...process.env, ...side.env, BENCH_REQUESTS: String(requests) };
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += String(chunk);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 137));
  });
  clearTimeout(timer);
  // k6 ends with 0 although iterations threw, so its log is read too.
  if (code !== 0 || /level=(?:error|warning)|Traceback|ERROR/.test(log)) {
    throw new ClientError(`${side.name} ended with ${code}: ${log.slice(0, 600)}`);
  }
  return secondsOfChildren() - before;
}

/** CPU seconds per request of each side and run; the sides take turns, so that what disturbs one disturbs all. */
export async function measured(sides: readonly Side[], runs: number): Promise<ReadonlyMap<string, number[]>> {
  const starts = new Map<string, number>();
  const perRequest = new Map<string, number[]>();
  for (const side of sides) {
    const few = Math.min(FEW, side.requests - 1);
    starts.set(side.name, Math.min(await secondsOf(side, few), await secondsOf(side, few)));
    perRequest.set(side.name, []);
  }
  for (let run = 0; run < runs; run++) {
    for (const side of sides) {
      const few = Math.min(FEW, side.requests - 1);
      const seconds = (await secondsOf(side, side.requests)) - (starts.get(side.name) ?? 0);
      perRequest.get(side.name)?.push(Math.max(seconds, 1 / TICKS_PER_SECOND) / (side.requests - few));
    }
  }
  return perRequest;
}

/** The most memory that a run had resident, in bytes. */
export async function peakMemory(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentOf(child.pid));
  }, 20);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 137));
  });
  clearInterval(timer);
  if (code !== 0 || peak === 0) throw new Error(`${command.join(' ')} ended with ${code}`);
  return peak;
}

function residentOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    // It has just ended.
    return 0;
  }
}
