import { spawn } from 'node:child_process';
import { root } from './root.ts';

/** Lines that k6 prints for what is no fault of a run: a greeting read through HTTP, thresholds that the table tells. */
const NOISE =
  /level=(?:info|debug|warning)|thresholds on metrics|test run was marked as failed|source=stacktrace hint="test/;

interface K6Run {
  readonly code: number;
  /** What k6 logged as errors, without the noise. */
  readonly errors: string;
}

/** Runs k6 with its standard output passed on and a bound on its time. Kills it when the bound or a signal comes. */
export function runK6(
  k6: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  limitMs: number,
  stdout: 'inherit' | 'ignore' = 'inherit',
): Promise<K6Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(k6, args, { cwd: root, env, stdio: ['ignore', stdout, 'pipe'] });
    const kill = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(kill, limitMs);
    process.once('SIGINT', kill);
    process.once('SIGTERM', kill);
    let log = '';
    child.stderr?.on('data', (chunk) => {
      log += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', kill);
      process.off('SIGTERM', kill);
      const errors = log.split('\n').filter((line) => line !== '' && !NOISE.test(line));
      resolve({ code: code ?? 137, errors: errors.join('\n') });
    });
  });
}
