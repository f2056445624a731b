import { CALL_IDS, type CallId, type CallObjective } from '../../thresholds/calls.ts';
import type { Figure, Page, Query, Section } from './figure.ts';
import { loadRunning } from './load.ts';
import type { Objectives } from './objectives.ts';
import { ofTarget } from './series.ts';

const P95 = 'packager:call_seconds:p95';
const P99 = 'packager:call_seconds:p99';
const ERRORS = 'packager:call_errors:ratio';

/** The hot path: every call beside its objectives, as the last load run measured it. */
export function hotPathPage(objectives: Objectives): Page {
  return {
    uid: 'packager-hot-path',
    title: 'Packager workflow: the hot path',
    description: 'The calls that packagers’ tools make all day, held to their objectives by load runs.',
    choosesSystem: false,
    marks: [loadRunning()],
    from: 'now-24h',
    sections: [
      { heading: 'The last load run, beside its limits', figures: barsOf(objectives) },
      ...groupsOf(objectives),
      { heading: 'Errors', figures: [errors(objectives)] },
    ],
  };
}

function barsOf({ call: objectiveOf }: Objectives): readonly Figure[] {
  const look = { look: 'bars', width: 8, height: 16 } as const;
  const of = (series: string): Query[] =>
    CALL_IDS.map((call) => ({ expr: ofTarget(series, `call="${call}"`), legend: call }));
  const limits = (limit: (objective: CallObjective) => number) =>
    CALL_IDS.map((call) => ({ warn: null, fail: limit(objectiveOf(call)) }));
  return [
    {
      ...look,
      title: '95 of 100 right answers within',
      description: 'Each bar ends at the limit of its call: a full one is too slow.',
      unit: 's',
      queries: of(P95),
      limits: limits(({ p95 }) => p95 / 1000),
    },
    {
      ...look,
      title: '99 of 100 right answers within',
      description: 'The tail: what one of a hundred users waits. Each bar ends at the limit of its call.',
      unit: 's',
      queries: of(P99),
      limits: limits(({ p99 }) => p99 / 1000),
    },
    {
      ...look,
      title: 'Answers that are none or wrong',
      description:
        'Faults in a 200, empty answers, pages instead of data, time-outs. Each bar ends at what is allowed.',
      unit: 'percentunit',
      queries: of(ERRORS),
      limits: limits(({ errors }) => errors),
    },
  ];
}

/** Calls that share their limits share a panel, as its lines are theirs. */
function groupsOf({ call: objectiveOf }: Objectives): readonly Section[] {
  const groups = new Map<string, { readonly objective: CallObjective; readonly calls: CallId[] }>();
  for (const call of CALL_IDS) {
    const objective = objectiveOf(call);
    const key = `${objective.p95} ${objective.p99}`;
    const group = groups.get(key) ?? { objective, calls: [] };
    group.calls.push(call);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ objective: { p95, p99, why }, calls }) => {
    const lines = (series: string, share: string, limit: number): Figure => ({
      look: 'lines',
      title: `${share} within ${limit} ms, of calls held to ${p95} and ${p99} ms`,
      description: `${calls.join(', ')}. Why this limit: ${why}.`,
      unit: 's',
      limits: { warn: null, fail: limit / 1000 },
      tensFrom: 0.001,
      queries: calls.map((call) => ({ expr: ofTarget(series, `call="${call}"`), legend: call })),
      width: 12,
      height: 8,
    });
    return {
      heading: `Calls held to ${p95} ms and ${p99} ms`,
      figures: [lines(P95, '95 of 100', p95), lines(P99, '99 of 100', p99)],
    };
  });
}

function errors({ call: objectiveOf }: Objectives): Figure {
  return {
    look: 'lines',
    title: 'Share of wrong answers',
    description: 'Of every call, with what the strictest of them allows.',
    unit: 'percentunit',
    limits: { warn: null, fail: Math.min(...CALL_IDS.map((call) => objectiveOf(call).errors)) },
    tensFrom: null,
    queries: [{ expr: ofTarget(ERRORS), legend: '{{call}}' }],
    width: 24,
    height: 8,
  };
}
