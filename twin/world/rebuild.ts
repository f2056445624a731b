import { dayOf, MINUTE, SECOND, startOf } from './calendar.ts';
import type { Draft } from './chunk.ts';
import type { Packages } from './packages.ts';
import { SERVICE } from './people.ts';
import type { Journey, JourneyDraft } from './plan.ts';
import { rawhide } from './releases.ts';
import { stream } from './rng.ts';
import type { Season } from './seasons.ts';
import { signRpms, tag } from './signing.ts';
import { REBUILD_TAG } from './tags.ts';
import type { Mutable } from './task-book.ts';
import type { Build, Tagging } from './types.ts';

/** Release numbers that nobody reaches by hand. */
const FIRST_RELEASE = 10_000;
/** What its packager builds at the same time is left out. */
const APART = 10 * MINUTE;

/** What releng submits on one day of a mass rebuild: package after package, again and again, as the twin has few. */
export function rebuildsOf(
  seed: number,
  day: number,
  { regular }: Packages,
  season: Season,
  others: readonly JourneyDraft[],
): JourneyDraft[] {
  const { rebuild } = season;
  if (rebuild === null) return [];
  const drafts: JourneyDraft[] = [];
  for (let nth = 0; nth < rebuild.builds; nth += 1) {
    const submittedAt = rebuild.from + Math.round((nth / rebuild.builds) * rebuild.submitting);
    if (dayOf(submittedAt) !== day) continue;
    const one = regular[nth % regular.length];
    if (one === undefined) continue;
    const busy = others.some(
      ({ turns, startsAt }) =>
        Math.abs(startsAt - submittedAt) < APART && turns.some((turn) => turn.package === one),
    );
    if (busy) continue;
    const startsAt = rebuild.from + Math.round((nth / rebuild.builds) * rebuild.building) + 3 * MINUTE;
    drafts.push({
      release: rawhide,
      turns: [{ package: one, release: FIRST_RELEASE + Math.floor(nth / regular.length) }],
      startsAt,
      rng: stream(seed, 'rebuild', submittedAt),
      rebuild: { submittedAt },
    });
  }
  return drafts;
}

/** The tag of the rebuild is there from the day on which the first package is submitted. */
export function addRebuildTag(draft: Draft, { rebuild }: Season): void {
  if (rebuild === null || dayOf(rebuild.from) !== draft.day) return;
  draft.sideTags.push({ ...REBUILD_TAG, at: Math.max(startOf(draft.day), rebuild.from - MINUTE) });
}

/** Signs a rebuilt package in the tag where it waits for the others: no update is made of it. */
export function keepRebuilt(draft: Draft, { rng, release }: Journey, build: Mutable<Build>): void {
  const at = build.completedAt + 3 * SECOND;
  const tagging: Omit<Tagging, 'buildId'> = {
    tag: REBUILD_TAG.name,
    from: at,
    until: null,
    by: SERVICE.releng,
    untaggedBy: null,
  };
  tag(draft, build, tagging);
  build.signedAt = at + rng.int(40, 95) * SECOND;
  signRpms(draft, build, release, at, build.signedAt);
}
