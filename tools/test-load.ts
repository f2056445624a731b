import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findK6 } from './k6-binary.ts';
import { root } from './root.ts';
import { vitest } from './vitest.ts';

/** Whole load runs against the twin: a quarter of an hour, and a machine that does nothing else. */
await findK6(console.log);
execFileSync(process.execPath, [join(root, 'build.mjs')], { cwd: root, stdio: 'inherit' });
const { passed, failed } = vitest('vitest.load.config.ts');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
