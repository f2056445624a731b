import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { object, string } from '../lib/protocols/shape.ts';
import { renderHistory } from '../lib/report/history/page.ts';
import { historyOf } from '../lib/report/history/summary.ts';
import { headlineOf } from '../lib/report/history/words.ts';
import { plural, SIGN } from '../lib/report/words.ts';
import { ConfigError } from '../lib/targets/config-error.ts';
import { readRuns } from './report/files.ts';
import { GOALS } from './report/goals.ts';
import { parseReportOptions } from './report/options.ts';
import { root } from './root.ts';

const BAD_CONFIG = 107;
const BROKEN = 110;

/** Makes one page of many result files, and says in a line of each target what is on it. */
function main(): void {
  // npm changes into the repository; what a person names lies where they are.
  const here = (path: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), path);
  const { paths, out } = parseReportOptions(process.argv.slice(2));
  const { runs, copies, leftOut } = readRuns(paths.map(here));
  const pack = object({ version: string })(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), '');
  const notes =
    copies.length === 0 ? [] : [`${plural(copies.length, 'file')} left out: copies of the same run.`];
  const histories = historyOf(runs, GOALS);
  const page =
    out === null ? resolve(root, process.env.PW_REPORT_DIR || 'reports', 'history.html') : here(out);
  try {
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, renderHistory(histories, GOALS, { pack: pack.version, notes }));
  } catch (thrown) {
    throw new ConfigError(`${page}: cannot be written: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
  for (const file of leftOut) console.error(`left out: ${file} is no result of a run`);
  for (const note of notes) console.error(note);
  for (const one of histories) console.log(`${SIGN[one.verdict]} ${one.target}: ${headlineOf(one)}`);
  console.log(`${plural(runs.length, 'run')} on one page: ${page}`);
}

try {
  main();
} catch (thrown) {
  console.error(thrown instanceof ConfigError ? thrown.message : thrown);
  process.exitCode = thrown instanceof ConfigError ? BAD_CONFIG : BROKEN;
}
