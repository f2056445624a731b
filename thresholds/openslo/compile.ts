import type { CallObjective } from '../calls.ts';
import type { Limit } from '../limit.ts';
import type { StageObjective } from '../stages.ts';
import type { StepObjective } from '../steps.ts';
import { type Document, ratio, type Slo, service, slo, threshold } from './documents.ts';

/** The tables as OpenSLO needs them. */
export interface Objectives {
  /** In workflow order; `goal` is the share of the judged time in which the system must not have failed. */
  readonly systems: readonly { readonly system: string; readonly goal: number; readonly why: string }[];
  readonly probes: readonly {
    readonly id: string;
    readonly system: string;
    readonly kind: string;
    readonly question: string;
    readonly limit: Limit;
  }[];
  readonly stages: Readonly<Record<string, StageObjective>>;
  readonly steps: Readonly<Record<string, StepObjective>>;
  readonly calls: Readonly<Record<string, CallObjective>>;
  /** The window of every error budget. */
  readonly days: number;
}

/**
 * The share of the runs in which a stage, a step or a call must keep its limit. They are measured a few times a day or
 * on demand: of twenty runs one may have been unlucky.
 */
const RUNS_GOAL = 0.95;
/** Whose objectives these are: the twin is no service, and staging promises nothing. */
const TARGET = 'target="prod"';

/** All documents, by file of `deploy/openslo/`: one a system, one for the flow, one for the hot path. */
export function compileOpenSlo(tables: Objectives): ReadonlyMap<string, readonly Document[]> {
  const files = new Map<string, readonly Document[]>();
  for (const { system } of tables.systems) files.set(`${system}.yaml`, systemDocuments(system, tables));
  files.set('workflow.yaml', [
    service('packager-workflow', 'The way of a package from kinit to the stable tag, over all systems.'),
    ...stageSlos(tables),
    ...stepSlos(tables),
  ]);
  files.set('hot-path.yaml', [
    service(
      'hot-path',
      'The calls that packagers’ tools and the gate make most, at the hub and at datagrepper.',
    ),
    ...Object.entries(tables.calls).flatMap(([id, call]) => callSlos(id, call, tables.days)),
  ]);
  return files;
}

function systemDocuments(system: string, { systems, probes, days }: Objectives): readonly Document[] {
  const goal = systems.find((one) => one.system === system);
  if (goal === undefined) throw new Error(`no goal for ${system}`);
  const failed = `packager:system_failed:last{${TARGET},system="${system}"}`;
  const availability = slo({
    id: `${system}.availability`,
    service: system,
    description: `None of the probes of ${system} fails. Time in which it could not be judged counts neither way. Why this share: ${goal.why}.`,
    labels: { system },
    limits: {},
    // Present, and so at least 0, whenever the system was judged.
    indicator: ratio(failed, `${failed} >= bool 0`),
    objective: { displayName: 'works', target: goal.goal },
    days,
  });
  const own = probes.filter((probe) => probe.system === system);
  return [
    service(system, `${system} in the packager workflow.`),
    availability,
    ...own.map(({ id, kind, question, limit }) =>
      slo({
        id,
        service: system,
        description: `Asks: ${question} Degraded past ${limit.warn} ${limit.unit}, failed past ${limit.fail} ${limit.unit}, or by any wrong answer. Why these figures: ${limit.why}.`,
        labels: { system, kind },
        limits: limitsOf(limit.unit, limit.warn, limit.fail),
        indicator: verdictRatio('probe_verdict', `probe="${id}"`),
        objective: { displayName: 'not failed', target: goal.goal },
        days,
      }),
    ),
  ];
}

/** Verdicts are 0 ok, 1 degraded, 2 failed and 3 unknown, which counts neither way. */
function verdictRatio(series: string, labels: string): ReturnType<typeof ratio> {
  const last = `packager:${series}:last{${TARGET},${labels}}`;
  return ratio(`${last} == bool 2`, `${last} != bool 3`);
}

/** Annotations hold no per cent sign. */
function limitsOf(unit: string, warn: number, fail: number): Readonly<Record<string, string>> {
  return {
    unit: unit === '%' ? 'percent' : unit,
    'degraded-past': String(warn),
    'failed-past': String(fail),
  };
}

/** Where a person or a rule of the release decides, nothing fails, and nothing is promised. */
function stageSlos({ stages, days }: Objectives): readonly Slo[] {
  return Object.entries(stages).flatMap(([id, { warn, fail, why }]) =>
    fail === null
      ? []
      : [
          slo({
            id: `stage.${id}`,
            service: 'packager-workflow',
            description: `Nine of ten packages pass the stage ${id} within ${fail} s (degraded past ${warn} s), and none is stuck in it. Why these figures: ${why}.`,
            labels: { stage: id },
            limits: limitsOf('s', warn, fail),
            indicator: verdictRatio('stage_verdict', `stage="${id}"`),
            objective: { displayName: 'not failed', target: RUNS_GOAL },
            days,
          }),
        ],
  );
}

function stepSlos({ steps, days }: Objectives): readonly Slo[] {
  return Object.entries(steps).map(([name, { title, warn, fail, why }]) =>
    slo({
      id: `step.${name}`,
      service: 'packager-workflow',
      description: `The step “${title}” of the driven flow is done within ${fail} s (degraded past ${warn} s). Why these figures: ${why}.`,
      labels: { step: name },
      limits: limitsOf('s', warn, fail),
      indicator: verdictRatio('step_verdict', `step="${name}"`),
      objective: { displayName: 'not failed', target: RUNS_GOAL },
      days,
    }),
  );
}

/** A call is held to three limits, each with its own budget. */
function callSlos(id: string, { p95, p99, errors, why }: CallObjective, days: number): readonly Slo[] {
  const labels = `{${TARGET},call="${id}"}`;
  const rows: readonly (readonly [string, string, string, number])[] = [
    [
      'latency',
      `95 of 100 right answers come within ${p95} ms`,
      `packager:call_seconds:p95${labels}`,
      p95 / 1000,
    ],
    [
      'tail',
      `99 of 100 right answers come within ${p99} ms`,
      `packager:call_seconds:p99${labels}`,
      p99 / 1000,
    ],
    [
      'errors',
      `at most ${errors} of all answers are none or wrong`,
      `packager:call_errors:ratio${labels}`,
      errors,
    ],
  ];
  return rows.map(([what, says, query, value]) =>
    slo({
      id: `${id}.${what}`,
      service: 'hot-path',
      description: `In a load run ${says}. Why these figures: ${why}.`,
      labels: { call: id },
      limits: {},
      indicator: threshold(query),
      objective: { displayName: says, op: 'lte', value, target: RUNS_GOAL },
      days,
    }),
  );
}
