import { type Judged, worst } from '../../probe/finding.ts';
import { isSystem, type System } from '../../targets/systems.ts';
import type { Item, PastRun } from './run.ts';

/** A span of runs that did not find one and the same thing well. */
export interface Incident {
  /** The probe, stage, step or objective, or the part that several systems share. */
  readonly culprit: string;
  readonly scenario: string;
  readonly verdict: Judged;
  /** When the first and the last run saw it; milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
  /** Runs that saw it, of those between first and last that asked. */
  readonly seen: number;
  readonly of: number;
  /** The last run that asked saw it still. */
  readonly ongoing: boolean;
  readonly planned: boolean;
  /** What the worst of these runs said. */
  readonly reason: string;
  /** Systems that it reached beside its own. */
  readonly reached: readonly System[];
}

/** What one run says of one culprit. */
interface Sight {
  /** It is itself asked; else what it is behind tells of it. */
  readonly asked: boolean;
  readonly verdict: Judged;
  readonly reason: string;
  readonly planned: boolean;
  readonly reached: ReadonlySet<System>;
}

interface Open {
  readonly first: number;
  last: number;
  /** Asked since the first, and since the last that saw it. */
  of: number;
  quiet: number;
  seen: number;
  worst: Sight;
  planned: boolean;
  readonly reached: Set<System>;
}

/** As many well runs in between are one incident that flaps, not two. */
const FLAPS = 2;

const isWell = (verdict: Judged): boolean => verdict === 'ok' || verdict === 'skipped';

/**
 * All incidents in the runs of one target and one scenario, oldest run first. A run that did not ask for something
 * says nothing of it, neither good nor bad.
 */
export function incidentsOf(runs: readonly PastRun[]): readonly Incident[] {
  const open = new Map<string, Open>();
  const done: Incident[] = [];
  const scenario = runs[0]?.scenario ?? '';
  for (const run of runs) {
    const sights = sightsOf(run.items);
    const asked = new Set(run.items.filter(({ verdict }) => verdict !== 'skipped').map(({ id }) => id));
    for (const [culprit, one] of open) {
      if (sights.has(culprit) || asked.size === 0 || (one.worst.asked && !asked.has(culprit))) continue;
      one.quiet++;
      if (one.quiet <= FLAPS) continue;
      open.delete(culprit);
      done.push(closed(culprit, scenario, one));
    }
    for (const [culprit, sight] of sights) see(open, culprit, run.at, sight);
  }
  return [...done, ...[...open].map(([culprit, one]) => closed(culprit, scenario, one))];
}

function see(open: Map<string, Open>, culprit: string, at: number, sight: Sight): void {
  const former = open.get(culprit);
  if (former === undefined) {
    const { planned, reached } = sight;
    open.set(culprit, {
      first: at,
      last: at,
      of: 1,
      quiet: 0,
      seen: 1,
      worst: sight,
      planned,
      reached: new Set(reached),
    });
    return;
  }
  former.of += former.quiet + 1;
  former.quiet = 0;
  former.seen++;
  former.last = at;
  former.planned &&= sight.planned;
  for (const system of sight.reached) former.reached.add(system);
  if (worst([former.worst.verdict, sight.verdict]) !== former.worst.verdict) former.worst = sight;
}

function closed(culprit: string, scenario: string, one: Open): Incident {
  const { first, last, seen, of, quiet, planned, reached } = one;
  const { verdict, reason } = one.worst;
  return {
    culprit,
    scenario,
    verdict,
    first,
    last,
    seen,
    of,
    ongoing: quiet === 0,
    planned,
    reason,
    reached: [...reached],
  };
}

/** The culprits of one run: what is not well by itself, and what several share. Those behind it only tell its reach. */
function sightsOf(items: readonly Item[]): ReadonlyMap<string, Sight> {
  const ill = items.filter(({ verdict }) => !isWell(verdict));
  const known = new Map(ill.map((item) => [item.id, item]));
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of ill) {
    const culprit = rootOf(item, known);
    const group = groups.get(culprit);
    if (group === undefined) groups.set(culprit, [item]);
    else group.push(item);
  }
  return new Map(
    [...groups].map(([culprit, group]): [string, Sight] => [culprit, sightOf(known.get(culprit), group)]),
  );
}

function sightOf(root: Item | undefined, group: readonly [Item, ...Item[]]): Sight {
  const systems = group.flatMap(({ system }) => (system === null ? [] : [system]));
  return {
    asked: root !== undefined,
    verdict: root?.verdict ?? worst(group.map(({ verdict }) => verdict)),
    reason: (root ?? group[0]).reason,
    planned: root?.planned ?? group.every(({ planned }) => planned),
    reached: new Set(systems.filter((system) => system !== root?.system)),
  };
}

/** Follows causes to the first of them; a cause that is no probe of this run is a part that several share. */
function rootOf(item: Item, known: ReadonlyMap<string, Item>): string {
  const passed = new Set([item.id]);
  let at = item;
  while (at.causedBy !== null && !passed.has(at.causedBy)) {
    const cause = known.get(at.causedBy);
    if (cause === undefined) return at.causedBy;
    passed.add(cause.id);
    at = cause;
  }
  return at.id;
}

/** The system that an incident is laid at, where it is one. */
export function systemOf({ culprit }: Pick<Incident, 'culprit'>): System | null {
  const name = culprit.slice(0, culprit.indexOf('.'));
  return isSystem(name) ? name : null;
}
