import { type Case, clock, each, type Firing, HOUR, quiet, type Samples, times } from './case.ts';

const silent = (scenario: string): Firing => ({
  alert: 'PackagerMonitorSilent',
  labels: { target: 'prod', scenario },
});

const monitors: readonly Case[] = [
  {
    name: 'there is no monitor',
    series: {},
    checks: [
      ...quiet(10),
      { minute: 20, firing: [{ alert: 'PackagerMonitorAbsent', labels: { scenario: 'health' } }] },
    ],
  },
  {
    name: 'health runs stop for forty minutes',
    series: clock('health', [times(1, 1), [null, 8], times(1, 1)]),
    checks: [...quiet(69), { minute: 75, firing: [silent('health')] }, ...quiet(105)],
  },
];

const verdictOf = (what: 'stage' | 'step', id: string, prefix: string): string =>
  `${prefix}pw_${what}_verdict{target="prod",${what}="${id}"}`;
const stage = (alert: string, id: string): Firing => ({ alert, labels: { target: 'prod', stage: id } });
const step = (alert: string, id: string): Firing => ({ alert, labels: { target: 'prod', step: id } });

const flows: readonly Case[] = [
  {
    name: 'stages: what one run sees says nothing, what two see does',
    series: {
      ...clock('health'),
      [verdictOf('stage', 'sign.build', 'k6_')]: each(0.5, [0, 0, 2, 0, 0, 0, 2, 2, 2, 0, 0, 0, 0, 0]),
      [verdictOf('stage', 'ci.queue', '')]: each(0.5, [0, 0, 0, 0, 0, 0, 3, 3, 3, 0, 0, 0, 0, 0]),
      [verdictOf('stage', 'ci.run', 'probe_')]: each(0.5, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]),
    },
    checks: [
      ...quiet(85, 92, 3 * HOUR + 20),
      {
        minute: 3 * HOUR + 45,
        firing: [stage('PackagerStageFailed', 'sign.build'), stage('PackagerStageUnknown', 'ci.queue')],
      },
      { minute: 5 * HOUR + 15, firing: [stage('PackagerStageSlow', 'ci.run')] },
      ...quiet(6 * HOUR + 40),
    ],
  },
  {
    name: 'steps: one run of a real package is enough',
    series: {
      ...clock('health'),
      [verdictOf('step', 'build', 'k6_')]: each(6, [0, 2, 0, 0]),
      [verdictOf('step', 'tests', '')]: each(6, [0, 3, 0, 0]),
      [verdictOf('step', 'push', 'k6_')]: each(6, [0, 1, 0, 0]),
    },
    checks: [
      ...quiet(5 * HOUR + 50),
      {
        minute: 6 * HOUR + 10,
        firing: [
          step('PackagerStepFailed', 'build'),
          step('PackagerStepUnknown', 'tests'),
          step('PackagerStepSlow', 'push'),
        ],
      },
      ...quiet(12 * HOUR + 10),
    ],
  },
];

const REQUESTS = (prefix: string, call: string, window: string): string =>
  `${prefix}http_reqs_total{target="prod",name="${call}",scenario="${window}",status="200",method="POST"}`;
const remote = (metric: string, call: string, window = 'w01'): string =>
  `k6_pw_call_${metric}{target="prod",call="${call}",scenario="${window}"}`;
const otlp = (metric: string, call: string, label: string): string =>
  `pw_call_${metric}{target="prod",call="${call}",scenario="w01",${label}}`;
const call = (alert: string, id: string): Firing => ({ alert, labels: { target: 'prod', call: id } });

const once = (value: number): Samples => [
  [null, 2],
  [value, 1],
];
const SEARCH = 'datagrepper.searchTopic';

const LABELS = '{target="prod", call="koji.getBuild"}';

const loads: readonly Case[] = [
  {
    name: 'calls by remote write: past p95, past p99, wrong; too few to tell',
    series: {
      ...clock('health'),
      [REQUESTS('k6_', 'koji.getBuild', 'w01')]: once(100),
      [REQUESTS('k6_', 'koji.getBuild', 'w02')]: once(300),
      [remote('duration_p95', 'koji.getBuild')]: once(0.8),
      [remote('duration_p95', 'koji.getBuild', 'w02')]: once(0.2),
      [remote('errors_rate', 'koji.getBuild')]: once(0.01),
      [remote('errors_rate', 'koji.getBuild', 'w02')]: once(0),
      [REQUESTS('k6_', SEARCH, 'w01')]: once(100),
      [remote('duration_p95', SEARCH)]: once(1.4),
      [remote('duration_p99', SEARCH)]: once(5.1),
      [REQUESTS('k6_', 'koji.getTag', 'w01')]: once(100),
      [remote('duration_p95', 'koji.getTag')]: once(0.2),
      [remote('errors_rate', 'koji.getTag')]: once(0.02),
      [REQUESTS('k6_', 'koji.listHosts', 'w01')]: once(99),
      [remote('duration_p95', 'koji.listHosts')]: once(9),
      [remote('errors_rate', 'koji.listHosts')]: once(1),
    },
    checks: [
      ...quiet(9),
      {
        minute: 12,
        firing: [
          call('PackagerCallSlow', 'koji.getBuild'),
          call('PackagerCallSlow', SEARCH),
          call('PackagerCallFailing', 'koji.getTag'),
        ],
      },
      ...quiet(80),
    ],
    figures: [
      { minute: 12, expr: 'packager:call_requests:count{call="koji.getBuild"}', labels: LABELS, value: 400 },
      { minute: 12, expr: 'packager:call_errors:ratio{call="koji.getBuild"}', labels: LABELS, value: 0.0025 },
    ],
  },
  {
    name: 'calls by OTLP',
    series: {
      ...clock('health'),
      [REQUESTS('', 'koji.getBuild', 'w01')]: once(200),
      [otlp('duration_milliseconds_bucket', 'koji.getBuild', 'le="250"')]: once(0),
      [otlp('duration_milliseconds_bucket', 'koji.getBuild', 'le="500"')]: once(190),
      [otlp('duration_milliseconds_bucket', 'koji.getBuild', 'le="+Inf"')]: once(190),
      [otlp('errors_total', 'koji.getBuild', 'condition="zero"')]: once(190),
      [otlp('errors_total', 'koji.getBuild', 'condition="nonzero"')]: once(10),
      [REQUESTS('', 'koji.getTag', 'w01')]: once(200),
      [otlp('duration_milliseconds_bucket', 'koji.getTag', 'le="250"')]: once(200),
      [otlp('duration_milliseconds_bucket', 'koji.getTag', 'le="+Inf"')]: once(200),
      [otlp('errors_total', 'koji.getTag', 'condition="zero"')]: once(200),
    },
    checks: [
      ...quiet(9),
      {
        minute: 12,
        firing: [call('PackagerCallSlow', 'koji.getBuild'), call('PackagerCallFailing', 'koji.getBuild')],
      },
      ...quiet(80),
    ],
    figures: [
      {
        minute: 12,
        expr: 'packager:call_errors:ratio{call="koji.getTag"}',
        labels: '{target="prod", call="koji.getTag"}',
        value: 0,
      },
    ],
  },
];

/** The monitor itself, and all that is not a probe. */
export const FLOW_CASES: readonly Case[] = [...monitors, ...flows, ...loads];
