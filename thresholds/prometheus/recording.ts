import {
  BUDGET_DAYS,
  BURNS,
  GOAL_SYSTEMS,
  LEAST_FOR_BUDGET,
  LOAD_MEMORY,
  MEMORY_INTERVALS,
  SCHEDULE,
  SYSTEM_GOALS,
} from '../availability.ts';
import { limitRules } from './limits.ts';
import { buckets, ERRORS, gauge, percentile, REQUESTS, worst } from './raw.ts';
import type { Recording } from './rule.ts';
import type { Time } from './time.ts';

/** Rules that are evaluated together, each seeing what those before it found. */
export interface RecordingGroup {
  readonly name: string;
  /** Seconds. */
  readonly every: number;
  readonly rules: readonly Recording[];
}

const MINUTE = 60;
/** A verdict is known once a minute, however seldom runs are: ratios over time are then those over runs. */
const EVERY = MINUTE;
/** What reads weeks. Less than the five minutes that Prometheus looks back. */
const SELDOM = 2 * MINUTE;
/** So long a monitor that fell silent is remembered, in seconds. */
const REMEMBERED = 7 * 86_400;
/** A load run is over when nothing came for a minute; k6 writes every five seconds, whatever the time scale. */
const RUNNING = MINUTE;
const LEAST_RUNNING = 10;

const PROBE = 'target, system, probe, kind';
const SYSTEM = 'target, system';

/** The windows of ratios as series names end: `ratio1h`. */
export function windowName(seconds: number): string {
  const [unit, size] =
    seconds % 86_400 === 0 ? ['d', 86_400] : seconds % 3600 === 0 ? ['h', 3600] : ['m', 60];
  return `${seconds / Number(size)}${unit}`;
}

const WINDOWS = [...new Set(BURNS.flatMap(({ long, short }) => [short, long]))].sort((a, b) => a - b);
const BUDGET = BUDGET_DAYS * 86_400;
/** Of what is longer, a minute more or less says nothing. */
const LONG = 6 * 3600;

/** All recording rules: what k6 wrote in any of three ways becomes one family of series. */
export function recordingGroups(time: Time): readonly RecordingGroup[] {
  return [
    { name: 'packager-workflow-health', every: EVERY, rules: [...probeRules(time), ...systemRules(time)] },
    { name: 'packager-workflow-budgets', every: SELDOM, rules: budgetRules(time) },
    { name: 'packager-workflow-runs', every: EVERY, rules: runRules(time) },
    { name: 'packager-workflow-stages-and-steps', every: EVERY, rules: flowRules(time) },
    { name: 'packager-workflow-load', every: EVERY, rules: loadRules(time) },
    { name: 'packager-workflow-limits', every: EVERY, rules: limitRules() },
  ];
}

function remembered(scenario: keyof typeof SCHEDULE, time: Time): string {
  return time.duration(MEMORY_INTERVALS * SCHEDULE[scenario]);
}

function probeRules(time: Time): Recording[] {
  const last = (name: string): string => `last_over_time(${gauge(name)}[${remembered('health', time)}])`;
  const figure = (name: string): Recording => ({
    record: `packager:${name.replace('pw_', '')}:last`,
    expr: `max by (${PROBE}) (${last(name)})`,
  });
  return [
    { record: 'packager:probe_verdict:last', expr: worst(PROBE, last('pw_probe_verdict')) },
    figure('pw_probe_seconds'),
    figure('pw_freshness_seconds'),
    figure('pw_queue_length'),
    figure('pw_queue_oldest_seconds'),
    figure('pw_lag_seconds'),
  ];
}

function systemRules(time: Time): Recording[] {
  const verdict = 'packager:system_verdict:last';
  return [
    { record: verdict, expr: worst(SYSTEM, 'packager:probe_verdict:last') },
    // While a system cannot be judged it is neither up nor down.
    { record: 'packager:system_failed:last', expr: `(${verdict} == bool 2) unless (${verdict} == 3)` },
    { record: 'packager:system_unknown:last', expr: `${verdict} == bool 3` },
    {
      record: 'packager:system_unknown:ratio1h',
      expr: `avg_over_time(packager:system_unknown:last[${time.duration(3600)}])`,
    },
    ...WINDOWS.filter((window) => window <= LONG).flatMap((window) => ratioRules(window, time)),
    ...GOAL_SYSTEMS.map((system) => ({
      record: 'packager:system_goal:ratio',
      expr: `vector(${SYSTEM_GOALS[system].goal})`,
      labels: { system },
    })),
  ];
}

/** Of no sample there is no ratio, and so no division by nothing. */
function ratioRules(window: number, time: Time): Recording[] {
  const range = `packager:system_failed:last[${time.duration(window)}]`;
  const name = windowName(window);
  return [
    { record: `packager:system_failed:ratio${name}`, expr: `avg_over_time(${range})` },
    { record: `packager:system_judged:ratio${name}`, expr: `count_over_time(${range}) / ${window / EVERY}` },
  ];
}

