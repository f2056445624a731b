import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dictionary, list, literal, object, string } from '../../../lib/protocols/shape.ts';
import { prometheusRules } from '../../../thresholds/prometheus/rules.ts';
import { findK6 } from '../../../tools/k6-binary.ts';
import { lostMetrics } from '../../../tools/outputs.ts';
import { root } from '../../../tools/root.ts';
import { runK6 } from '../../../tools/run-k6.ts';
import { loadIncidents } from '../../../twin/incidents/index.ts';
import { startTwin, TWIN_SECRETS, type Twin } from '../../../twin/twin.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { CLEAN } from '../../support/start.ts';
import { makeScratch } from '../servers/process.ts';
import { installPrometheus, startPrometheus } from '../servers/prometheus.ts';

export interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A Prometheus that has seen every kind of run, and an incident in their midst. */
export interface FilledPrometheus {
  readonly url: string;
  /** Seconds since 1970 between which the runs were. */
  readonly from: number;
  readonly to: number;
  /** The runs that did not end as they should. */
  readonly surprises: readonly string[];
  /** Series that the first health run wrote. */
  readonly healthSeries: number;
  /** What an expression finds as the last run has ended, or at another second. */
  query(expr: string, at?: number): Promise<readonly Found[]>;
}

/** A minute of the rules is a second: a schedule of five minutes is one of five seconds. */
export const TIME_SCALE = 60;
/** The driven package’s own: its limits are divided too, and leave a busy machine no time at 60. */
const DRIVEN_SCALE = 20;
/** Which incident, and the system whose alert must fire. */
export const INCIDENT = { id: '13', system: 'fas' } as const;
const RUNS = { before: 12, during: 8, after: 10 } as const;
/** From the start of one health run to the next, at least: seven runs are half a minute, of which the rules need six. */
const PACE_MS = 2500;
const LIMIT_MS = 100_000;
/** Less than the 15 seconds that a verdict stands for. */
const STANDS_S = 10;
/** Both ways at once: by remote write, and through a collector. */
const BOTH = 'experimental-prometheus-rw,opentelemetry';
/** Alerts that would wake somebody: the incident must set off one. */
export const FIRING = 'ALERTS{alertstate="firing",severity="critical"}';

const answer = object({
  status: literal('success'),
  data: object({
    result: list(object({ metric: dictionary(string), value: list((one) => one) })),
  }),
});

