import { BURNS, type Burn, LEAST_JUDGED, MEMORY_INTERVALS, SCHEDULE } from '../availability.ts';
import { CALL_IDS, CALL_OBJECTIVES, type CallId, type CallObjective } from '../calls.ts';
import { windowName } from './recording.ts';
import type { Time } from './time.ts';

/** critical: wakes somebody. warning: is looked at today. info: is seen by who looks. */
export type Severity = 'critical' | 'warning' | 'info';

/** One comparison: what is looked at, and when that is bad. */
export interface Condition {
  readonly left: string;
  /** Nothing where `left` alone is the condition. */
  readonly test: string;
}

/** Writes an alert's words: with `{{ $labels.system }}` for Prometheus, with the label itself for a test of it. */
export type LabelWords = (name: string) => string;

export interface Alert {
  readonly name: string;
  readonly severity: Severity;
  /** Bad is what meets all conditions of one of these. */
  readonly when: (time: Time) => readonly (readonly Condition[])[];
  /** Seconds that it must have been so, and that it goes on after it no longer is. */
  readonly wait: number;
  readonly linger: number;
  /** One line, for a message's head. */
  readonly summary: (label: LabelWords) => string;
  /** What to do with it first. */
  readonly description: (label: LabelWords) => string;
  /** Names the probes that say why, where a system's alert can: the verdict code to list. */
  readonly culprits: 2 | 3 | null;
}

const MINUTE = 60;
const HOUR = 3600;

const reports = (scenario: string): string =>
  `Why stands in the reports of the last ${scenario} run (${scenario}.json, ${scenario}.html) and in its log.`;

function burns(speed: Burn['speed']): readonly (readonly Condition[])[] {
  return BURNS.filter((burn) => burn.speed === speed).map(({ rate, long, short }) => {
    const past = (window: number): Condition => ({
      left: `packager:system_failed:ratio${windowName(window)}`,
      test: `> on (system) group_left () ${rate} * (1 - packager:system_goal:ratio)`,
    });
    const judged = {
      left: `packager:system_judged:ratio${windowName(long)}`,
      test: `>= ${LEAST_JUDGED}`,
    };
    return [past(long), past(short), judged];
  });
}

/** `1h and 15m, or 6h and 1h`. */
function windowsOf(speed: Burn['speed']): string {
  return BURNS.filter((burn) => burn.speed === speed)
    .map(
      ({ rate, long, short }) => `${rate} times too fast over ${windowName(long)} and ${windowName(short)}`,
    )
    .join(', or ');
}

const verdict = (series: string, code: number) => () => [[{ left: series, test: `== ${code}` }]];

/** Calls with the same limits share a condition: the limits stand in the rule as they do in the table. */
function pastLimit(
  series: string,
  limitOf: (objective: CallObjective) => number,
): readonly (readonly Condition[])[] {
  const keyOf = (id: CallId): string => `${limitOf(CALL_OBJECTIVES[id])} ${CALL_OBJECTIVES[id].minSamples}`;
  return [...new Set(CALL_IDS.map(keyOf))].map((key) => {
    const [limit = '', least = ''] = key.split(' ');
    const calls = CALL_IDS.filter((id) => keyOf(id) === key).map(escaped);
    const matcher = `{call=~"${calls.join('|')}"}`;
    return [
      { left: `${series}${matcher}`, test: `> ${limit}` },
      { left: 'packager:call_requests:count', test: `>= ${least}` },
    ];
  });
}

const escaped = (call: CallId): string => call.replace('.', '[.]');

