import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERTS } from '../../../thresholds/prometheus/alerts.ts';
import { prometheusQueries, prometheusRules } from '../../../thresholds/prometheus/rules.ts';
import { makeScratch } from '../servers/process.ts';
import { installPrometheus, promtool } from '../servers/prometheus.ts';
import type { Case } from './case.ts';
import { checkDashboards } from './dashboards.ts';
import { FIRING, type FilledPrometheus, INCIDENT, TIME_SCALE, withPrometheus } from './filled.ts';
import { FLOW_CASES } from './flow-cases.ts';
import { ruleTests } from './rule-tests.ts';
import { SYSTEM_CASES } from './system-cases.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What a health run may write at most. */
const MOST_SERIES = 1500;
const RUNNING = 'packager:load_running:bool';
const RULE_TESTS_MS = 240_000;

/**
 * The rules in promtool and in a real Prometheus: each alert fires and keeps quiet where it must, and what the rules and
 * the dashboards ask for is there once every kind of run was made.
 */
export async function checkPrometheus(): Promise<readonly Check[]> {
  await installPrometheus();
  const [tested, real] = await Promise.all([
    rulesHold(),
    withPrometheus(async (server) => [
      ran(server),
      fewSeries(server),
      ...(await incidentIsTold(server)),
      ...(await queriesFind(server)),
      ...(await checkDashboards(server)),
    ]),
  ]);
  return [...tested, ...real];
}

/** promtool reads the rules, and plays the cases at their real windows. */
export async function rulesHold(): Promise<readonly Check[]> {
  const scratch = makeScratch();
  const rules = join(scratch.dir, 'rules.yml');
  writeFileSync(rules, prometheusRules());
  const read = await promtool(['check', 'rules', '--lint-fatal', rules], RULE_TESTS_MS);
  const cases = [...SYSTEM_CASES, ...FLOW_CASES];
  // The longest case alone, beside all others.
  const halves = [cases.slice(0, 1), cases.slice(1)].map(async (some, half) => {
    const file = join(scratch.dir, `tests-${half}.json`);
    writeFileSync(file, ruleTests(rules, some));
    await promtool(['test', 'rules', file], RULE_TESTS_MS);
  });
  await Promise.all(halves);
  scratch.remove();
  const [, count = '0'] = /(\d+) rules found/.exec(read) ?? [];
  return [
    { name: 'promtool check rules', ok: Number(count) > ALERTS.length, detail: `${count} rules` },
    coverage(cases),
  ];
}

/** Every alert has fired in some case; in each case, all others were held to be quiet. */
function coverage(cases: readonly Case[]): Check {
  const checks = cases.flatMap((one) => one.checks);
  const fired = new Set(checks.flatMap(({ firing }) => firing.map(({ alert }) => alert)));
  const never = ALERTS.filter(({ name }) => !fired.has(name)).map(({ name }) => name);
  return {
    name: 'promtool test rules',
    ok: never.length === 0,
    detail:
      never.length === 0
        ? `${cases.length} cases, ${ALERTS.length} alerts firing and quiet at ${checks.length} moments`
        : `never fired: ${never.join(', ')}`,
  };
}

function ran({ surprises, from, to }: FilledPrometheus): Check {
  return {
    name: 'runs into a real Prometheus',
    ok: surprises.length === 0,
    detail: surprises.length === 0 ? `all ended as they should, in ${to - from} s` : surprises.join('; '),
  };
}

function fewSeries({ healthSeries }: FilledPrometheus): Check {
  return {
    name: 'series of a health run',
    ok: healthSeries > 0 && healthSeries <= MOST_SERIES,
    detail: `${healthSeries}, at most ${MOST_SERIES}`,
  };
}

/** The alert fires for the system of the incident, no other wakes anybody, and it is over once the system is well. */
async function incidentIsTold(server: FilledPrometheus): Promise<readonly Check[]> {
  const fired = await server.query(`max_over_time(timestamp(${FIRING})[${server.to - server.from}s:1s])`);
  const now = await server.query(FIRING);
  const known = await server.query(`packager:system_verdict:last{system="${INCIDENT.system}"}`);
  const alerts = fired.map(({ metric }) => `${metric.alertname} of ${metric.system}`);
  const last = fired.map(({ value }) => Math.round(value - server.from));
  return [
    {
      name: `incident ${INCIDENT.id} at time scale ${TIME_SCALE}`,
      ok: alerts.join() === `PackagerSystemFailingFast of ${INCIDENT.system}`,
      detail: `fired: ${alerts.join(', ') || 'nothing'}`,
    },
    {
      name: 'the alert resolves',
      ok: fired.length > 0 && now.length === 0 && known.some(({ value }) => value < 2),
      detail: `last fired after ${last.join()} s of ${server.to - server.from}; now ${now.length} firing`,
    },
  ];
}

/** Each expression of the rules, and the left side of each alert, finds something that is a number. */
async function queriesFind(server: FilledPrometheus): Promise<readonly Check[]> {
  const queries = prometheusQueries(TIME_SCALE);
  const empty: string[] = [];
  for (const { name, expr } of queries) {
    // A load run is over by then: was there one?
    const asked = name === RUNNING ? `last_over_time((${expr})[${server.to - server.from}s:1s])` : expr;
    const found = await server.query(asked);
    if (found.length === 0) empty.push(`${name} finds nothing: ${expr}`);
    if (found.some(({ value }) => Number.isNaN(value))) empty.push(`${name} finds NaN`);
  }
  const names = new Set(queries.flatMap(({ expr }) => selectorsOf(expr)));
  const missing: string[] = [];
  for (const name of names) {
    const selector = name.startsWith('{') ? name : `{__name__="${name}"}`;
    const found = await server.query(`count(last_over_time(${selector}[10m]))`);
    if (found.length === 0) missing.push(name);
  }
  return [
    {
      name: 'expressions of the rules',
      ok: empty.length === 0,
      detail: empty.length === 0 ? `${queries.length} find something` : empty.join('; '),
    },
    {
      name: 'series that the rules name',
      ok: missing.length === 0 && names.size > 0,
      detail: missing.length === 0 ? `all ${names.size} are there` : `missing: ${missing.join(', ')}`,
    },
  ];
}

/** The series that an expression reads: names as they stand, and selectors by a pattern of the name. */
function selectorsOf(expr: string): string[] {
  const patterns = [...expr.matchAll(/\{__name__=~"[^"]+"/g)].map(([text]) => `${text}}`);
  return [...patterns, ...(expr.match(/\b(?:packager:\w+:\w+|(?:k6_)?pw_[a-z0-9_]+)(?![a-z0-9_]*")/g) ?? [])];
}