function budgetRules(time: Time): Recording[] {
  const name = windowName(BUDGET);
  const judged = `packager:system_judged:ratio${name}`;
  return [
    ...WINDOWS.filter((window) => window > LONG).flatMap((window) => ratioRules(window, time)),
    ...ratioRules(BUDGET, time),
    { record: 'packager:system_budget:known', expr: `${judged} >= bool ${LEAST_FOR_BUDGET / BUDGET}` },
    {
      // The whole month's budget, however young the monitor: one failed run of the first day spends no more of it.
      record: `packager:system_budget_left:ratio${name}`,
      expr: [
        `clamp_min(1 - packager:system_failed:ratio${name} * ${judged}`,
        '  / on (system) group_left () (1 - packager:system_goal:ratio), -10)',
        'and packager:system_budget:known == 1',
      ].join('\n'),
    },
  ];
}

function runRules(time: Time): Recording[] {
  const stamp = 'packager:run_timestamp:last';
  const raw = `last_over_time(${gauge('pw_run_timestamp_seconds')}[${time.duration(REMEMBERED)}])`;
  // Each run has a time of its own, however often its samples are sent.
  const count = (window: number): Recording => ({
    record: `packager:runs:count${windowName(window)}`,
    expr: `changes(${stamp}[${time.duration(window)}])`,
  });
  return [
    {
      record: stamp,
      expr: `max by (target, scenario) (label_replace(${raw}, "scenario", "$1", "run", "(.+)"))`,
    },
    { record: 'packager:run_age:seconds', expr: `time() - ${stamp}` },
    ...[...WINDOWS.filter((window) => window >= 3600), REMEMBERED, BUDGET].map(count),
  ];
}

function flowRules(time: Time): Recording[] {
  const [trace, workflow] = [remembered('trace', time), remembered('workflow', time)];
  const stage = 'target, stage';
  const step = 'target, step';
  const stages = [50, 90, 99].map((p) => ({
    record: `packager:stage_seconds:p${p}`,
    expr: [
      `max by (${stage}) (last_over_time(${percentile('pw_stage_seconds', p)}[${trace}]))`,
      'or',
      `histogram_quantile(${p / 100}, sum by (${stage}, le) (last_over_time(${buckets('pw_stage_seconds', '')}[${trace}])))`,
    ].join('\n'),
  }));
  return [
    {
      record: 'packager:stage_verdict:last',
      expr: worst(stage, `last_over_time(${gauge('pw_stage_verdict')}[${trace}])`),
    },
    ...stages,
    {
      record: 'packager:step_verdict:last',
      expr: worst(step, `last_over_time(${gauge('pw_step_verdict')}[${workflow}])`),
    },
    {
      record: 'packager:step_seconds:last',
      expr: `max by (${step}) (last_over_time(${gauge('pw_step_seconds')}[${workflow}]))`,
    },
  ];
}

function loadRules(time: Time): Recording[] {
  const memory = time.duration(LOAD_MEMORY);
  const call = 'target, call';
  const all = 'packager:call_requests:count';
  const window = 'packager:call_requests:window';
  // Percentiles and shares are those of a run's windows: each counts as its requests do.
  const weighed = (series: string): string =>
    [
      `sum by (${call}) (max by (${call}, scenario) (last_over_time(${series}[${memory}])) * ${window})`,
      `/ (${all} > 0)`,
    ].join('\n');
  const durations = [95, 99].map((p) => ({
    record: `packager:call_seconds:p${p}`,
    expr: [
      weighed(percentile('pw_call_duration', p)),
      'or',
      `histogram_quantile(${p / 100}, sum by (${call}, le) (last_over_time(${buckets('pw_call_duration', '_milliseconds')}[${memory}]))) / 1000`,
    ].join('\n'),
  }));
  const counted = (condition: string): string =>
    `sum by (${call}) (last_over_time(${ERRORS.counters}${condition}[${memory}]))`;
  return [
    {
      record: window,
      // A call's name has two parts, a system's one.
      expr: `sum by (target, call, scenario) (label_replace(max by (target, name, scenario, status, method, error_code, expected_response) (last_over_time(${REQUESTS},name=~"[a-z-]+[.].+",scenario!=""}[${memory}])), "call", "$1", "name", "(.+)"))`,
    },
    { record: all, expr: `sum by (${call}) (${window})` },
    ...durations,
    {
      record: 'packager:call_errors:ratio',
      expr: [
        weighed(ERRORS.share),
        'or',
        `(${counted('{condition="nonzero"}')} or 0 * ${counted('')}) / (${counted('')} > 0)`,
      ].join('\n'),
    },
    {
      record: 'packager:load_running:bool',
      expr: `count by (target) (last_over_time({__name__=~"${ERRORS.share}|${ERRORS.counters}"}[${Math.max(time.seconds(RUNNING), LEAST_RUNNING)}s])) > bool 0`,
    },
  ];
}
