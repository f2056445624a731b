/** What has to be there before anything is measured: scripts, answers, the server, locust. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundle, bundleSettings } from '../build.mjs';
import { root } from '../tools/root.ts';
import { answers } from './answers.ts';
import { pinned, SERVER_CORE } from './measure.ts';

const cache = join(root, '.cache/bench');

/** Builds our scripts as every bundle is built, and the baselines with what they import. Returns their folder. */
export async function buildScripts(): Promise<string> {
  const folder = join(cache, 'scripts');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = (of: string, ending: string): string[] =>
    readdirSync(join(root, of)).flatMap((file) =>
      file.endsWith(ending) ? [file.slice(0, -ending.length)] : [],
    );
  for (const name of names('bench/k6', '.ts').filter((one) => one !== 'options')) {
    await bundle({ entry: `bench/k6/${name}.ts`, out: join(folder, `${name}.js`) });
  }
  for (const name of names('bench/baseline', '.js')) {
    const settings = bundleSettings({ entry: `bench/baseline/${name}.js` });
    const made = await build({ ...settings, sourcemap: false });
    for (const file of made.outputFiles) writeFileSync(join(folder, `baseline-${name}.js`), file.contents);
  }
  return folder;
}

/** Writes the answers, one file each. Returns their folder. */
export function writeAnswers(): string {
  const folder = join(cache, 'answers');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of answers()) writeFileSync(join(folder, name), text);
  return folder;
}

export interface Server {
  readonly url: string;
  readonly stop: () => void;
}

/** Starts the server on a core of its own, on any free port. */
export async function startServer(folder: string): Promise<Server> {
  const [program = '', ...args] = pinned(SERVER_CORE, [
    process.execPath,
    join(root, 'bench/server.mjs'),
    folder,
  ]);
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`the server ended with ${code}`)));
    child.stdout?.once('data', (line) => resolve(String(line).trim()));
  });
  return { url, stop: () => void child.kill() };
}

/** The command `locust`, installed as pinned if it is not there; null, with a word why, if that fails. */
export function locustCommand(say: (line: string) => void): string | null {
  const venv = join(cache, 'locust');
  const command = join(venv, 'bin/locust');
  const wanted = readFileSync(join(root, 'bench/locust/requirements.txt'), 'utf8');
  const stamp = join(venv, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return command;
  say('installing locust');
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['python3', '-m', 'venv', venv],
    [
      join(venv, 'bin/pip'),
      'install',
      '--quiet',
      '--requirement',
      join(root, 'bench/locust/requirements.txt'),
    ],
  ];
  for (const [program, ...args] of steps) {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 300_000 });
    if (status === 0) continue;
    say(`locust cannot be installed: ${(stderr ?? '').trim().split('\n').at(-1) ?? `no ${program}`}`);
    return null;
  }
  writeFileSync(stamp, wanted);
  return command;
}
