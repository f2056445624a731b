import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { announcement, type Plan, planOf } from '../lib/load/plan.ts';
import { addressesOf, type Permission, permitted } from '../lib/load/safety.ts';
import { resolveLoad } from '../lib/load/settings.ts';
import { patientWith, selectProbes } from '../lib/probe/select.ts';
import { hindsightOf } from '../lib/scenario/hindsight.ts';
import { PROBES } from '../lib/systems/index.ts';
import { ADDRESS_NAMES, type AddressName } from '../lib/targets/addresses.ts';
import { ConfigError } from '../lib/targets/config-error.ts';
import { foundingTable } from '../lib/targets/founding.ts';
import { type Config, resolveConfig } from '../lib/targets/resolve.ts';
import { longestMs } from '../lib/workflow/drive/drive.ts';
import { type DriveSettings, READ, resolveDrive, WRITTEN } from '../lib/workflow/drive/settings.ts';
import { secondsInWords } from '../lib/workflow/drive/step-clock.ts';
import { STAGES } from '../lib/workflow/stages.ts';
import { checkChoice, type TraceChoice } from '../lib/workflow/trace/choice.ts';
import { CALL_OBJECTIVES } from '../thresholds/calls.ts';
import { STAGE_IDS, STAGE_OBJECTIVES } from '../thresholds/stages.ts';
import { STEP_NAMES, STEP_OBJECTIVES } from '../thresholds/steps.ts';
import { TWIN_SECRETS } from '../twin/twin.ts';
import { listing } from './list.ts';
import { root } from './root.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What `npm start` knows of a run before it asks anything. Making it throws a `ConfigError` for bad settings. */
export interface Prepared {
  readonly config: Config;
  /** Addresses that the run may ask: the twin is started where one of them is its own. */
  readonly asks: readonly AddressName[];
  /** How long the run itself may take at most, in milliseconds. */
  readonly limitMs: number;
  /** What `--list` and `--dry-run` print. */
  readonly list: () => string;
  readonly dryRun: () => string;
  /** Said before the run begins; null where nobody needs a warning. */
  readonly announcement: string | null;
  /** Variables that k6 is started with, unless they are set. */
  readonly env: Readonly<Record<string, string>>;
}

const DEFAULTS = { target: 'local', only: '' };

export function prepare(scenario: string, env: Environment): Prepared {
  if (scenario === 'load') return prepareLoad(env);
  if (scenario === 'workflow') return prepareWorkflow(env);
  return scenario === 'trace' ? prepareTrace(env) : prepareProbes(scenario, env);
}

function prepareProbes(scenario: string, env: Environment): Prepared {
  const given = resolveConfig(env, DEFAULTS);
  // k6 would refuse them too, but only after the twin is up.
  hindsightOf(env, { scenario, target: given.target.name }, (path) =>
    readFileSync(resolve(env.PWD ?? root, path), 'utf8'),
  );
  const { only, skip } = given;
  const probes = selectProbes(PROBES, only, skip);
  const target = patientWith(given.target, probes);
  const founding = target.name === 'seed' ? `\n${foundingTable()}` : '';
  return {
    config: { ...given, target },
    asks: ADDRESS_NAMES,
    limitMs: target.deadlineMs,
    list: () => listing(target, selectProbes(PROBES, only || '*,deep', skip)) + founding,
    dryRun: () => listing(target, probes) + founding,
    announcement: null,
    env: {},
  };
}

/** The percentiles that stages are shown with, where they are sent to Prometheus. */
const TRACE_ENV = { K6_PROMETHEUS_RW_TREND_STATS: 'p(50),p(90),p(99)' };

/** What a trace may take on any target: fifty packages are some four hundred requests. */
const TRACE_MS = 150_000;

function prepareTrace(env: Environment): Prepared {
  const config = resolveConfig(env, DEFAULTS);
  const choice = checkChoice(env);
  const { target } = config;
  const list = (): string => stageListing(target.title, choice);
  return {
    config,
    asks: ADDRESS_NAMES,
    limitMs: Math.max(target.deadlineMs, TRACE_MS),
    list,
    dryRun: list,
    announcement: null,
    env: TRACE_ENV,
  };
}

