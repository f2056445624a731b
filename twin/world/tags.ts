import { FEDORA_ARCHES } from './packages.ts';
import { RELEASES, rawhide } from './releases.ts';
import type { Release } from './types.ts';

export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly arches: string | null;
}

const FIRST_TAG = 60_001;
const ALL_ARCHES = FEDORA_ARCHES.join(' ');
const SIDE_SUFFIXES: readonly string[] = ['', '-signing-pending', '-testing-pending'];

function namesOf({ tags, buildTag }: Release): readonly string[] {
  return [...new Set([buildTag, ...Object.values(tags)])];
}

/** Tags that are always there. */
export const RELEASE_TAGS: readonly Tag[] = RELEASES.flatMap((release, place) =>
  namesOf(release).map((name, index) => ({
    id: FIRST_TAG + place * 20 + index,
    name,
    arches: name === release.buildTag ? ALL_ARCHES : null,
  })),
);

/** Where the builds of a mass rebuild wait for each other, while there is one. */
export const REBUILD_TAG: Tag = {
  id: FIRST_TAG + RELEASES.length * 20,
  name: `${rawhide.distTag}-rebuild`,
  arches: null,
};

const idsByName = new Map([...RELEASE_TAGS, REBUILD_TAG].map(({ name, id }) => [name, id]));

/** The tags that come with a side tag: itself, and where its update waits for signing and testing. */
export function sideTags(sideTag: string): Tag[] {
  return SIDE_SUFFIXES.map((suffix) => ({
    id: tagId(sideTag + suffix),
    name: sideTag + suffix,
    arches: suffix === '' ? ALL_ARCHES : null,
  }));
}

/** Koji's id of a tag; side tags carry their own number in their name. */
export function tagId(name: string): number {
  const known = idsByName.get(name);
  if (known !== undefined) return known;
  const [, number = '0', suffix = ''] = /-build-side-(\d+)(.*)$/.exec(name) ?? [];
  return Number(number) * SIDE_SUFFIXES.length + SIDE_SUFFIXES.indexOf(suffix);
}
