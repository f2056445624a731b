import type { TraceFacts } from '../../lib/report/trace/result.ts';
import type {
  Moment,
  StageOfTrace,
  TraceOutcome,
  TraceRunOutcome,
} from '../../lib/workflow/trace/outcome.ts';
import { HOSTILE } from './sample-result.ts';
import { DAY, HOUR, MINUTE, NOW, offsetsOf, traceOf, traceRunOf } from './sample-traces.ts';

export const TRACE_FACTS: TraceFacts = {
  scenario: 'trace',
  target: 'local',
  pack: '0.1.0',
  k6: '2.2.0',
  startedAt: NOW,
  durationMs: 31_240,
};

const count = (length: number, make: (n: number) => TraceOutcome): readonly TraceOutcome[] =>
  Array.from({ length }, (_, n) => make(n));

/** Fifty packages, of which some are still on their way. */
const mixed = (): readonly TraceOutcome[] => [
  ...count(26, (n) => traceOf('rawhide', n, { age: n * 20 * MINUTE })),
  ...count(15, (n) => traceOf('stable', n + 30, { age: n * HOUR, until: n < 6 ? 2 * DAY : 30 * DAY })),
  ...count(9, (n) => traceOf('epel', n + 60, { age: n * HOUR, until: n < 3 ? 2 * HOUR : 30 * DAY })),
];

export const onTime = (): TraceRunOutcome => traceRunOf(mixed());

/** Signing stands still: nine packages wait in it, three more for CI. */
export const stuckSigning = (): TraceRunOutcome => {
  const before = (n: number): number => (offsetsOf('rawhide', n)['update-created'] ?? 0) + 1;
  const queued = (n: number): number => (offsetsOf('stable', n)['test-queued'] ?? 0) + 1;
  const traces = [
    ...count(9, (n) => traceOf('rawhide', n + 100, { until: before(n + 100), age: (70 + n * 9) * MINUTE })),
    ...count(3, (n) => traceOf('stable', n + 120, { until: queued(n + 120), age: (65 + n * 31) * MINUTE })),
    ...mixed().slice(0, 38),
  ];
  return traceRunOf(
    traces,
    (id) =>
      id === 'sign.build'
        ? {
            reason: 'nine wait for more than 60 min; p90 10 min, 3.2 times as long as usual (3.2 min)',
            slower: 3.2,
            usual: { count: 212, p50: 70, p90: 190, p99: 420 },
            p90: 611,
            p99: 3900,
          }
        : id === 'build.run'
          ? { usual: null, slower: null }
          : {},
    { verdict: 'failed' },
  );
};

/** Nobody is stuck, and one stage takes longer than it may, another than it usually does. */
export const slow = (): TraceRunOutcome =>
  traceRunOf(
    mixed(),
    (id) => {
      if (id === 'ci.start') {
        const reason = 'p90 34 min, past 15 min; 5.6 times as long as usual (6 min)';
        return {
          verdict: 'degraded',
          p50: 600,
          p90: 2040,
          p99: 3100,
          slower: 5.6,
          usual: { count: 90, p50: 90, p90: 364, p99: 800 },
          reason,
        };
      }
      return id === 'sign.build'
        ? { verdict: 'degraded', slower: 3.4, reason: 'p90 2.2 min; 3.4 times as long as usual' }
        : {};
    },
    { verdict: 'degraded' },
  );

/** Messages got lost: what they would have told is missing, and one stage cannot be judged. */
export const incomplete = (): TraceRunOutcome => {
  const traces = [
    ...count(7, (n) => traceOf('rawhide', n + 140, { age: n * HOUR, drop: ['test-running', 'announced'] })),
    ...count(2, (n) => traceOf('rawhide', n + 150, { age: n * HOUR, drop: ['signed'] })),
    ...mixed().slice(0, 20),
  ];
  return traceRunOf(
    traces,
    (id) =>
      id === 'ci.start'
        ? {
            verdict: 'unknown',
            unrecorded: 7,
            unknown: 2,
            p50: null,
            p90: null,
            p99: null,
            count: 0,
            usual: null,
            slower: null,
            slowest: null,
            reason: 'nothing tells when tests began: 7 of 27 without a record',
          }
        : {},
    { verdict: 'unknown', notes: ['datagrepper answered 3 of 41 searches with an error'] },
  );
};

/** What was asked for is not there. */
export const nothingTraced = (): TraceRunOutcome =>
  traceRunOf([], () => ({}), {
    verdict: 'unknown',
    requests: 2,
    answers: [],
    notes: ['no build bash-9.9.9-9.fc46 in koji'],
  });

/** One package alone, whose build failed. */
export const oneFailed = (): TraceRunOutcome => {
  const trace = traceOf('rawhide', 2, { until: 30_001 });
  const at = (trace.milestones['build-started']?.at ?? 0) + 5 * MINUTE;
  const milestones = { ...trace.milestones, 'build-failed': { at, record: 'koji', url: '' } as const };
  const stages = trace.stages.map((row): StageOfTrace => {
    if (row.state !== 'waiting') return row;
    return { ...row, state: 'not reached', from: null, seconds: null };
  });
  return traceRunOf([{ ...trace, stages, milestones }]);
};

/** Every text from outside tries to break out of the report. */
export const hostileTrace = (): TraceRunOutcome => {
  const url = `javascript:alert(1)//${HOSTILE}`;
  const evil = (moment: Moment): Moment => ({ ...moment, url });
  const run = stuckSigning();
  return {
    ...run,
    stages: run.stages.map((one) => ({
      ...one,
      reason: HOSTILE,
      slowest: { nvr: HOSTILE, seconds: 1, url },
    })),
    traces: run.traces.map((one) => ({
      ...one,
      nvr: HOSTILE,
      update: HOSTILE,
      release: HOSTILE,
      milestones: Object.fromEntries(
        Object.entries(one.milestones).map(([name, moment]) => [name, evil(moment)]),
      ),
      stuck: one.stuck === null ? null : { ...one.stuck, url },
      missing: [HOSTILE, `${HOSTILE}2`],
    })),
    answers: [
      {
        question: HOSTILE,
        answer: HOSTILE,
        rows: count(9, (n) => traceOf('rawhide', n)).map(() => ({ name: HOSTILE, value: HOSTILE })),
      },
    ],
    notes: Array.from({ length: 9 }, (_, n) => `${n} ${HOSTILE}`),
  };
};

export const TRACE_SAMPLES: Readonly<Record<string, () => TraceRunOutcome>> = {
  onTime,
  stuckSigning,
  slow,
  incomplete,
  nothingTraced,
  oneFailed,
  hostileTrace,
};