/** What would be traced, and the objective of each stage: nothing is asked. */
function stageListing(title: string, { count, release, package: name, nvr, update }: TraceChoice): string {
  const which = [nvr, update, name, release].filter((one) => one !== null).join(', ');
  const lines = [`target ${title}`, `trace: ${which === '' ? `${count} recent packages` : which}`, ''];
  for (const id of STAGE_IDS) {
    const { warn, fail, why } = STAGE_OBJECTIVES[id];
    const limits = `degraded past ${warn} s, ${fail === null ? 'never failed' : `failed past ${fail} s`}`;
    lines.push(`  ${id.padEnd(16)} ${STAGES[id].title.padEnd(34)} [${limits}] ${why}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The embedded twin is in a hurry: what takes a packager an hour passes in half a minute. */
const TWIN_TIME_SCALE = '20';

function prepareWorkflow(given: Environment): Prepared {
  const config = resolveConfig(given, DEFAULTS);
  const { target } = config;
  const embedded = target.name === 'local';
  const preset = embedded ? { PW_TIME_SCALE: TWIN_TIME_SCALE, ...TWIN_SECRETS } : {};
  const env = withoutEmpty({ ...preset, ...withoutEmpty(given) });
  const settings = resolveDrive(env, config);
  if (!hasCredentials(env)) {
    throw new ConfigError(
      'no credentials: the workflow logs in. Valid: PW_SECRET_PRINCIPAL and PW_SECRET_PASSWORD or PW_SECRET_KEYTAB (each also with _FILE), or secrets of k6 (K6_SECRET_SOURCE)',
    );
  }
  const list = (): string => stepListing(target.title, settings);
  return {
    config,
    asks: [...WRITTEN, ...READ],
    limitMs: longestMs(settings),
    list,
    dryRun: list,
    announcement: announcementOf(settings),
    env: preset,
  };
}

function withoutEmpty(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  );
}

function hasCredentials(env: Environment): boolean {
  const given = (name: string): boolean => [name, `${name}_FILE`].some((one) => (env[one] ?? '') !== '');
  if ((env.K6_SECRET_SOURCE ?? '') !== '') return true;
  const proof = given('PW_SECRET_PASSWORD') || given('PW_SECRET_KEYTAB');
  return given('PW_SECRET_PRINCIPAL') && proof;
}

function announcementOf({ packages, flow, timeScale, touched: { hit } }: DriveSettings): string {
  const what = flow.includes('sweep') ? 'sweeps what earlier runs left at' : 'writes to';
  const where = hit.map((name) => (name === 'local' ? 'this machine' : name)).join(', ');
  const scale =
    timeScale === 1 ? '' : `; time scale ${timeScale}: durations, waits and limits are divided by it`;
  return `workflow ${what} ${packages.join(' and ')} on ${where}${scale}`;
}

/** The steps with their objectives: nothing is asked. */
function stepListing(title: string, settings: DriveSettings): string {
  const lines = [`target ${title}`, announcementOf(settings), ''];
  for (const name of STEP_NAMES) {
    const { step, title: words, warn, fail, why } = STEP_OBJECTIVES[name];
    const [w, f] = [warn, fail].map((seconds) => secondsInWords((seconds * 1000) / settings.timeScale));
    lines.push(
      `  ${String(step).padStart(2)} ${words.padEnd(40)} [degraded past ${w}, failed past ${f}] ${why}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/**
 * k6 collects its garbage less often: a fifth more requests from the same machine for 50 MB. The percentiles are those
 * that calls have limits for, where they are sent to Prometheus.
 */
const LOAD_ENV = { GOGC: '400', K6_PROMETHEUS_RW_TREND_STATS: 'p(95),p(99)' };

function prepareLoad(env: Environment): Prepared {
  const settings = resolveLoad(env);
  const config = resolveConfig(env, DEFAULTS);
  const names = addressesOf(settings);
  const permission = permitted(config, settings, names);
  const plan = planOf(settings, permission);
  const { target } = config;
  const said = announcement(
    plan,
    permission,
    names.flatMap((name) => target.addresses[name].url ?? []),
  );
  return {
    config,
    asks: names,
    limitMs: plan.seconds * 1000 + target.deadlineMs + target.timeoutMs,
    list: () => planListing(plan, permission, said),
    dryRun: () => planListing(plan, permission, said),
    announcement: said,
    env: LOAD_ENV,
  };
}

/** Windows and calls of a load run with their objectives, for `--list` and `--dry-run`: nothing is asked. */
function planListing(plan: Plan, { ceiling }: Permission, said: string): string {
  const lines = [said, `ceiling: ${ceiling} requests/s`, '', 'window   from s   for s   requests/s'];
  for (const { name, start, seconds, rate } of plan.windows) {
    const cells = [name.padEnd(6), ...[start, seconds, rate].map((one) => one.toFixed(1).padStart(8))];
    lines.push(cells.join(' '));
  }
  lines.push('', 'call                           share   answers   p95 ms   p99 ms   errors   least   why');
  for (const { call, share, planned } of plan.calls) {
    const { p95, p99, errors, minSamples, why } = CALL_OBJECTIVES[call];
    const cells = [
      call.padEnd(28),
      `${(share * 100).toFixed(1)} %`.padStart(8),
      String(Math.round(planned)).padStart(8),
      String(p95).padStart(8),
      String(p99).padStart(8),
      `${errors * 100} %`.padStart(8),
      String(minSamples).padStart(7),
    ];
    lines.push(`${cells.join(' ')}   ${why}`);
  }
  return `${lines.join('\n')}\n`;
}
