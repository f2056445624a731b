import type { Probe } from '../../lib/probe/probe.ts';
import { figure as inWords } from '../../lib/report/words.ts';
import { PROBES } from '../../lib/systems/index.ts';
import { STEP_OF, type System } from '../../lib/targets/systems.ts';
import type { Limit } from '../../thresholds/limit.ts';
import type { Figure, Lines, Page, Section } from './figure.ts';
import type { Objectives } from './objectives.ts';
import { budgetLeft, byUrgency, ofTarget } from './series.ts';

/** The uid of a system's dashboard. */
export function uidOf(system: System): string {
  return `packager-${system}`;
}

/** A kind of figure that probes are judged by, and how it is asked for. */
interface Measure {
  readonly heading: string;
  /** The same in a title, beside limits. */
  readonly short: string;
  readonly series: string;
  readonly what: string;
  /** Below this, more or less does not matter. */
  readonly tensFrom: number | null;
  readonly has: (probe: Probe, limit: Limit) => boolean;
}

const inSeconds = (kind: string) => (probe: Probe, limit: Limit) => probe.kind === kind && limit.unit === 's';

const MEASURES: readonly Measure[] = [
  {
    heading: 'Latency',
    short: 'Latency',
    series: 'packager:probe_seconds:last',
    what: 'Median of the right answers of each run',
    tensFrom: 0.001,
    has: (_, { unit }) => unit === 'ms',
  },
  {
    heading: 'Age of the newest record',
    short: 'Age',
    series: 'packager:freshness_seconds:last',
    what: 'How old the newest record is that the probe found',
    tensFrom: 60,
    has: inSeconds('freshness'),
  },
  {
    heading: 'Queue length',
    short: 'Length',
    series: 'packager:queue_length:last',
    what: 'How much waits',
    tensFrom: null,
    has: ({ kind }, { unit }) => kind === 'queue' && unit !== 's',
  },
  {
    heading: 'Oldest in the queue',
    short: 'Oldest',
    series: 'packager:queue_oldest_seconds:last',
    what: 'How long the oldest has waited',
    tensFrom: 60,
    has: inSeconds('queue'),
  },
  {
    heading: 'Lag',
    short: 'Lag',
    series: 'packager:lag_seconds:last',
    what: 'How far this system is behind the one it follows',
    tensFrom: 60,
    has: inSeconds('lag'),
  },
];

/** The dashboard of one system: is it well, which probe says what, and every figure beside its limits. */
export function systemPage(system: System, objectives: Objectives): Page {
  // Deep probes are asked by hand only: no schedule writes their series.
  const probes = PROBES.filter((probe) => probe.system === system && probe.set === 'default');
  const goal = objectives.goal(system);
  return {
    uid: uidOf(system),
    title: `Packager workflow: ${system}`,
    description: `What the packager needs ${system} for: ${STEP_OF[system]}. What each probe asks is told in docs/systems/${system}.md.`,
    choosesSystem: false,
    marks: [],
    from: 'now-24h',
    sections: [
      { heading: null, figures: [...summary(system, goal), ...probesNow(system, goal)] },
      ...MEASURES.map((measure) => section(measure, probes, objectives)).filter(
        ({ figures }) => figures.length > 0,
      ),
    ],
  };
}

/** The share of failures that a goal leaves, without the noise of binary fractions. */
const allowedBy = (goal: number): number => Math.round((1 - goal) * 1e6) / 1e6;

