import { FIRST_DAY, HOUR, MINUTE, SECOND, startOf } from './calendar.ts';
import type { History } from './commits.ts';
import type { Packages, TwinPackage } from './packages.ts';
import { PACKAGERS, SERVICE } from './people.ts';
import { rebuildsOf } from './rebuild.ts';
import { branched, eln, epel9, epel10, hasCi, newestStable, olderStable, rawhide } from './releases.ts';
import { type Rng, stream } from './rng.ts';
import type { Season } from './seasons.ts';
import { REBUILD_TAG } from './tags.ts';
import type { Commit, PullRequest, Release } from './types.ts';

/** Every slot of a day starts one build that succeeds, and some slots an extra journey half a slot later. */
const SLOTS = 108;
const SLOT = 800 * SECOND;
const SINGLE_EVERY = 9;
const SINGLE_AT = 4;
const NO_CI_EVERY = 5;
const NO_CI_AT = 2;
const FAILED_SLOTS = new Set([7, 22, 35, 51, 70, 83, 98]);
const PAIR_SLOTS = new Set([12, 40, 66, 94]);
const GROUP_SLOTS = new Set([28, 78]);
const KERNEL_SLOT = 56;
const GROUP_SIZE = 2;
const SINGLES = SLOTS / SINGLE_EVERY;
const TURNS = SLOTS - SINGLES + FAILED_SLOTS.size + GROUP_SLOTS.size * GROUP_SIZE;

const WITH_CI: readonly [Release, ...Release[]] = [
  rawhide,
  rawhide,
  rawhide,
  rawhide,
  rawhide,
  newestStable,
  newestStable,
  olderStable,
  branched,
];
const WITHOUT_CI: readonly [Release, ...Release[]] = [epel10, epel10, epel9, eln, eln];
const GROUPED: readonly [Release, ...Release[]] = [newestStable, olderStable];
const KERNELS: readonly [Release, ...Release[]] = [rawhide, newestStable, olderStable];

const MESSAGES: readonly [string, ...string[]] = [
  'Rebuild for a new dependency',
  'Enable the test suite',
  'Drop a patch that upstream took',
  'Fix the build with the new compiler',
  'Convert the license to SPDX',
  'Move the documentation to a subpackage',
];

export interface BuildPlan {
  readonly package: TwinPackage;
  readonly release: number;
  readonly pushedAt: number;
  readonly startedAt: number;
  readonly completedAt: number;
  readonly failed: boolean;
  readonly uploads: boolean;
  readonly commit: Commit;
  readonly pullRequest: PullRequest | null;
}

/** What one packager does: one build, or several in a side tag. */
export interface Journey {
  readonly release: Release;
  readonly owner: string;
  readonly sideTag: { readonly name: string } | null;
  readonly builds: readonly BuildPlan[];
  /** Whether the required test fails and has to be waived. */
  readonly waived: boolean;
  /** Whether it waits for all others: the builds of a mass rebuild do. */
  readonly background: boolean;
  readonly rng: Rng;
}

interface Turn {
  readonly package: TwinPackage;
  readonly release: number;
}

/** A journey before it is known who begins it, and with which commits. */
export interface JourneyDraft {
  readonly release: Release;
  readonly turns: readonly Turn[];
  readonly startsAt: number;
  readonly rng: Rng;
  readonly failed?: boolean;
  readonly sideTag?: number;
  readonly waived?: boolean;
  readonly slow?: boolean;
  /** Submitted long before it starts, by releng. */
  readonly rebuild?: { readonly submittedAt: number };
}

/** Packages take turns, so that their release numbers count up without any memory of earlier days. */
function* turnsOf({ regular }: Packages, day: number): Generator<Turn, never> {
  for (let turn = (day - FIRST_DAY) * TURNS; ; turn += 1) {
    const one = regular[turn % regular.length];
    if (one !== undefined) yield { package: one, release: 1 + Math.floor(turn / regular.length) };
  }
}

/** The journeys of one day, in the order of their starts, before anything is committed. */
function* draftsOf(seed: number, day: number, packages: Packages): Generator<JourneyDraft> {
  const turns = turnsOf(packages, day);
  const next = (): Turn => turns.next().value;
  const age = day - FIRST_DAY;
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const rng = stream(seed, 'slot', day, slot);
    const at = startOf(day) + slot * SLOT;
    const startsAt = at + rng.int(0, 300) * SECOND;
    if (slot % SINGLE_EVERY === SINGLE_AT) {
      const nth = (slot - SINGLE_AT) / SINGLE_EVERY;
      const turn = { package: packages.single, release: age * SINGLES + nth + 1 };
      yield { release: rawhide, turns: [turn], startsAt, rng, waived: nth % 3 === 0 };
    } else {
      const release = rng.pick(slot % NO_CI_EVERY === NO_CI_AT ? WITHOUT_CI : WITH_CI);
      yield { release, turns: [next()], startsAt, rng, waived: rng.chance(0.05) };
    }

    const extra = stream(seed, 'extra', day, slot);
    const between = at + (500 + extra.int(0, 100)) * SECOND;
    const sideTag = 120_000 + age * SLOTS + slot;
    if (FAILED_SLOTS.has(slot)) {
      yield { release: extra.pick(WITH_CI), turns: [next()], startsAt: between, rng: extra, failed: true };
    } else if (PAIR_SLOTS.has(slot)) {
      const turnsOfPair = packages.pair.map((one) => ({ package: one, release: age * SLOTS + slot }));
      yield { release: rawhide, turns: turnsOfPair, startsAt: between, rng: extra, sideTag };
    } else if (GROUP_SLOTS.has(slot)) {
      const group = [next(), next()];
      yield { release: extra.pick(GROUPED), turns: group, startsAt: between, rng: extra, sideTag };
    } else if (slot === KERNEL_SLOT) {
      const turn = { package: packages.kernel, release: 100 + age };
      yield { release: extra.pick(KERNELS), turns: [turn], startsAt: between, rng: extra, slow: true };
    }
  }
}

