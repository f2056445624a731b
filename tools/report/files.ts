import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ShapeError } from '../../lib/protocols/shape.ts';
import { type PastRun, runReader } from '../../lib/report/history/run.ts';
import { plain } from '../../lib/report/words.ts';
import { ConfigError } from '../../lib/targets/config-error.ts';

/** What other commands leave beside result files in the folder of reports. */
const OTHERS: ReadonlySet<string> = new Set(['bench.json', 'incidents.json']);
/** So many bad files are named; whoever has more has another trouble. */
const MOST_NAMED = 10;

/** What was read from files and folders. */
export interface Reading {
  readonly runs: readonly PastRun[];
  /** Files that hold a run which another one held already. */
  readonly copies: readonly string[];
  /** Files of folders that are no result files, and known not to be. */
  readonly leftOut: readonly string[];
}

/** Reads every run; throws a `ConfigError` that names each file which holds none. */
export function readRuns(paths: readonly string[]): Reading {
  const read = runReader();
  const { files, leftOut } = filesOf(paths);
  const runs = new Map<string, PastRun>();
  const copies: string[] = [];
  const bad: string[] = [];
  for (const file of files) {
    try {
      const run = read(JSON.parse(readFileSync(file, 'utf8')));
      const key = `${run.target} ${run.scenario} ${run.at}`;
      if (runs.has(key)) copies.push(file);
      else runs.set(key, run);
    } catch (thrown) {
      bad.push(`${file}: ${plain(whyNot(thrown))}`);
    }
  }
  if (bad.length > 0) {
    const more = bad.length > MOST_NAMED ? [`and ${bad.length - MOST_NAMED} more`] : [];
    throw new ConfigError([...bad.slice(0, MOST_NAMED), ...more].join('\n'));
  }
  if (runs.size === 0) throw new ConfigError(`no result file in ${paths.join(', ')}`);
  return { runs: [...runs.values()], copies, leftOut };
}

function whyNot(thrown: unknown): string {
  if (thrown instanceof ShapeError) return `not a result file: ${thrown.message}`;
  if (thrown instanceof SyntaxError) return 'not a result file: no JSON, or cut short';
  return `cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
}

/** The files that are named, and every JSON file of the folders that are: their own folders too. */
function filesOf(paths: readonly string[]): {
  readonly files: readonly string[];
  readonly leftOut: readonly string[];
} {
  const files: string[] = [];
  const leftOut: string[] = [];
  for (const path of paths) {
    if (!isFolder(path)) {
      files.push(path);
      continue;
    }
    for (const file of jsonIn(path)) (OTHERS.has(basename(file)) ? leftOut : files).push(file);
  }
  return { files: [...new Set(files)], leftOut };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (thrown) {
    throw new ConfigError(`${path}: cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

function jsonIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}
