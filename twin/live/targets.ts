import type { Release, World } from '../world/types.ts';

/** What koji builds for: in which tag, and where the result goes. */
export interface Target {
  readonly name: string;
  readonly buildTag: string;
  readonly destTag: string;
}

/** A side tag, without the tags where its update waits. */
export function isSideTag(name: string): boolean {
  return /-build-side-\d+$/.test(name);
}

/** Targets of the releases, and those of side tags, which bear their name. */
export function targetsOf(world: World): readonly Target[] {
  const ofRelease = (release: Release): readonly Target[] => {
    const target = { name: release.target, buildTag: release.buildTag, destTag: release.tags.candidate };
    return release.target === release.distTag ? [target] : [target, { ...target, name: release.distTag }];
  };
  const sides = world.tags().filter(({ name }) => isSideTag(name));
  return [
    ...world.releases.flatMap(ofRelease),
    ...sides.map(({ name }) => ({ name, buildTag: name, destTag: name })),
  ];
}

/** The release that a build tag, or a side tag made on it, builds for. */
export function releaseOf(world: World, buildTag: string): Release | undefined {
  return world.releases.find((one) => buildTag.replace(/-side-\d+$/, '') === one.buildTag);
}
