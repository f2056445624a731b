import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ConfigError } from '../lib/targets/config-error.ts';
import { findK6 } from './k6-binary.ts';
import { root } from './root.ts';
import { vitest } from './vitest.ts';

const bin = (name: string): string => join(root, 'node_modules/.bin', name);

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** What must hold before tests are worth running, cheapest first. */
const STEPS: readonly Step[] = [
  { name: 'types of what k6 runs', command: [bin('tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types of what Node runs', command: [bin('tsc'), '--noEmit', '-p', 'tsconfig.node.json'] },
  { name: 'lint and format', command: [bin('biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'bundles', command: [process.execPath, 'build.mjs'] },
  { name: 'generated files', command: [process.execPath, '--import', 'tsx', 'tools/generate.ts', '--check'] },
];

function run([command, ...args]: readonly [string, ...string[]]): boolean {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

try {
  await findK6((line) => console.log(line));
} catch (thrown) {
  console.error(thrown instanceof ConfigError ? thrown.message : thrown);
  process.exit(thrown instanceof ConfigError ? 107 : 1);
}
const failed = STEPS.filter((step) => {
  const fine = run(step.command);
  console.log(`${fine ? 'ok    ' : 'FAILED'} ${step.name}`);
  return !fine;
});
const tests = vitest('vitest.config.ts');
console.log(`${STEPS.length - failed.length + tests.passed} passed, ${failed.length + tests.failed} failed`);
process.exitCode = failed.length + tests.failed === 0 ? 0 : 1;
