import { MILESTONE_NAMES, type Milestone } from '../../lib/workflow/milestones.ts';
import { STAGES, stagesOn, type Way } from '../../lib/workflow/stages.ts';
import type {
  Distribution,
  Moment,
  RecordOf,
  StageOfTrace,
  StageOutcome,
  TraceKind,
  TraceOutcome,
  TraceRunOutcome,
} from '../../lib/workflow/trace/outcome.ts';
import { STAGE_IDS, STAGE_OBJECTIVES, type StageId } from '../../thresholds/stages.ts';

export const NOW = Date.UTC(2026, 10, 23, 15, 4, 5);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Offsets = Readonly<Partial<Record<Milestone, number>>>;

export const NAMES =
  'bash,curl,python-requests,kernel,rust-serde,gnome-shell,texlive-collection-latexrecommended,vim,nano,podman'.split(
    ',',
  );

const WAYS: Readonly<Record<TraceKind, Way>> = {
  rawhide: { automatic: true, composed: false, tested: true },
  stable: { automatic: false, composed: true, tested: true },
  epel: { automatic: false, composed: true, tested: false },
};

const DIST: Readonly<Record<TraceKind, string>> = { rawhide: 'fc46', stable: 'fc45', epel: 'el10' };

/** When a package of a kind passes its milestones, from its push on; `n` makes each a little different. */
export function offsetsOf(kind: TraceKind, n: number): Offsets {
  const built = 30_000 + (3 + ((n * 7) % 40)) * MINUTE;
  const created = built + 20_000 + (kind === 'rawhide' ? 30_000 : (20 + n * 9) * MINUTE);
  const signed = created + MINUTE + (n % 5) * 20_000;
  const common: Offsets = {
    pushed: 0,
    'build-started': 30_000,
    built,
    candidate: built + 12_000,
    'update-created': created,
    signed,
    'testing-pending': signed + 9_000,
    announced: signed + 14_000,
  };
  const queued = signed + 40_000;
  const tests: Offsets = {
    'test-queued': queued,
    'test-running': queued + (1 + (n % 4)) * MINUTE,
    'test-complete': queued + (9 + (n % 17)) * MINUTE,
    result: queued + (9 + (n % 17)) * MINUTE + 4_000,
  };
  const testing = signed + (5 + (n % 9)) * HOUR;
  const met = testing + 7 * DAY;
  const pushes: Offsets = {
    testing,
    'requirements-met': met,
    'stable-requested': met + 3 * MINUTE,
    stable: met + (4 + (n % 12)) * HOUR,
  };
  if (kind === 'epel') return { ...common, ...pushes };
  if (kind === 'stable') return { ...common, ...tests, ...pushes };
  const gate: Offsets =
    n % 9 === 4
      ? { unsatisfied: queued + 30 * MINUTE, waived: queued + 95 * MINUTE, satisfied: queued + 96 * MINUTE }
      : {};
  const request: Offsets =
    n % 6 === 2
      ? {
          'request-opened': -26 * HOUR,
          'request-testing': -25.9 * HOUR,
          'request-tested': -25 * HOUR,
          'request-merged': -4_000,
        }
      : {};
  const open = Math.max(tests.result ?? 0, gate.satisfied ?? 0);
  return { ...common, ...tests, ...gate, ...request, stable: open + MINUTE };
}

const RECORDS: Readonly<Partial<Record<Milestone, RecordOf>>> = {
  built: 'koji',
  candidate: 'koji',
  stable: 'koji',
  'update-created': 'bodhi',
  result: 'resultsdb',
  waived: 'waiverdb',
};

/** One package's way, of which `drop` has not happened or left no record. */
export function traceOf(
  kind: TraceKind,
  n: number,
  {
    age = 0,
    until = Number.POSITIVE_INFINITY,
    drop = [],
  }: { age?: number; until?: number; drop?: readonly Milestone[] } = {},
): TraceOutcome {
  const name = NAMES[n % NAMES.length] ?? 'bash';
  const nvr = `${name}-${1 + (n % 7)}.${n}-1.${DIST[kind]}`;
  const alias = `FEDORA-${kind === 'epel' ? 'EPEL-' : ''}2026-${String(n).padStart(10, 'a')}`;
  const offsets = offsetsOf(kind, n);
  const length = Math.min(until, Math.max(...Object.values(offsets)));
  const push = NOW - age - length - MINUTE;
  const milestones: Partial<Record<Milestone, Moment>> = {};
  for (const milestone of MILESTONE_NAMES) {
    const offset = offsets[milestone];
    if (offset === undefined || offset > until || drop.includes(milestone)) continue;
    const record = RECORDS[milestone] ?? 'message';
    const url =
      record === 'koji'
        ? `https://koji.fedoraproject.org/koji/buildinfo?buildID=${2_900_000 + n}`
        : record === 'bodhi'
          ? `https://bodhi.fedoraproject.org/updates/${alias}`
          : `https://apps.fedoraproject.org/datagrepper/v2/id?id=${n}-${milestone}`;
    milestones[milestone] = { at: push + offset, record, url };
  }
  const stages = stagesOn(WAYS[kind]).map((stage) => standOf(stage, milestones));
  const stuck = stages.find(({ state }) => state === 'stuck');
  return {
    nvr,
    package: name,
    release: DIST[kind],
    kind,
    sideTag: n % 8 === 3,
    update: milestones['update-created'] === undefined ? null : alias,
    milestones,
    stages,
    stuck:
      stuck === undefined
        ? null
        : {
            stage: stuck.stage,
            since: stuck.from?.at ?? 0,
            url: `https://bodhi.fedoraproject.org/updates/${alias}`,
          },
    missing: drop.map((milestone) => `message of “${milestone}”`),
  };
}

