import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../tools/root.ts';

interface Started {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** No variable of the machine that runs the tests may reach k6. */
export const CLEAN = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:PW_|K6_)/.test(name)),
);

/** What `npm start` runs, without npm's own lines. */
export function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  tool = 'tools/start.ts',
  limitMs = 90_000,
): Promise<Started> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(root, tool), ...args], {
      cwd: root,
      env: { ...CLEAN, ...env },
      timeout: limitMs,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
