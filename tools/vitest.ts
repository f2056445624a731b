import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

const report = join(root, 'reports/vitest.json');

/** Runs the tests of one configuration; tests passed and failed by vitest's own report, one failure if it left none. */
export function vitest(config: string): { readonly passed: number; readonly failed: number } {
  mkdirSync(join(root, 'reports'), { recursive: true });
  rmSync(report, { force: true });
  const args = ['--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const { numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(report, 'utf8'));
    // A suite that does not even load has no failed test in it.
    return { passed: numPassedTests, failed: success ? numFailedTests : Math.max(1, numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
