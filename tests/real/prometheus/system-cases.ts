import { type Case, DAY, type Firing, HOUR, quiet, type Samples, times, WAYS } from './case.ts';

const PROBE = 'koji.hub.getBuild';

type Series = Case['series'];

function health(verdicts: Samples, prefix = 'k6_', labels = ''): Series {
  return {
    [`${prefix}pw_probe_verdict{target="prod",system="koji",probe="${PROBE}",kind="endpoint"${labels}}`]: verdicts,
    [`${prefix}pw_run_timestamp_seconds{target="prod",scenario="health"${labels}}`]: verdicts,
  };
}

const system = { target: 'prod', system: 'koji' };
const failingFast = (...culprits: string[]): Firing => ({ alert: 'PackagerSystemFailingFast', labels: system, culprits });
const failingSlowly = (...culprits: string[]): Firing => ({
  alert: 'PackagerSystemFailingSlowly',
  labels: system,
  culprits,
});

/** One failed run in so many, for so many hours. */
function oneIn(runs: number, hours: number): Samples {
  return Array.from({ length: (hours * 12) / runs }, () => [
    [0, runs - 1] as const,
    [2, 1] as const,
  ]).flat();
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

/** Probes and systems: outages, error budgets, and what cannot be judged. */
export const SYSTEM_CASES: readonly Case[] = [
  ...outages,
  {
    name: 'all is well',
      series: health([times(0, 10)]),
    checks: quiet(20, 90, 9 * HOUR),
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
    checks: quiet(121, 124, 126, 135, 150, 6 * HOUR),
    figures: [{ minute: 4 * HOUR, ...LEFT, value: 1 - 5 / (0.01 * 30 * DAY) }],
  },
  {
    name: 'the very first run fails: six runs must be there to tell',
      series: health([[2, 2], times(0, 3)]),
    checks: quiet(2, 8, 14, 40),
  },
  {
    name: 'one run in twelve fails, for hours',
      series: health([times(0, 6), ...oneIn(12, 8)]),
    checks: [...quiet(6 * HOUR + 30, 8 * HOUR), { minute: 12 * HOUR, firing: [failingFast()] }],
  },
  {
    name: 'one run in twenty-four fails, for a day',
      series: health(oneIn(24, 30)),
    checks: [...quiet(8 * HOUR), { minute: 27 * HOUR, firing: [failingSlowly()] }],
  },
  {
    name: 'one run in sixty fails, for two days; then it is well again',
      series: health([...oneIn(60, 50), times(0, 40)]),
    checks: [...quiet(30 * HOUR), { minute: 44 * HOUR, firing: [failingSlowly()] }, ...quiet(85 * HOUR)],
  },
  {
    name: 'eight hours of outage spend the month',
      series: health([times(0, 1), times(2, 8), times(0, 4)]),
    checks: [
      { minute: 8 * HOUR, firing: [failingFast(PROBE)] },
      { minute: 8 * HOUR + 50, firing: [failingFast(PROBE), { alert: 'PackagerBudgetSpent', labels: system }] },
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

