import { DAY, dayOf, HOUR, MINUTE } from './calendar.ts';
import { branched, eln, epel9, epel10, newestStable, olderStable, RELEASES, rawhide } from './releases.ts';
import { stream } from './rng.ts';
import type { Release } from './types.ts';

/** Times of Fedora's year. Nothing is wrong in any of them, and some look as if something were. */
export const SEASONS = ['ordinary', 'weekend', 'mass rebuild', 'branching', 'christmas'] as const;

export type SeasonName = (typeof SEASONS)[number];

/** How many times as much as usually may happen on one day. */
const ROOM = { usual: 1, rebuild: 16 } as const;

const WEEKEND_SHARE = 0.35;
const CHRISTMAS_SHARE = 0.1;
/** 1970 began on a Thursday. */
const FIRST_WEEKDAY = 4;

/** A young branch is not bodhi's to compose yet: until its beta its updates are made as rawhide's are. */
const youngBranch: Release = { ...branched, composedByBodhi: false, automaticUpdates: true };

/** What was rawhide until the branch was made of it. */
const formerRawhide: Release = {
  ...youngBranch,
  kind: 'rawhide',
  branch: rawhide.branch,
  target: rawhide.target,
};

const RELEASES_ON_BRANCHING: readonly Release[] = [
  rawhide,
  youngBranch,
  newestStable,
  olderStable,
  epel10,
  epel9,
  eln,
];

/** A span of time in which releng rebuilds everything. */
interface Rebuild {
  readonly from: number;
  readonly builds: number;
  /** How long it takes to submit them all. */
  readonly submitting: number;
  /** How long it takes koji to build them all. */
  readonly building: number;
}

/** When releng tags the packages of the old rawhide into the new one, and from when on that one is rawhide. */
interface Branching {
  readonly at: number;
  /** When the first package is tagged into the new rawhide; the others follow one by one. */
  readonly retagsFrom: number;
  readonly retagEvery: number;
  /** When the first repo of the new rawhide is begun. */
  readonly repoAt: number;
}

/** The season of a world, counted from the moment at which the world is made: it is in full swing then. */
export class Season {
  readonly name: SeasonName;
  readonly #madeAt: number;

  constructor(name: SeasonName, madeAt: number) {
    this.name = name;
    this.#madeAt = madeAt;
  }

  /** How many times as much as usually may happen on one day. */
  get room(): number {
    return this.name === 'mass rebuild' ? ROOM.rebuild : ROOM.usual;
  }

  /** The releases that there are when the world is made. */
  get releases(): readonly Release[] {
    return this.name === 'branching' ? RELEASES_ON_BRANCHING : RELEASES;
  }

  get rebuild(): Rebuild | null {
    if (this.name !== 'mass rebuild') return null;
    return { from: this.#madeAt - 20 * HOUR, builds: 2592, submitting: 26 * HOUR, building: 36 * HOUR };
  }

  get branching(): Branching | null {
    if (this.name !== 'branching') return null;
    const at = this.#madeAt - 10 * MINUTE;
    return { at, retagsFrom: at - 10 * MINUTE, retagEvery: 700, repoAt: at - 8 * MINUTE };
  }

  /** Whether a packager begins at this slot of a day what somebody would on an ordinary one. */
  works(seed: number, day: number, startsAt: number): boolean {
    const share = this.#shareAtWork(day);
    return share === 1 || stream(seed, 'at work', startsAt).chance(share);
  }

  /** Whether somebody is there to waive a test. */
  waives(day: number): boolean {
    return !this.#isQuiet(day);
  }

  /** How many times a day bodhi composes a release. */
  composesOn(day: number): number {
    return this.#isQuiet(day) ? 1 : 2;
  }

  /** What a release was at a moment: before a branching the branch and rawhide were one. */
  asOf(release: Release, at: number): Release {
    const { branching } = this;
    if (branching === null) return release;
    if (at < branching.at && (release === rawhide || release === branched)) return formerRawhide;
    return release === branched ? youngBranch : release;
  }

  #shareAtWork(day: number): number {
    if (this.#isQuiet(day)) return CHRISTMAS_SHARE;
    const weekday = (day + FIRST_WEEKDAY) % 7;
    return this.name === 'weekend' && (weekday === 0 || weekday === 6) ? WEEKEND_SHARE : 1;
  }

  /** The week before the world is made is as quiet as all that follows. */
  #isQuiet(day: number): boolean {
    return this.name === 'christmas' && day > dayOf(this.#madeAt - 8 * DAY);
  }
}
