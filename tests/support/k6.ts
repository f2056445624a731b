import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle } from '../../build.mjs';
import type { LoadResult } from '../../lib/report/load/result.ts';
import type { RunResult } from '../../lib/report/result.ts';
import type { TraceResult } from '../../lib/report/trace/result.ts';
import type { WorkflowResult } from '../../lib/report/workflow/result.ts';
import { findK6 } from '../../tools/k6-binary.ts';
import { root } from '../../tools/root.ts';
import { runK6 } from '../../tools/run-k6.ts';
import { CLEAN } from './start.ts';

interface Ran<R = RunResult> {
  readonly code: number;
  readonly errors: string;
  /** The result file, or null where none was written. */
  readonly result: R | null;
}

/** A minute is more than any run of probes takes. */
const LIMIT_MS = 60_000;

/** Runs a bundle of the health scenario with the real k6, as a person without `npm start` would. */
export function k6Run(
  script: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Ran> {
  return ran(script, env, flags, 'health.json', LIMIT_MS);
}

/** The same of the load scenario, as it is built. */
export function k6Load(env: Readonly<Record<string, string>>, limitMs = LIMIT_MS): Promise<Ran<LoadResult>> {
  return ran(join(root, 'dist/oss/load.js'), env, [], 'load.json', limitMs);
}

/** The same of the trace scenario. */
export function k6Trace(env: Readonly<Record<string, string>>): Promise<Ran<TraceResult>> {
  return ran(join(root, 'dist/oss/trace.js'), env, [], 'trace.json', LIMIT_MS);
}

/** The same of the workflow scenario, with whatever k6 itself printed. */
export function k6Workflow(
  env: Readonly<Record<string, string>>,
  {
    flags = [],
    limitMs = 2 * LIMIT_MS,
  }: { readonly flags?: readonly string[]; readonly limitMs?: number } = {},
): Promise<Ran<WorkflowResult>> {
  return ran(join(root, 'dist/oss/workflow.js'), env, flags, 'workflow.json', limitMs);
}

async function ran<R>(
  script: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
  file: string,
  limitMs: number,
): Promise<Ran<R>> {
  const k6 = await findK6(() => undefined);
  const dir = mkdtempSync(join(tmpdir(), 'pw-test-'));
  try {
    const args = ['run', '--quiet', '--no-usage-report', ...flags, script];
    const ended = await runK6(k6.path, args, { ...CLEAN, PW_REPORT_DIR: dir, ...env }, limitMs, 'ignore');
    return { ...ended, result: readResult<R>(join(dir, file)) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function readResult<R>(file: string): R | null {
  try {
    const result: R = JSON.parse(readFileSync(file, 'utf8'));
    return result;
  } catch {
    return null;
  }
}

/** A bundle of the health scenario in which some modules are replaced: path from the root, and new source. */
export async function variant(out: string, replaced: Readonly<Record<string, string>>): Promise<void> {
  const used = new Set<string>();
  const replace: Plugin = {
    name: 'replace',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const name = Object.keys(replaced).find((one) => path.endsWith(`/${one}`));
        if (name === undefined) return undefined;
        used.add(name);
        return { contents: replaced[name] ?? '', loader: 'ts' };
      });
    },
  };
  await bundle({ entry: 'scenarios/health.ts', out, plugins: [replace] });
  const unused = Object.keys(replaced).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`the bundle holds no ${unused.join(', ')}`);
}
