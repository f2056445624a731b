import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Verdict } from '../lib/probe/finding.ts';
import { exitCodeOf } from '../lib/probe/guard.ts';
import { literal, object, string } from '../lib/protocols/shape.ts';
import { ADDRESSES, TWIN_PORT_BASE } from '../lib/targets/addresses.ts';
import { ConfigError } from '../lib/targets/config-error.ts';
import type { Incident } from '../twin/incidents/incident.ts';
import { faultsOf, incidentsNamed } from '../twin/incidents/index.ts';
import { startTwin } from '../twin/twin.ts';
import { findK6 } from './k6-binary.ts';
import { lostMetrics } from './outputs.ts';
import { type Prepared, prepare } from './prepare.ts';
import { root } from './root.ts';
import { runK6 } from './run-k6.ts';
import { parseStartOptions, type StartOptions } from './start-options.ts';
import { trustOf } from './trust.ts';

/** Over the run's own deadline: k6's start, the guard and the reports. */
const MARGIN_MS = 60_000;
const BAD_CONFIG = 107;
const NO_RESULT = 110;

const verdictFile = object({
  verdict: literal('ok', 'degraded', 'failed', 'unknown'),
  startedAt: string,
});

function say(line: string): void {
  console.error(line);
}

/** An incident is shown by the scenario that sees it, and to the probes that do, unless others are asked for. */
function shown(given: StartOptions, incidents: readonly Incident[]): StartOptions {
  const [first] = incidents;
  if (first === undefined) return given;
  const scenario = given.isChosen ? given.scenario : first.expect.scenario;
  const only = [...new Set(incidents.map((one) => one.only ?? '*'))].join(',');
  return { ...given, scenario, env: { ...(only === '*' ? {} : { PW_ONLY: only }), ...given.env } };
}

async function main(): Promise<number> {
  const asked = parseStartOptions(process.argv.slice(2));
  const incidents = asked.incident === '' ? [] : await incidentsNamed(asked.incident);
  const options = shown(asked, incidents);
  const env = { ...process.env, ...options.env };
  const prepared = prepare(options.scenario, env);
  if (options.list || options.dryRun) {
    process.stdout.write(options.list ? prepared.list() : prepared.dryRun());
    return 0;
  }
  const { name } = prepared.config.target;
  // Where every address is given, there is nothing for the twin to serve.
  const given = prepared.asks.every((one) => (env[ADDRESSES[one].variable] ?? '') !== '');
  if (incidents.length > 0 && (name !== 'local' || given)) {
    throw new ConfigError(
      '--incident: only the embedded twin suffers one. Valid: --target local, without addresses',
    );
  }
  const k6 = await findK6(say);
  execFileSync(process.execPath, [join(root, 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (name !== 'local' || given) {
    const trusted = { ...env, ...trustOf(name, env), K6_BINARY_VERSION: k6.version };
    return run(options, prepared, trusted, k6.path);
  }
  const scale = { ...prepared.env, ...env }.PW_TIME_SCALE;
  const conduct = { timeScale: Number(scale || 1) };
  const twin = await startTwin({ portBase: TWIN_PORT_BASE, conduct, faults: faultsOf(incidents) });
  for (const { id, title } of incidents) say(`the twin suffers incident ${id}: ${title}`);
  try {
    // An address that is given beats the twin's.
    const trust = trustOf(name, env, twin.env.SSL_CERT_FILE);
    const local = { ...twin.env, ...env, ...trust, K6_BINARY_VERSION: k6.version };
    return await run(options, prepared, local, k6.path);
  } finally {
    await twin.stop();
  }
}

async function run(
  options: StartOptions,
  { config, limitMs, announcement, env: preset }: Prepared,
  env: NodeJS.ProcessEnv,
  k6: string,
): Promise<number> {
  const dir = resolve(root, config.reportDir);
  const file = join(dir, `${options.scenario}.json`);
  try {
    mkdirSync(dir, { recursive: true });
    // What this run is held against k6 still has to read; it writes the new one over it.
    if (resolve(env.PWD ?? root, env.PW_PREVIOUS ?? '') !== file) rmSync(file, { force: true });
  } catch (thrown) {
    say(
      `PW_REPORT_DIR: cannot write reports to "${dir}": ${thrown instanceof Error ? thrown.message : thrown}`,
    );
    return NO_RESULT;
  }
  if (announcement !== null) say(announcement);
  const startedAt = Date.now();
  const ran = await runK6(
    k6,
    ['run', '--quiet', '--no-usage-report', join(root, 'dist/oss', `${options.scenario}.js`)],
    { ...preset, ...env, PW_REPORT_DIR: config.reportDir, K6_AUTO_EXTENSION_RESOLUTION: 'false' },
    limitMs + MARGIN_MS,
  );
  if (ran.errors !== '') say(ran.errors);
  const lost = lostMetrics(ran.errors);
  if (lost !== null) say(`the metrics of this run did not arrive: ${lost}`);
  const verdict = freshVerdict(file, startedAt);
  // Whoever reads the metrics knows nothing of a run that was well: a monitor must not end as if they did.
  if (verdict !== null) return exitCodeOf(verdict, config.strict) || (lost === null ? 0 : NO_RESULT);
  if (ran.code === BAD_CONFIG) return BAD_CONFIG;
  say(`k6 ended with ${ran.code} and left no result in ${file}`);
  return NO_RESULT;
}

/** The verdict of a result file that this run wrote, else null. */
function freshVerdict(file: string, startedAt: number): Verdict | null {
  try {
    const result = verdictFile(JSON.parse(readFileSync(file, 'utf8')), '');
    return Date.parse(result.startedAt) >= startedAt ? result.verdict : null;
  } catch {
    return null;
  }
}

main()
  .then((code) => {
    process.exitCode = code;
  })
  .catch((thrown: unknown) => {
    say(
      thrown instanceof ConfigError
        ? thrown.message
        : String(thrown instanceof Error ? thrown.stack : thrown),
    );
    process.exitCode = thrown instanceof ConfigError ? BAD_CONFIG : NO_RESULT;
  });
