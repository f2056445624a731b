import { type Judged, overall, type Verdict } from '../../probe/finding.ts';
import { SYSTEMS, type System } from '../../targets/systems.ts';
import { availabilityOf, budgetLeft, type Mark, type Share, shareOf } from './availability.ts';
import { type Incident, incidentsOf } from './incidents.ts';
import type { PastLoad, PastRun } from './run.ts';
import { type Segment, type Slots, slotsOf, stripOf } from './strip.ts';
import { type Weak, worstStages, worstSteps } from './worst.ts';

/** Something that was judged again and again: a system, or a probe of it. */
export interface Course {
  readonly strip: readonly Segment[];
  readonly last: Judged;
  readonly all: Share;
}

export interface ProbeCourse extends Course {
  readonly probe: string;
}

/** A system over all health runs of a target. */
export interface SystemCourse extends Course {
  readonly system: System;
  readonly goal: number;
  /** Of the last day, the last week and the window of the objective: null where there is too little data. */
  readonly day: number | null;
  readonly week: number | null;
  readonly window: number | null;
  readonly windowShare: Share;
  readonly budget: number | null;
  readonly days: ReadonlyMap<string, Share>;
  readonly probes: readonly ProbeCourse[];
}

export interface LoadCourse extends PastLoad {
  readonly at: number;
  readonly verdict: Judged;
}

/** All runs against one target. */
export interface TargetHistory {
  readonly target: string;
  readonly from: number;
  readonly to: number;
  readonly runs: readonly { readonly scenario: string; readonly count: number; readonly last: Judged }[];
  readonly verdict: Verdict;
  readonly slots: Slots;
  readonly systems: readonly SystemCourse[];
  readonly days: readonly string[];
  readonly incidents: readonly Incident[];
  readonly stages: readonly Weak[];
  readonly steps: readonly Weak[];
  readonly loads: readonly LoadCourse[];
}

/** What each system is held to, over how long, and how many runs make that meaningful. */
export interface Goals {
  readonly of: Readonly<Record<System, { readonly goal: number }>>;
  readonly windowMs: number;
  readonly leastRuns: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** More days than this are no table that anybody reads. */
const MOST_DAYS = 31;
/** Less than this of a budget is a warning. */
const LOW = 0.25;

export const SCENARIOS = ['health', 'trace', 'workflow', 'load'] as const;

/** What the runs of each target came to, in the order of their names. */
export function historyOf(runs: readonly PastRun[], goals: Goals): readonly TargetHistory[] {
  const sorted = [...runs].sort((a, b) => a.at - b.at);
  const targets = [...new Set(sorted.map(({ target }) => target))].sort();
  return targets.map((target) =>
    targetHistory(
      target,
      sorted.filter((run) => run.target === target),
      goals,
    ),
  );
}

function targetHistory(target: string, runs: readonly PastRun[], goals: Goals): TargetHistory {
  const of = (scenario: string): readonly PastRun[] => runs.filter((run) => run.scenario === scenario);
  const health = of('health');
  const slots = slotsOf(health.map(({ at }) => at));
  const to = runs.at(-1)?.at ?? 0;
  const systems = coursesOf(health, slots, goals);
  const counted = SCENARIOS.flatMap((scenario) => {
    const found = of(scenario);
    const last = found.at(-1)?.verdict;
    return last === undefined ? [] : [{ scenario, count: found.length, last }];
  });
  const days = [...new Set(health.map(({ at }) => dayOf(at)))].sort().slice(-MOST_DAYS);
  const judged =
    systems.length > 0 ? systems.map(({ budget }) => verdictOf(budget)) : counted.map(({ last }) => last);
  return {
    target,
    from: runs[0]?.at ?? 0,
    to,
    runs: counted,
    verdict: overall(judged),
    slots,
    systems,
    days,
    incidents: SCENARIOS.flatMap((scenario) => incidentsOf(of(scenario))).sort(mostPressing),
    stages: worstStages(of('trace')),
    steps: worstSteps(of('workflow')),
    loads: of('load').flatMap(({ load, at, verdict }) => (load === null ? [] : [{ ...load, at, verdict }])),
  };
}

/** The UTC day of a moment. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** How a budget stands: used up, nearly so, well, or nobody can say. */
export function verdictOf(budget: number | null): Verdict {
  if (budget === null) return 'unknown';
  if (budget <= 0) return 'failed';
  return budget < LOW ? 'degraded' : 'ok';
}

const RANK: Readonly<Record<Judged, number>> = { failed: 0, unknown: 1, degraded: 2, ok: 3, skipped: 4 };

/** What goes on comes first, then the worst, then the newest. */
function mostPressing(a: Incident, b: Incident): number {
  return (
    Number(b.ongoing) - Number(a.ongoing) ||
    RANK[a.verdict] - RANK[b.verdict] ||
    b.last - a.last ||
    (a.culprit < b.culprit ? -1 : 1)
  );
}

function coursesOf(health: readonly PastRun[], slots: Slots, goals: Goals): readonly SystemCourse[] {
  const marks = new Map<System, Mark[]>();
  const probes = new Map<System, Map<string, Mark[]>>();
  for (const { at, systems, items } of health) {
    for (const [system, verdict] of systems) push(marks, system, { at, verdict });
    for (const { id, system, verdict } of items) {
      if (system === null) continue;
      const ofSystem = probes.get(system) ?? new Map<string, Mark[]>();
      probes.set(system, ofSystem);
      push(ofSystem, id, { at, verdict });
    }
  }
  const to = health.at(-1)?.at ?? 0;
  return SYSTEMS.flatMap((system) => {
    const own = marks.get(system);
    if (own === undefined || own.every(({ verdict }) => verdict === 'skipped')) return [];
    const probed = [...(probes.get(system) ?? [])].map(([probe, seen]) => ({
      probe,
      ...courseOf(seen, slots),
    }));
    return [{ system, ...systemCourse(own, to, goals, goals.of[system].goal, slots), probes: probed }];
  });
}

function push<K>(into: Map<K, Mark[]>, key: K, mark: Mark): void {
  const former = into.get(key);
  if (former === undefined) into.set(key, [mark]);
  else former.push(mark);
}

function courseOf(marks: readonly Mark[], slots: Slots): Course {
  const last = marks.filter(({ verdict }) => verdict !== 'skipped').at(-1)?.verdict ?? 'skipped';
  return { strip: stripOf(marks, slots), last, all: shareOf(marks) };
}

function systemCourse(
  marks: readonly Mark[],
  to: number,
  { windowMs, leastRuns }: Goals,
  goal: number,
  slots: Slots,
): Omit<SystemCourse, 'system' | 'probes'> {
  const since = (ms: number): Share => shareOf(marks, to - ms);
  const windowShare = since(windowMs);
  const byDay = new Map<string, Mark[]>();
  for (const mark of marks) push(byDay, dayOf(mark.at), mark);
  return {
    ...courseOf(marks, slots),
    goal,
    day: availabilityOf(since(DAY), leastRuns),
    week: availabilityOf(since(WEEK), leastRuns),
    window: availabilityOf(windowShare, leastRuns),
    windowShare,
    budget: budgetLeft(windowShare, goal, leastRuns),
    days: new Map([...byDay].map(([day, seen]) => [day, shareOf(seen)])),
  };
}
