/** `npm run bench`: what a request costs in CPU here, as ratios to what others need for the same. See docs/bench.md. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findK6 } from '../tools/k6-binary.ts';
import { root } from '../tools/root.ts';
import { bundleFigures } from './bundle-figures.ts';
import { type Bench, groups } from './figures.ts';
import { ClientError, measured } from './measure.ts';
import { buildScripts, locustCommand, startServer, writeAnswers } from './prepare.ts';
import { median, missing, type Result, resultOf, shortfalls, table } from './results.ts';

const RUNS = 7;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** `--only PART` measures the groups with a figure whose name begins so; nothing is written then. */
const only = process.argv[2] === '--only' ? (process.argv[3] ?? '') : '';

if (!existsSync('/proc/self/stat')) {
  say('the benchmark reads CPU times from /proc: it needs Linux');
  process.exit(107);
}
const k6 = await findK6(say);
const answers = writeAnswers();
const [built, server] = [await buildScripts(), await startServer(answers)];
const bench: Bench = { k6: k6.path, built, answers, url: server.url, locust: locustCommand(say) };
const results: Result[] = [];
try {
  for (const { sides, figures } of groups(bench)) {
    if (!figures.some(({ figure }) => figure.startsWith(only))) continue;
    const times = await measured(sides, RUNS).catch((thrown: unknown) => {
      if (!(thrown instanceof ClientError)) throw thrown;
      return thrown;
    });
    if (times instanceof ClientError) {
      say(times.message);
      results.push(
        ...figures.map(({ figure, baseline, goal }) =>
          missing(figure, baseline, goal, times.message.slice(0, 80)),
        ),
      );
      continue;
    }
    for (const [name, seconds] of times) say(`  ${name}: ${(median(seconds) * 1e6).toFixed(1)} µs`);
    for (const figure of figures) {
      const result = resultOf(figure, times);
      results.push(result);
      say(`${result.figure}: ${result.ratio ?? 'not measured'} (goal ${result.goal})`);
    }
  }
} finally {
  server.stop();
}
if ('bundle'.startsWith(only)) results.push(...(await bundleFigures(k6.path, built)));
process.stdout.write(`\n${table(results)}\n`);
const short = shortfalls(results);
process.stdout.write(
  short.length === 0
    ? '\nevery goal is reached\n'
    : `\nfalls short:\n${short.map((one) => `  ${one}\n`).join('')}`,
);
if (only === '') {
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(join(root, 'reports/bench.json'), `${JSON.stringify({ figures: results }, null, 2)}\n`);
}
process.exit(short.length === 0 ? 0 : 1);