function pullRequestOf(commit: Commit, number: number, rng: Rng): PullRequest {
  const seen = rng.int(60, 600) * SECOND;
  // CI flags a request within the hour; then some wait for their reviewer overnight.
  const flaggedAt = commit.at - seen - (rng.chance(0.3) ? rng.int(8, 20) * HOUR : 0);
  return {
    id: number,
    uid: rng.hex(32),
    package: commit.package,
    branch: commit.branch,
    commit: commit.sha,
    author: rng.pick(PACKAGERS),
    openedAt: flaggedAt - rng.int(12, 40) * MINUTE,
    flaggedAt,
    mergedAt: commit.at + SECOND,
  };
}

function buildPlan(draft: JourneyDraft, turn: Turn, nth: number, owner: string, history: History): BuildPlan {
  const { rng, release } = draft;
  const startedAt = draft.startsAt + nth * 45 * SECOND;
  const pushedAt = draft.rebuild?.submittedAt ?? startedAt - rng.int(75, 120) * SECOND;
  const commit = history.commit({
    package: turn.package,
    branch: release.branch,
    at: pushedAt - SECOND,
    author: owner,
    message: draft.rebuild === undefined ? rng.pick(MESSAGES) : `Rebuilt for ${release.longName}`,
    release: turn.release,
  });
  const byHand = owner !== SERVICE.robot && owner !== SERVICE.releng;
  const reviewed = hasCi(release) && byHand && rng.chance(0.2);
  const [shortest, longest] = draft.slow === true ? [2700, 3600] : [180, 400];
  return {
    package: turn.package,
    release: turn.release,
    pushedAt,
    startedAt,
    completedAt: startedAt + rng.int(shortest, longest) * SECOND + rng.int(0, 999),
    failed: draft.failed === true,
    uploads: owner === SERVICE.robot || rng.chance(0.4),
    commit,
    pullRequest: reviewed ? pullRequestOf(commit, turn.release, rng) : null,
  };
}

function ownerOf({ release, turns: [first], rebuild }: JourneyDraft, rng: Rng): string {
  if (rebuild !== undefined) return SERVICE.releng;
  if (release.kind === 'eln') return SERVICE.eln;
  if (first === undefined) return SERVICE.releng;
  return first.package.owner === SERVICE.robot || rng.chance(0.8) ? first.package.owner : rng.pick(PACKAGERS);
}

interface PlanOptions {
  readonly seed: number;
  readonly season: Season;
  readonly day: number;
  readonly packages: Packages;
  readonly history: History;
}

/** What the season leaves of an ordinary day, and what it adds, in the order of the commits. */
function draftsInSeason({ seed, season, day, packages }: PlanOptions): JourneyDraft[] {
  const ordinary = [...draftsOf(seed, day, packages)].flatMap((draft) => {
    const release = season.asOf(draft.release, draft.startsAt);
    const byRobot = draft.turns.some((turn) => turn.package.owner === SERVICE.robot);
    if (!byRobot && !season.works(seed, day, draft.startsAt)) return [];
    return [{ ...draft, release, waived: draft.waived === true && season.waives(day) }];
  });
  const rebuilds = rebuildsOf(seed, day, packages, season, ordinary);
  if (rebuilds.length === 0) return ordinary;
  const pushedAt = ({ rebuild, startsAt }: JourneyDraft): number => rebuild?.submittedAt ?? startsAt;
  return [...ordinary, ...rebuilds].sort((one, other) => pushedAt(one) - pushedAt(other));
}

function sideTagOf({ release, sideTag, rebuild }: JourneyDraft): Journey['sideTag'] {
  if (rebuild !== undefined) return { name: REBUILD_TAG.name };
  return sideTag === undefined ? null : { name: `${release.distTag}-build-side-${sideTag}` };
}

/** The journeys of one day; their commits go on top of `history`, so that days must be planned in order. */
export function planDay(options: PlanOptions): Journey[] {
  return draftsInSeason(options).map((draft) => {
    const owner = ownerOf(draft, draft.rng);
    return {
      release: draft.release,
      owner,
      sideTag: sideTagOf(draft),
      builds: draft.turns.map((turn, nth) => buildPlan(draft, turn, nth, owner, options.history)),
      waived: draft.waived === true,
      background: draft.rebuild !== undefined,
      rng: draft.rng,
    };
  });
}
