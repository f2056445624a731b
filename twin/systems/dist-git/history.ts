import type { Commit, World } from '../../world/types.ts';

/** Newest commit of each branch of a package that exists by now, branches in alphabetical order. */
export function headsOf(world: World, name: string): ReadonlyMap<string, Commit> {
  const heads = new Map<string, Commit>();
  for (const commit of world.commits(name)) heads.set(commit.branch, commit);
  return new Map([...heads].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The commit that a branch name or a full commit id stands for. */
export function commitAt(world: World, name: string, revision: string): Commit | undefined {
  return headsOf(world, name).get(revision) ?? world.commits(name).find(({ sha }) => sha === revision);
}
