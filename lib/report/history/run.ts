import { type Judged, KINDS } from '../../probe/finding.ts';
import {
  boolean,
  filledText,
  list,
  literal,
  nullable,
  number,
  object,
  type Shape,
  type Shaped,
  ShapeError,
  string,
} from '../../protocols/shape.ts';
import { SYSTEMS, type System } from '../../targets/systems.ts';
import { beside } from '../words.ts';

/** One thing that a run judged: a probe, a stage, a step, or an objective of the hot path. */
export interface Item {
  readonly id: string;
  readonly verdict: Judged;
  readonly reason: string;
  /** The probe, or the part that several systems share, whose failure is the cause. */
  readonly causedBy: string | null;
  /** The system that it is of; null where it spans several. */
  readonly system: System | null;
  readonly planned: boolean;
}

/** One stage of a trace run: its 90th percentile beside its limit, in seconds. */
export type PastStage = Shaped<typeof stage>;

/** One step of a workflow run. */
export type PastStep = Shaped<typeof step>;

/** What a load run came to. */
export interface PastLoad {
  readonly profile: string;
  readonly mixes: readonly string[];
  readonly offered: number;
  readonly reached: number;
  readonly highest: number | null;
  readonly broke: readonly string[];
}

/** One run, as far as a history needs it. */
export interface PastRun {
  readonly scenario: string;
  readonly target: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly verdict: Judged;
  readonly systems: ReadonlyMap<System, Judged>;
  readonly items: readonly Item[];
  readonly stages: readonly PastStage[];
  readonly steps: readonly PastStep[];
  readonly load: PastLoad | null;
}

const judged = literal('ok', 'degraded', 'failed', 'unknown', 'skipped');
const verdict = literal('ok', 'degraded', 'failed', 'unknown');
const figure = nullable(number);
/** What may stand in an address within the page. */
const name: Shape<string> = (value, path) => {
  const text = filledText(value, path);
  if (!/^[a-z][a-z0-9-]*$/.test(text)) throw new ShapeError(path, 'the name of a target', value);
  return text;
};

const probe = object({
  probe: filledText,
  system: literal(...SYSTEMS),
  kind: literal(...KINDS),
  verdict: judged,
  reason: filledText,
  causedBy: nullable(string),
  planned: boolean,
});
const stage = object({
  stage: filledText,
  title: filledText,
  verdict: judged,
  reason: filledText,
  count: number,
  p90: figure,
  warn: number,
  limit: figure,
  stuck: number,
});
const step = object({
  name: filledText,
  title: filledText,
  system: literal(...SYSTEMS),
  verdict: judged,
  outcome: literal('ok', 'infrastructure', 'test', 'skipped', 'timeout'),
  durationMs: number,
  warnMs: number,
  limitMs: number,
  reason: filledText,
});
const objective = object({
  objective: filledText,
  verdict,
  value: figure,
  limit: number,
  unit: string,
});
const head = object({
  schema: literal(1),
  scenario: literal('health', 'trace', 'workflow', 'load'),
  target: name,
  startedAt: string,
  verdict,
});
const health = object({
  systems: list(object({ system: literal(...SYSTEMS), verdict: judged, probes: list(probe) })),
});
const trace = object({ stages: list(stage) });
const workflow = object({ steps: list(step) });
const load = object({
  profile: filledText,
  mixes: list(filledText),
  offered: number,
  reached: number,
  objectives: list(objective),
  breakpoint: nullable(object({ highest: figure })),
});

const STARTED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * Reads the run that a result file tells of; throws a `ShapeError` where it is none. One reader for all files of a
 * history: what is well in thousands of runs it keeps once.
 */
export function runReader(): (value: unknown) => PastRun {
  const kept = new Map<string, Item>();
  const keep = (item: Item): Item => {
    if (item.verdict !== 'ok' && item.verdict !== 'skipped') return item;
    const key = `${item.verdict} ${item.id}`;
    const former = kept.get(key);
    if (former !== undefined) return former;
    const well = { ...item, reason: '', causedBy: null };
    kept.set(key, well);
    return well;
  };
  return (value) => {
    const run = runOf(value);
    return { ...run, items: run.items.map(keep) };
  };
}

function runOf(value: unknown): PastRun {
  const { scenario, target, startedAt, verdict: said } = head(value, '');
  const at = STARTED.test(startedAt) ? Date.parse(startedAt) : Number.NaN;
  if (Number.isNaN(at)) throw new ShapeError('startedAt', 'a time in UTC', startedAt);
  const none = { systems: new Map<System, Judged>(), items: [], stages: [], steps: [], load: null };
  const run: PastRun = { ...none, scenario, target, at, verdict: said };
  switch (scenario) {
    case 'health':
      return { ...run, ...healthOf(value) };
    case 'trace':
      return { ...run, ...traceOf(value) };
    case 'workflow':
      return { ...run, ...workflowOf(value) };
    case 'load':
      return { ...run, ...loadOf(value) };
  }
}

function healthOf(value: unknown): Pick<PastRun, 'systems' | 'items'> {
  const { systems } = health(value, '');
  const items = systems.flatMap(({ probes }) =>
    probes.map(({ probe: id, system, verdict: of, reason, causedBy, planned }) => ({
      id,
      verdict: of,
      reason,
      causedBy,
      system,
      planned,
    })),
  );
  return { systems: new Map(systems.map((one) => [one.system, one.verdict])), items };
}

function traceOf(value: unknown): Pick<PastRun, 'stages' | 'items'> {
  const { stages } = trace(value, '');
  const items = stages.map(({ stage: id, verdict: of, reason }) => ({
    id: `stage ${id}`,
    verdict: of,
    reason,
    causedBy: null,
    system: null,
    planned: false,
  }));
  return { stages, items };
}

function workflowOf(value: unknown): Pick<PastRun, 'steps' | 'items'> {
  const { steps } = workflow(value, '');
  const items = steps.map(({ name, system, verdict: of, reason }) => ({
    id: `step ${name}`,
    verdict: of,
    reason,
    causedBy: null,
    system,
    planned: false,
  }));
  return { steps, items };
}

function loadOf(value: unknown): Pick<PastRun, 'load' | 'items'> {
  const { profile, mixes, offered, reached, objectives, breakpoint } = load(value, '');
  const items = objectives.map(({ objective: id, verdict: of, value: found, limit, unit }) => ({
    id,
    verdict: of,
    reason: found === null ? 'no answer to judge' : beside(found, unit, limit),
    causedBy: null,
    system: SYSTEMS.find((system) => id.startsWith(`${system}.`)) ?? null,
    planned: false,
  }));
  const broke = items.filter((one) => one.verdict === 'failed').map(({ id, reason }) => `${id} ${reason}`);
  return {
    load: { profile, mixes, offered, reached, highest: breakpoint?.highest ?? null, broke },
    items,
  };
}
