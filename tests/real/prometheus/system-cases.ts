import { type Case, clock, DAY, each, type Firing, HOUR, quiet, type Samples, times, WAYS } from './case.ts';

type Series = Case['series'];

/** One probe of a system, asked every five minutes. */
function asked(system: string, verdicts: Samples, prefix = 'k6_', labels = ''): Series {
  const probe = `probe="${probeOf(system)}",kind="endpoint"`;
  return { [`${prefix}pw_probe_verdict{target="prod",system="${system}",${probe}${labels}}`]: verdicts };
}

const probeOf = (system: string): string => `${system}.hub.getBuild`;

/** The same of koji, by runs that end when it was asked. */
function health(verdicts: Samples, prefix = 'k6_', labels = ''): Series {
  return {
    ...asked('koji', verdicts, prefix, labels),
    [`${prefix}pw_run_timestamp_seconds{target="prod",run="health"${labels}}`]: verdicts,
  };
}

const PROBE = probeOf('koji');
const system = { target: 'prod', system: 'koji' };
const failingFast = (...culprits: string[]): Firing => ({
  alert: 'PackagerSystemFailingFast',
  labels: system,
  culprits,
});
const burning = (speed: 'Fast' | 'Slowly', of: string): Firing => ({
  alert: `PackagerSystemFailing${speed}`,
  labels: { target: 'prod', system: of },
});
const silent = (scenario: string): Firing => ({
  alert: 'PackagerMonitorSilent',
  labels: { target: 'prod', scenario },
});

/** One failed run in so many, for so many hours. */
function oneIn(runs: number, hours: number): Samples {
  return Array.from({ length: (hours * 12) / runs }, () => [[0, runs - 1] as const, [2, 1] as const]).flat();
}

const OUTAGE: Samples = [times(0, 1), [2, 4], times(0, 3)];

const outages: readonly Case[] = Object.entries(WAYS).map(([way, prefix]) => ({
  name: `twenty minutes of outage, by ${way}`,
  series: health(OUTAGE, prefix),
  checks: [
    ...quiet(59, 66),
    { minute: 75, firing: [failingFast(PROBE)] },
    { minute: 88, firing: [failingFast()] },
    ...quiet(115),
  ],
  figures: [
    { minute: 70, expr: 'packager:system_verdict:last', labels: '{target="prod", system="koji"}', value: 2 },
    { minute: 70, expr: 'packager:system_failed:last', labels: '{target="prod", system="koji"}', value: 1 },
  ],
}));

const LEFT = { expr: 'packager:system_budget_left:ratio30d', labels: '{target="prod", system="koji"}' };
const KNOWN = { expr: 'packager:system_budget:known', labels: '{target="prod", system="koji"}' };

/** Two days: budgets that burn at every speed, and schedules that stop. */
const LONG: Case = {
  name: 'one failed run in twelve, in twenty-four, in sixty; trace and workflow runs stop',
  series: {
    ...asked('fas', [times(0, 6), ...oneIn(12, 8), times(0, 26)]),
    ...asked('dist-git', oneIn(24, 40)),
    ...asked('koji', oneIn(60, 40)),
    ...clock('health'),
    ...clock('trace', each(0.5, Array(7).fill(1))),
    ...clock('workflow', each(6, [1, 1, 1])),
    // What somebody ran by hand once has no schedule to miss.
    ...clock('workflow', [[1, 1]], 'stg'),
  },
  checks: [
    ...quiet(4 * HOUR),
    { minute: 8 * HOUR + 30, firing: [silent('trace')] },
    { minute: 12 * HOUR + 2, firing: [silent('trace'), burning('Fast', 'fas')] },
    { minute: 27 * HOUR, firing: [silent('trace'), burning('Slowly', 'dist-git')] },
    {
      minute: 31 * HOUR,
      firing: [silent('trace'), silent('workflow'), burning('Slowly', 'dist-git')],
    },
    {
      minute: 39 * HOUR,
      firing: [silent('trace'), silent('workflow'), burning('Slowly', 'dist-git'), burning('Slowly', 'koji')],
    },
  ],
};

/** Probes and systems: outages, error budgets, and what cannot be judged. */
export const SYSTEM_CASES: readonly Case[] = [
  LONG,
  ...outages,
  {
    name: 'all is well',
    series: health([times(0, 4)]),
    checks: quiet(20, 90, 3 * HOUR),
    figures: [
      { minute: 40, ...KNOWN, value: 0 },
      { minute: 40, ...LEFT, value: null },
      { minute: 70, ...KNOWN, value: 1 },
      { minute: 70, ...LEFT, value: 1 },
    ],
  },
  {
    name: 'one failed run says nothing, and spends five minutes of a month',
    series: health([times(0, 2), [2, 1], times(0, 6)]),
    checks: quiet(121, 124, 126, 135, 150, 4 * HOUR),
    figures: [{ minute: 4 * HOUR, ...LEFT, value: 1 - 5 / (0.01 * 30 * DAY) }],
  },
  {
    name: 'the very first run fails: six runs must be there to tell',
    series: health([[2, 2], times(0, 3)]),
    checks: quiet(2, 8, 14, 40),
  },
  {
    name: 'eight hours of outage spend the month',
    series: health([times(0, 1), times(2, 8), times(0, 4)]),
    checks: [
      { minute: 8 * HOUR, firing: [failingFast(PROBE)] },
      {
        minute: 8 * HOUR + 50,
        firing: [failingFast(PROBE), { alert: 'PackagerBudgetSpent', labels: system }],
      },
    ],
  },
  {
    name: 'what cannot be judged is neither up nor down',
    series: health([times(0, 1), times(3, 2), times(0, 4)]),
    checks: [
      ...quiet(65, 95),
      {
        minute: 120,
        firing: [{ alert: 'PackagerSystemUnknown', labels: system, culprits: [PROBE] }],
      },
      ...quiet(5 * HOUR),
    ],
    figures: [
      {
        minute: 100,
        expr: 'packager:system_failed:last',
        labels: '{target="prod", system="koji"}',
        value: null,
      },
    ],
  },
  {
    name: 'one place says unknown, another failed: failed counts',
    series: {
      ...health(OUTAGE, 'probe_', ',instance="one"'),
      ...health([times(0, 1), [3, 4], times(0, 3)], 'probe_', ',instance="two"'),
    },
    checks: [...quiet(59), { minute: 75, firing: [failingFast(PROBE)] }],
  },
  {
    name: 'degraded for two hours',
    series: health([times(0, 1), times(1, 3), times(0, 2)]),
    checks: [
      ...quiet(70, 170),
      { minute: 190, firing: [{ alert: 'PackagerSystemDegraded', labels: system }] },
      ...quiet(5 * HOUR),
    ],
  },
];
