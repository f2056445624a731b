/** What the load bundle weighs, on disk and in memory for each virtual user. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../build.mjs';
import { peakMemory } from './measure.ts';
import { limitResult, median, type Result } from './results.ts';

const KB = 1024;
const MB = KB * KB;
const USERS = 101;
const RUNS = 3;

/** Holds the real bundle in each user, and asks nothing. */
const HOLDER = `import * as load from './load.js';
import { sleep } from 'k6';
export const options = { vus: Number(__ENV.BENCH_USERS), iterations: Number(__ENV.BENCH_USERS) };
export default function () {
  if (typeof load.default !== 'function') throw new Error('load.js has no default function');
  sleep(1);
}
`;

/** Builds the bundle as `npm run build` does, into the folder of built scripts, and measures it. */
export async function bundleFigures(k6: string, built: string): Promise<Result[]> {
  const path = join(built, 'load.js');
  await bundle({ entry: 'scenarios/load.ts', out: path, minify: true });
  await bundle({ entry: 'lib/scenario/load-control.ts', out: join(built, 'load-control.js'), part: true });
  const holder = join(built, 'holder.js');
  writeFileSync(holder, HOLDER);
  const command = [k6, 'run', '--quiet', '--no-usage-report', holder];
  const perUser: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const one = await peakMemory(command, { BENCH_USERS: '1' });
    const many = await peakMemory(command, { BENCH_USERS: String(USERS) });
    perUser.push((many - one) / (USERS - 1));
  }
  const size = statSync(path).size;
  return [
    limitResult('load.bundle', `50 KB, of which load.js takes ${(size / KB).toFixed(1)}`, 50 * KB, size),
    limitResult(
      'load.memory',
      `1 MB a user, of which load.js takes ${(median(perUser) / MB).toFixed(2)}`,
      MB,
      median(perUser),
    ),
  ];
}
