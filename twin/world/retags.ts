import { dayOf } from './calendar.ts';
import type { Chunk, Draft } from './chunk.ts';
import { SERVICE } from './people.ts';
import { branched, rawhide } from './releases.ts';
import { tag } from './signing.ts';
import type { Build } from './types.ts';

type Filled = Pick<Chunk, 'builds' | 'taggings'>;

/** The builds that are stable in the release that is branched off, the oldest first. */
function stableBuilds(chunks: readonly Filled[], at: number): readonly Build[] {
  const builds = new Map(chunks.flatMap((chunk) => chunk.builds.map((build) => [build.id, build] as const)));
  return chunks
    .flatMap(({ taggings }) => taggings)
    .filter((one) => one.tag === branched.tags.stable && one.from < at)
    .sort((one, other) => one.from - other.from)
    .flatMap(({ buildId }) => builds.get(buildId) ?? []);
}

/** On the day of the branching all that is in the old rawhide is tagged into the new one, one build after another. */
export function addRetags(draft: Draft, before: readonly Chunk[]): void {
  const { branching } = draft.season;
  if (branching === null || dayOf(branching.retagsFrom) !== draft.day) return;
  const { retagsFrom, retagEvery } = branching;
  for (const [nth, build] of stableBuilds([...before, draft], retagsFrom).entries()) {
    const from = retagsFrom + nth * retagEvery;
    tag(draft, build, {
      tag: rawhide.tags.stable,
      from,
      until: null,
      by: SERVICE.releng,
      untaggedBy: null,
    });
  }
}
