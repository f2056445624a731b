import type { ProbeContext } from '../../probe/probe.ts';
import { listUpdates, type TimedUpdate } from '../../systems/bodhi/client.ts';
import type { BodhiRelease } from '../../systems/bodhi/schema.ts';
import { packageOf } from './choice.ts';
import { kindOf, type Traced } from './traced.ts';

const DAY = 86_400_000;
/** Updates of composed releases take days to their end: those of this time had them. */
const TRAVELLED: Hours = { from: 8 * DAY, to: 2 * DAY };
const UNDER_WAY: Hours = { from: DAY, to: 0 };
/** Without composes an update takes an hour. */
const ROLLING: Hours = { from: 2 * DAY, to: 0 };
/** What is still pending after days is held up, and worth a look whatever else there is. */
const HELD_UP: Hours = { from: 14 * DAY, to: 2 * DAY };
/** Rows of one question. */
const ROWS = 60;
/** Builds of one update that are followed: the others went the same way at the same time. */
const BUILDS_AN_UPDATE = 2;
/** Least of each kind, of 50. */
const SHARE = 0.2;
/** Of each kind, those that are still under way. */
const UNDER_WAY_SHARE = 0.25;

/** Milliseconds before now. */
interface Hours {
  readonly from: number;
  readonly to: number;
}

/** Recent builds of every kind: of rawhide, stable releases, EPEL and side tags; of one release if it is named. */
export async function sample(
  context: ProbeContext,
  count: number,
  releases: readonly BodhiRelease[],
  only: BodhiRelease | null,
): Promise<readonly Traced[]> {
  const asked = await Promise.all(questions(releases, only).map((one) => updatesOf(context, one)));
  const groups = groupsOf(asked.flat(), releases, context.now() - HELD_UP.to);
  const least = Math.max(1, Math.round(count * SHARE));
  const firsts = groups.map((group) => mixed(group, Math.min(least, Math.ceil(count / groups.length))));
  const chosen = new Map(firsts.flat().map((one) => [one.nvr, one]));
  const rest = groups.map((group) => mixed(group, group.length).filter(({ nvr }) => !chosen.has(nvr)));
  for (let at = 0; chosen.size < count && rest.some((group) => at < group.length); at++) {
    for (const group of rest) {
      const one = group[at];
      if (one !== undefined && chosen.size < count) chosen.set(one.nvr, one);
    }
  }
  return [...chosen.values()].slice(0, count);
}

interface Question extends Hours {
  readonly releases?: readonly string[];
  readonly fromSideTag?: true;
  readonly status?: 'pending';
}

/** ELN is not asked for: its builds are made from rawhide's by machines. */
function questions(releases: readonly BodhiRelease[], only: BodhiRelease | null): readonly Question[] {
  if (only !== null) {
    const names = { releases: [only.name] };
    return [
      { ...names, ...UNDER_WAY },
      { ...names, ...TRAVELLED },
      { ...names, ...HELD_UP, status: 'pending' },
    ];
  }
  const named = (kind: string): readonly string[] =>
    releases.filter((one) => kindOf(one) === kind && one.dist_tag !== 'eln').map(({ name }) => name);
  const composed = [named('stable'), named('epel')].filter((names) => names.length > 0);
  const rolling = named('rawhide');
  return [
    ...(rolling.length === 0 ? [] : [{ releases: rolling, ...ROLLING }]),
    ...composed.flatMap((names) => [
      { releases: names, ...UNDER_WAY },
      { releases: names, ...TRAVELLED },
    ]),
    { fromSideTag: true, from: TRAVELLED.from, to: 0 },
    { ...HELD_UP, status: 'pending' },
  ];
}

function updatesOf(
  context: ProbeContext,
  { from, to, ...filter }: Question,
): Promise<readonly TimedUpdate[]> {
  const now = context.now();
  const submittedSince = now - from;
  const before = to === 0 ? {} : { submittedBefore: now - to };
  return listUpdates(context, { ...filter, submittedSince, ...before }, ROWS);
}

/** Each build once, by kind; those of side tags, and those held up, by themselves. Empty kinds are left out. */
function groupsOf(
  updates: readonly TimedUpdate[],
  releases: readonly BodhiRelease[],
  heldUpSince: number,
): readonly (readonly Traced[])[] {
  const groups = new Map<string, Map<string, Traced>>();
  for (const update of updates) {
    const release = releases.find(({ name }) => name === update.release.name);
    if (release === undefined) continue;
    const heldUp = update.status === 'pending' && update.date_submitted < heldUpSince;
    const key = heldUp ? 'held up' : update.from_tag === null ? kindOf(release) : 'side tag';
    const group = groups.get(key) ?? new Map<string, Traced>();
    groups.set(key, group);
    for (const { nvr } of update.builds.slice(0, BUILDS_AN_UPDATE)) {
      group.set(nvr, { nvr, package: packageOf(nvr), release, update, sideTag: update.from_tag });
    }
  }
  return [...groups.values()].map((group) => [...group.values()]);
}

/** Some that are under way, the others spread over the time that they were submitted in. */
function mixed(group: readonly Traced[], count: number): readonly Traced[] {
  const ended = group.filter(({ update }) => update?.status === 'stable');
  const open = group.filter(({ update }) => update?.status !== 'stable');
  const travelled = spread(ended, count - Math.min(open.length, Math.ceil(count * UNDER_WAY_SHARE)));
  return [...travelled, ...spread(open, count - travelled.length)];
}

function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (count >= all.length) return all;
  const step = all.length / Math.max(1, count);
  return Array.from({ length: Math.max(0, count) }, (_, at) => all[Math.floor(at * step)]).flatMap((one) =>
    one === undefined ? [] : [one],
  );
}