async function ask(url: string, query: string, at?: number): Promise<readonly Found[]> {
  const body = new URLSearchParams({ query, ...(at === undefined ? {} : { time: `${at}` }) });
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${query}: ${response.status} ${text.slice(0, 300)}`);
  const { result } = answer(JSON.parse(text), 'query').data;
  return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

/** One run of a scenario, and whether it ended as it should. */
interface Run {
  readonly scenario: 'health' | 'trace' | 'workflow' | 'load';
  readonly env: Readonly<Record<string, string>>;
  readonly code: number;
}

/** Starts Prometheus with the rules at the time scale, has everything run on the twin, and shows it to `work`. */
export async function withPrometheus<T>(work: (server: FilledPrometheus) => Promise<T>): Promise<T> {
  await installPrometheus();
  const scratch = makeScratch();
  const collector = await startOtlpReceiver();
  const { all } = await loadIncidents();
  const faults = all.find(({ id }) => id === INCIDENT.id)?.faults ?? [];
  const twins = {
    well: await startTwin({ portBase: 0 }),
    ill: await startTwin({ portBase: 0, faults }),
    // What a driven package leaves behind is nothing that the others should find.
    driven: await startTwin({ portBase: 0, conduct: { timeScale: DRIVEN_SCALE } }),
  };
  // Last: after fifteen seconds without a run it says that there is no monitor.
  const rules = prometheusRules(TIME_SCALE);
  const prometheus = await startPrometheus(scratch.dir, { rules, scraped: collector.port });
  try {
    const filled = await fill(twins, prometheus.url, { ...prometheus.env, ...collector.env });
    return await work(filled);
  } finally {
    const { well, ill, driven } = twins;
    await Promise.all([well, ill, driven, prometheus, collector].map((one) => one.stop()));
    scratch.remove();
  }
}

async function fill(
  twins: Readonly<Record<'well' | 'ill' | 'driven', Twin>>,
  url: string,
  outputs: Readonly<Record<string, string>>,
): Promise<FilledPrometheus> {
  const { well, ill } = twins;
  const from = Math.floor(Date.now() / 1000);
  const surprises: string[] = [];
  const make = async ({ scenario, env, code }: Run): Promise<void> => {
    const ended = await runOf(scenario, { ...env, ...outputs });
    const lost = lostMetrics(ended.errors);
    if (ended.code !== code)
      surprises.push(`${scenario} ended with ${ended.code}: ${ended.red} ${ended.errors}`);
    if (lost !== null) surprises.push(`${scenario}: its metrics did not arrive: ${lost}`);
  };
  const health = (env: Twin['env'], code: number): Promise<void> =>
    make({ scenario: 'health', env: { ...env, K6_OUT: 'experimental-prometheus-rw' }, code });
  await health(well.env, 0);
  const [series] = await ask(url, 'count({__name__=~"k6_.+"})');
  const pull = { ...twins.driven.env, ...TWIN_SECRETS, PW_TIME_SCALE: `${DRIVEN_SCALE}`, PW_FLOW: 'pr' };
  const driven = make({ scenario: 'workflow', env: { ...pull, K6_OUT: BOTH }, code: 0 });
  await paced(RUNS.before - 1, () => health(well.env, 0));
  await driven;
  const stats = (of: string) => ({ ...well.env, K6_OUT: BOTH, K6_PROMETHEUS_RW_TREND_STATS: of });
  const others = Promise.all([
    make({ scenario: 'trace', env: stats('p(50),p(90),p(99)'), code: 0 }),
    make({ scenario: 'load', env: { ...stats('p(95),p(99)'), PW_PROFILE: 'smoke' }, code: 0 }),
  ]);
  await paced(RUNS.during, () => health(ill.env, 99));
  await paced(RUNS.after, () => health(well.env, 0));
  await others;
  // While the last verdicts stand.
  for (let wait = 0; wait < STANDS_S && (await ask(url, FIRING)).length > 0; wait++) await sleep(1000);
  // Rules that need others are a second behind them.
  await sleep(2000);
  const to = Math.floor(Date.now() / 1000);
  return {
    url,
    from,
    to,
    surprises,
    healthSeries: series?.value ?? 0,
    query: (expr, at = to) => ask(url, expr, at),
  };
}

async function paced(times: number, work: () => Promise<void>): Promise<void> {
  for (let time = 0; time < times; time++) await Promise.all([work(), sleep(PACE_MS)]);
}

async function runOf(scenario: string, env: Readonly<Record<string, string>>) {
  const k6 = await findK6(() => undefined);
  const dir = mkdtempSync(join(tmpdir(), 'pw-prometheus-'));
  try {
    const args = ['run', '--quiet', '--no-usage-report', join(root, 'dist/oss', `${scenario}.js`)];
    const ended = await runK6(k6.path, args, { ...CLEAN, PW_REPORT_DIR: dir, ...env }, LIMIT_MS, 'ignore');
    return { ...ended, red: redIn(readFileSync(join(dir, `${scenario}.json`), 'utf8')) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What a result file holds against the run: each reason beside a verdict that is not well. */
function redIn(result: string): string {
  const red = /"verdict":\s*"(?:failed|unknown)"(?:(?!"verdict")[\s\S])*?"reason":\s*("(?:[^"\\]|\\.)*")/g;
  const reasons = result.matchAll(red);
  return [...reasons].map(([, reason]) => reason).join(', ');
}
