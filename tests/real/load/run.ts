import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list, nullable, number, object, type Shaped, string } from '../../../lib/protocols/shape.ts';
import { findK6 } from '../../../tools/k6-binary.ts';
import { root } from '../../../tools/root.ts';
import { runK6 } from '../../../tools/run-k6.ts';

const LIMIT_MS = 120_000;

/** What this suite reads of a load run's result file. */
const result = object({
  verdict: string,
  requests: number,
  calls: list(object({ call: string, samples: number, errors: nullable(number), verdict: string })),
  objectives: list(object({ objective: string, verdict: string })),
  notes: list(string),
});

export interface LoadRun {
  readonly code: number;
  readonly result: Shaped<typeof result>;
}

/** Runs the load scenario with the real k6, as a person without `npm start` would. */
export async function loadRun(env: Readonly<Record<string, string>>): Promise<LoadRun> {
  const k6 = await findK6(() => undefined);
  const dir = mkdtempSync(join(tmpdir(), 'pw-load-'));
  try {
    // No variable of the machine that runs the tests may reach k6.
    const own = Object.entries(process.env).filter(([name]) => !/^(?:PW_|K6_)/.test(name));
    const args = ['run', '--quiet', '--no-usage-report', join(root, 'dist/oss/load.js')];
    const vars = { ...Object.fromEntries(own), PW_TARGET: 'local', PW_REPORT_DIR: dir, ...env };
    const { code, errors } = await runK6(k6.path, args, vars, LIMIT_MS, 'ignore');
    return { code, result: resultIn(join(dir, 'load.json'), `k6 ended ${code}: ${errors}`) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function resultIn(file: string, ended: string): Shaped<typeof result> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`no result of a load run, ${ended}`);
  }
  return result(JSON.parse(text), 'load.json');
}
