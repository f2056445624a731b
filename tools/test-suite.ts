import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findK6 } from './k6-binary.ts';
import { root } from './root.ts';
import { vitest } from './vitest.ts';

/** Runs one of the slower suites, `load` or `flow`, against the bundles as they are now; its last line counts the tests. */
const [name = ''] = process.argv.slice(2);
await findK6(console.log);
execFileSync(process.execPath, [join(root, 'build.mjs')], { cwd: root, stdio: 'inherit' });
const { passed, failed } = vitest(`vitest.${name}.config.ts`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