/** All alerts, in the order in which somebody wants to hear of them. */
export const ALERTS: readonly Alert[] = [
  {
    name: 'PackagerMonitorAbsent',
    severity: 'critical',
    when: () => [[{ left: 'absent(packager:run_age:seconds{scenario="health"})', test: '' }]],
    wait: 15 * MINUTE,
    linger: 0,
    summary: () => 'no health run of any target is known: the packager workflow is not monitored',
    description: () =>
      'Does the schedule still start runs, and does its output reach this Prometheus? A run says in its log when it does not.',
    culprits: null,
  },
  {
    name: 'PackagerMonitorSilent',
    severity: 'critical',
    when: (time) =>
      Object.entries(SCHEDULE).map(([scenario, every]) => [
        {
          left: `packager:run_age:seconds{scenario="${scenario}"}`,
          test: `> ${time.seconds(MEMORY_INTERVALS * every)}`,
        },
        // Who ran it by hand once or twice has no schedule to miss.
        { left: `packager:runs:count7d{scenario="${scenario}"}`, test: '>= 2' },
      ]),
    wait: 0,
    linger: 0,
    summary: (label) =>
      `the monitor is silent: no ${label('scenario')} run of ${label('target')} for three intervals`,
    description: () =>
      'Nothing is known of the systems meanwhile: last verdicts have left the dashboards, and other alerts of this target cannot fire.',
    culprits: null,
  },
  {
    name: 'PackagerSystemFailingFast',
    severity: 'critical',
    when: () => burns('fast'),
    wait: 2 * MINUTE,
    linger: 10 * MINUTE,
    summary: (label) =>
      `${label('system')} fails packagers on ${label('target')}, and its error budget burns fast`,
    description: () => `The budget burns ${windowsOf('fast')}. ${reports('health')}`,
    culprits: 2,
  },
  {
    name: 'PackagerSystemFailingSlowly',
    severity: 'warning',
    when: () => burns('slow'),
    wait: 15 * MINUTE,
    linger: HOUR,
    summary: (label) =>
      `${label('system')} fails packagers on ${label('target')} again and again, and will miss its goal`,
    description: () => `The budget burns ${windowsOf('slow')}. ${reports('health')}`,
    culprits: 2,
  },
  {
    name: 'PackagerBudgetSpent',
    severity: 'warning',
    when: () => [[{ left: 'packager:system_budget_left:ratio30d', test: '<= 0' }]],
    wait: 15 * MINUTE,
    linger: HOUR,
    summary: (label) =>
      `${label('system')} has missed its goal on ${label('target')}: no error budget of 30 days is left`,
    description: () => 'Which incidents spent it: npm run report over the result files of these 30 days.',
    culprits: null,
  },
  {
    name: 'PackagerSystemUnknown',
    severity: 'warning',
    when: () => [[{ left: 'packager:system_unknown:ratio1h', test: '>= 0.5' }]],
    wait: 15 * MINUTE,
    linger: 15 * MINUTE,
    summary: (label) => `${label('system')} on ${label('target')} cannot be judged: it may be down or well`,
    description: () =>
      `A system that it needs has failed, an edge turns the monitor away, or there was nothing to judge. ${reports('health')}`,
    culprits: 3,
  },
  {
    name: 'PackagerSystemDegraded',
    severity: 'info',
    when: verdict('packager:system_verdict:last', 1),
    wait: 2 * HOUR,
    linger: 30 * MINUTE,
    summary: (label) => `${label('system')} on ${label('target')} is past a warning limit for two hours`,
    description: () => `It works, but slower or older than it should. ${reports('health')}`,
    culprits: null,
  },
  {
    name: 'PackagerStageFailed',
    severity: 'warning',
    when: verdict('packager:stage_verdict:last', 2),
    // A second run has seen it too.
    wait: SCHEDULE.trace + 5 * MINUTE,
    linger: SCHEDULE.trace,
    summary: (label) => `packages are late or stuck in ${label('stage')} on ${label('target')}`,
    description: () => reports('trace'),
    culprits: null,
  },
  {
    name: 'PackagerStageUnknown',
    severity: 'warning',
    when: verdict('packager:stage_verdict:last', 3),
    wait: SCHEDULE.trace + 5 * MINUTE,
    linger: SCHEDULE.trace,
    summary: (label) => `the stage ${label('stage')} cannot be judged on ${label('target')}`,
    description: () => `Its events could not be read, or contradict each other. ${reports('trace')}`,
    culprits: null,
  },
  {
    name: 'PackagerStageSlow',
    severity: 'info',
    when: verdict('packager:stage_verdict:last', 1),
    wait: 2 * HOUR,
    linger: SCHEDULE.trace,
    summary: (label) => `${label('stage')} on ${label('target')} is past its warning limit for two hours`,
    description: () => reports('trace'),
    culprits: null,
  },
  {
    name: 'PackagerStepFailed',
    severity: 'critical',
    when: verdict('packager:step_verdict:last', 2),
    wait: 0,
    linger: 0,
    summary: (label) => `a real package did not get past the step ${label('step')} on ${label('target')}`,
    description: () => reports('workflow'),
    culprits: null,
  },
  {
    name: 'PackagerStepUnknown',
    severity: 'warning',
    when: verdict('packager:step_verdict:last', 3),
    wait: 0,
    linger: 0,
    summary: (label) =>
      `the step ${label('step')} of a real package could not be judged on ${label('target')}`,
    description: () => reports('workflow'),
    culprits: null,
  },
  {
    name: 'PackagerStepSlow',
    severity: 'info',
    when: verdict('packager:step_verdict:last', 1),
    wait: 0,
    linger: 0,
    summary: (label) => `the step ${label('step')} of a real package was slow on ${label('target')}`,
    description: () => reports('workflow'),
    culprits: null,
  },
  {
    name: 'PackagerCallSlow',
    severity: 'warning',
    when: () => [
      ...pastLimit('packager:call_seconds:p95', ({ p95 }) => p95 / 1000),
      ...pastLimit('packager:call_seconds:p99', ({ p99 }) => p99 / 1000),
    ],
    wait: 0,
    linger: 0,
    summary: (label) => `${label('call')} was too slow in the last load run of ${label('target')}`,
    description: () => reports('load'),
    culprits: null,
  },
  {
    name: 'PackagerCallFailing',
    severity: 'warning',
    when: () => pastLimit('packager:call_errors:ratio', ({ errors }) => errors),
    wait: 0,
    linger: 0,
    summary: (label) =>
      `${label('call')} gave too many wrong answers in the last load run of ${label('target')}`,
    description: () => reports('load'),
    culprits: null,
  },
];
