import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** How long one process of git may take, and how much it may say. */
const TIMEOUT_MS = 10_000;
const MAX_OUTPUT = 32 * 1024 * 1024;

interface Ended {
  readonly code: number | null;
  readonly output: Buffer;
  /** What it said on its way, for errors. */
  readonly said: string;
}

/** Nothing of the machine's own settings may change what git does here. */
export function gitEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
}

/** Runs git to its end; one that takes too long or says too much is ended, and throws. */
export function spawnGit(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input: Buffer | string = '',
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // A group of its own, since git starts further processes that a time-out must end as well.
    const child = spawn('git', args, { env, detached: true });
    const late = setTimeout(() => endGroup(child), TIMEOUT_MS);
    const chunks: Buffer[] = [];
    let size = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_OUTPUT) endGroup(child);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < 4000) said += text;
    });
    // A process that ended early has closed its input: what it said counts.
    child.stdin.on('error', () => undefined);
    child.on('error', (thrown) => {
      clearTimeout(late);
      reject(thrown);
    });
    child.on('close', (code, signal) => {
      clearTimeout(late);
      if (signal !== null) reject(new Error(`git ${args.join(' ')} was ended by ${signal}`));
      else resolve({ code, output: Buffer.concat(chunks), said });
    });
    child.stdin.end(input);
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

/** What git prints when it is run in a repository; throws when it fails. */
export async function git(folder: string, args: readonly string[], input?: Buffer | string): Promise<Buffer> {
  const { code, output, said } = await spawnGit(['-C', folder, ...args], gitEnvironment(folder), input);
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${said.trim()}`);
  return output;
}

/** The same, as lines. */
export async function gitLines(folder: string, args: readonly string[]): Promise<readonly string[]> {
  return (await git(folder, args))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Where each branch of a repository stands on disk. */
export async function branchesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const format = '--format=%(refname:lstrip=2) %(objectname)';
  const lines = await gitLines(folder, ['for-each-ref', format, 'refs/heads']);
  return new Map(
    lines.map((line) => {
      const blank = line.lastIndexOf(' ');
      return [line.slice(0, blank), line.slice(blank + 1)];
    }),
  );
}