function standOf(stage: StageId, milestones: TraceOutcome['milestones']): StageOfTrace {
  const { from, to } = STAGES[stage];
  const end = milestones[to] ?? null;
  const entered = from
    .map((name) => milestones[name])
    .filter((one) => one !== undefined && (end === null || one.at <= end.at));
  const start = entered.at(-1) ?? null;
  const { fail } = STAGE_OBJECTIVES[stage];
  if (start !== null && end !== null) {
    return { stage, state: 'passed', from: start, to: end, seconds: (end.at - start.at) / 1000 };
  }
  if (end !== null) return { stage, state: 'unrecorded', from: null, to: end, seconds: null };
  if (start === null || STAGES[stage].passedBy === 'some' || milestones.stable !== undefined) {
    return { stage, state: 'not reached', from: null, to: null, seconds: null };
  }
  const seconds = (NOW - start.at) / 1000;
  const state = fail !== null && seconds > fail ? 'stuck' : 'waiting';
  return { stage, state, from: start, to: null, seconds };
}

/** By nearest rank. */
function spreadOf(durations: readonly number[]): Distribution {
  const sorted = [...durations].sort((a, b) => a - b);
  const rank = (share: number): number | null =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { count: sorted.length, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99) };
}

/** A stage over packages, judged by its absolute objective alone. */
export function stageOf(
  stage: StageId,
  traces: readonly TraceOutcome[],
  change: Partial<StageOutcome> = {},
): StageOutcome {
  const here = traces.flatMap((one) =>
    one.stages.filter((row) => row.stage === stage).map((row) => ({ ...row, trace: one })),
  );
  const passed = here.filter(({ state }) => state === 'passed');
  const spread = spreadOf(passed.flatMap(({ seconds }) => seconds ?? []));
  const many = (state: StageOfTrace['state']): number => here.filter((row) => row.state === state).length;
  const { warn, fail } = STAGE_OBJECTIVES[stage];
  const worst = [...passed].sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))[0];
  const nobody = spread.count + many('stuck') + many('waiting') === 0;
  const p90 = spread.p90 ?? 0;
  const verdict = nobody
    ? 'skipped'
    : many('stuck') > 0 || (fail !== null && p90 > fail)
      ? 'failed'
      : p90 > warn
        ? 'degraded'
        : 'ok';
  return {
    stage,
    title: STAGES[stage].title,
    verdict,
    reason: nobody
      ? 'none in this sample'
      : `p90 ${Math.round(p90)} s, ${many('stuck')} stuck; as long as usual`,
    ...spread,
    warn,
    limit: fail,
    usual: nobody ? null : { ...spread, count: 40 },
    slower: nobody ? null : 1,
    waiting: many('waiting'),
    stuck: many('stuck'),
    unrecorded: many('unrecorded'),
    unknown: many('unknown'),
    slowest:
      worst === undefined
        ? null
        : { nvr: worst.trace.nvr, seconds: worst.seconds ?? 0, url: worst.to?.url ?? '' },
    ...change,
  };
}

/** A run over these packages. */
export function traceRunOf(
  traces: readonly TraceOutcome[],
  change: (id: StageId) => Partial<StageOutcome> = () => ({}),
  more: Partial<TraceRunOutcome> = {},
): TraceRunOutcome {
  return {
    verdict: 'ok',
    requests: 412,
    stages: STAGE_IDS.map((id) => stageOf(id, traces, change(id))),
    traces,
    answers: [
      {
        question: 'How long does a build of this package take?',
        answer:
          'kernel takes longest: 43 min (median of 5 builds); half of the packages take less than 12 min',
        rows: NAMES.map((name, n) => ({ name, value: `median ${3 + n * 4} min, p90 ${4 + n * 5} min` })),
      },
      {
        question: 'Is the system slower than normal?',
        answer: 'no stage takes more than 1.1 times as long as in the same hours of the last four weeks',
        rows: [],
      },
      {
        question: 'How many builders are there per architecture?',
        answer: '84 of 92 enabled builders have checked in',
        rows: ['aarch64', 'ppc64le', 's390x', 'x86_64'].map((name, n) => ({
          name,
          value: `${30 - n * 4} ready, ${n} silent`,
        })),
      },
      {
        question: 'How often does gating fail, and where?',
        answer: '4 of 37 gated builds were refused (11 %)',
        rows: [{ name: 'fedora-ci.koji-build.tier0.functional', value: '4 of 37' }],
      },
    ],
    notes: [],
    ...more,
  };
}
