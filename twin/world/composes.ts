import { composeBody } from './bodies-bodhi.ts';
import { dayOf, HOUR, MINUTE, SECOND, startOf } from './calendar.ts';
import type { Draft } from './chunk.ts';
import { RELEASES } from './releases.ts';
import { stream } from './rng.ts';
import type { Season } from './seasons.ts';
import type { Compose, Release } from './types.ts';

/** Each release that bodhi composes gets both kinds at hours of its own, that often at most. */
const EVERY = 12 * HOUR;

type Slot = Pick<Compose, 'releaseName' | 'request' | 'createdAt' | 'finishedAt'>;

function slotsOf(season: Season, release: Release, request: Compose['request'], day: number): Slot[] {
  const place = RELEASES.findIndex(({ name }) => name === release.name);
  const offset = (place * 97 + (request === 'stable' ? 260 : 20)) * MINUTE;
  const rng = stream('compose', release.name, request, day);
  return Array.from({ length: season.composesOn(day) }, (_, nth) => {
    const createdAt = startOf(day) + nth * EVERY + (offset % EVERY) + rng.int(0, 300) * SECOND;
    const finishedAt = createdAt + rng.int(20, 40) * MINUTE;
    return { releaseName: release.name, request, createdAt, finishedAt };
  });
}

/** The first compose of a kind that starts after a moment. */
export function nextCompose(
  season: Season,
  release: Release,
  request: Compose['request'],
  after: number,
): Slot {
  for (let day = dayOf(after); ; day += 1) {
    const slot = slotsOf(season, release, request, day).find(({ createdAt }) => createdAt > after);
    if (slot !== undefined) return slot;
  }
}

/** All composes of a day, still without the updates they take. */
export function addComposes(draft: Draft): void {
  for (const release of draft.season.releases.filter(({ composedByBodhi }) => composedByBodhi)) {
    for (const request of ['testing', 'stable'] as const) {
      for (const slot of slotsOf(draft.season, release, request, draft.day)) {
        const compose: Compose = { ...slot, updates: [] };
        draft.composes.push(compose);
        draft.bus.publish(compose.createdAt + 5 * SECOND, 'bodhi.compose.start', {}, () =>
          composeBody(compose, release, false),
        );
        draft.bus.publish(compose.finishedAt, 'bodhi.compose.complete', {}, () =>
          composeBody(compose, release, true),
        );
      }
    }
  }
}