function summary(system: System, goal: number): Figure[] {
  const of = `system="${system}"`;
  const small = { look: 'now', withBudget: false, leadsTo: null, width: 6, height: 4 } as const;
  const allowed = allowedBy(goal);
  const share = { warn: allowed, fail: null };
  return [
    {
      ...small,
      title: 'Verdict',
      description: 'The worst of its probes in the last run: failed, then unknown, then degraded.',
      unit: 'verdict',
      limits: null,
      queries: [{ expr: ofTarget('packager:system_verdict:last', of), legend: 'verdict' }],
    },
    {
      ...small,
      title: 'Error budget left',
      description: `Of 30 days, with ${inWords(allowed * 100, '%')} of failures allowed. Says so where too few runs tell anything.`,
      unit: 'budget',
      limits: null,
      queries: [{ expr: budgetLeft(of), legend: 'budget left' }],
    },
    {
      ...small,
      title: 'Failed in the last hour',
      description: 'Share of the judged time in which it was failed.',
      unit: 'percentunit',
      limits: share,
      queries: [{ expr: ofTarget('packager:system_failed:ratio1h', of), legend: 'failed' }],
    },
    {
      ...small,
      title: 'Not judged in the last hour',
      description:
        'Share of the time in which it was unknown: challenged, refused by an edge, or behind another system.',
      unit: 'percentunit',
      limits: share,
      queries: [{ expr: ofTarget('packager:system_unknown:ratio1h', of), legend: 'unknown' }],
    },
  ];
}

function probesNow(system: System, goal: number): Figure[] {
  const of = `system="${system}"`;
  const windows = ['1h', '6h', '1d', '3d', '30d'];
  const verdicts = ofTarget('packager:probe_verdict:last', of);
  return [
    {
      look: 'verdicts',
      title: 'Probes over time',
      description: 'The verdict of every probe, run after run.',
      unit: 'verdict',
      queries: [{ expr: verdicts, legend: '{{probe}}' }],
      width: 16,
      height: 10,
    },
    {
      look: 'rows',
      title: 'Probes now',
      description: 'The verdict of every probe in the last run. The reason is in the report of the run.',
      unit: 'verdict',
      queries: [{ expr: byUrgency(verdicts), legend: '{{probe}}' }],
      columns: { probe: 'probe', kind: 'kind' },
      value: 'verdict',
      width: 8,
      height: 10,
    },
    {
      look: 'lines',
      title: 'Share of failures',
      description:
        'How fast the budget burns: the share of failed time in windows of different length, beside what is allowed.',
      unit: 'percentunit',
      limits: { warn: allowedBy(goal), fail: null },
      tensFrom: null,
      queries: windows.map((span) => ({
        expr: ofTarget(`packager:system_failed:ratio${span}`, of),
        legend: span,
      })),
      width: 24,
      height: 6,
    },
  ];
}

/** Probes that share their limits share a panel, as its lines are theirs. */
function section(measure: Measure, probes: readonly Probe[], { probe: limitOf }: Objectives): Section {
  const groups = new Map<string, { readonly limit: Limit; readonly ids: string[] }>();
  for (const probe of probes) {
    const limit = limitOf(probe.id);
    if (!measure.has(probe, limit)) continue;
    const key = `${limit.warn} ${limit.fail} ${limit.unit}`;
    const group = groups.get(key) ?? { limit, ids: [] };
    group.ids.push(probe.id);
    groups.set(key, group);
  }
  const widths = widthsOf(groups.size);
  const figures = [...groups.values()].map(({ limit, ids }, at) =>
    panel(measure, limit, ids, widths[at] ?? 24),
  );
  return { heading: measure.heading, figures };
}

/** Three a row, or two where that leaves no gap. */
function widthsOf(count: number): readonly number[] {
  if (count === 1) return [24];
  const pairs = [0, 4, 2][count % 3] ?? 0;
  return Array.from({ length: count }, (_, at) => (at < count - pairs ? 8 : 12));
}

function panel(measure: Measure, limit: Limit, ids: readonly string[], width: number): Lines {
  const { unit, warn, fail } = limit;
  // Series are in seconds.
  const scale = unit === 'ms' ? 1000 : 1;
  const past =
    warn === fail
      ? `failed past ${inWords(fail, unit)}`
      : `degraded past ${inWords(warn, unit)}, failed past ${inWords(fail, unit)}`;
  return {
    look: 'lines',
    title: `${measure.short}: ${past}`,
    description: `${measure.what}: ${ids.join(', ')}. Why these limits: ${limit.why}.`,
    unit: unit === 'ms' || unit === 's' ? 's' : 'short',
    limits: { warn: warn / scale, fail: fail / scale },
    tensFrom: measure.tensFrom,
    queries: ids.map((id) => ({ expr: ofTarget(measure.series, `probe="${id}"`), legend: id })),
    width,
    height: 8,
  };
}
