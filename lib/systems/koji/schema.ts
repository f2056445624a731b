import {
  boolean,
  dictionary,
  filled,
  filledText,
  list,
  literal,
  nullable,
  number,
  object,
  type Shaped,
  string,
} from '../../protocols/shape.ts';

/** States of a build at the hub; on the bus they are the same numbers. */
export const BUILD_STATE = { BUILDING: 0, COMPLETE: 1, DELETED: 2, FAILED: 3, CANCELED: 4 } as const;

/** `getAPIVersion`. */
export const apiVersion = literal(1);

/** `getKojiVersion`, e.g. `1.35.3`. */
export const kojiVersion = filledText;

/** A build, in lists; `getBuild` calls `build_id` also `id`. Times are seconds since the epoch. */
export const build = object({
  build_id: number,
  nvr: filledText,
  name: filledText,
  package_id: number,
  version: filledText,
  release: filledText,
  state: number,
  /** Null for what was imported. */
  task_id: nullable(number),
  completion_ts: nullable(number),
});
export type KojiBuild = Shaped<typeof build>;

/** `listBuilds`: Fedora has millions of builds, so an empty list is a wrong answer. */
export const builds = filled(build);

/** A build with all that happened to it itself: `getBuild`, and `listBuilds`. */
export const timedBuild = object({
  build_id: number,
  nvr: filledText,
  name: filledText,
  package_id: number,
  state: number,
  task_id: nullable(number),
  /** Where its sources come from, e.g. `git+https://…/rpms/bash.git#COMMIT`; null for imports. */
  source: nullable(string),
  /** Null for imports, and for builds from before koji noted it. */
  start_ts: nullable(number),
  creation_ts: nullable(number),
  completion_ts: nullable(number),
});
export type TimedBuild = Shaped<typeof timedBuild>;

/** `listBuilds` of a package or of some hours, which may have none. */
export const timedBuilds = list(timedBuild);

/** `listTags` of a build. */
export const buildTags = list(object({ id: number, name: filledText }));

/** `listTagged`, of a tag and a package that surely is in it. */
export const taggedBuilds = filled(
  object({ build_id: number, nvr: filledText, name: filledText, tag_name: filledText }),
);

/** `getBuildTarget`; nil where there is none. */
export const buildTarget = object({
  name: filledText,
  build_tag: number,
  build_tag_name: filledText,
  dest_tag: number,
  dest_tag_name: filledText,
});
export type KojiTarget = Shaped<typeof buildTarget>;

/** `getBuildTargets` of a tag that surely has one. */
export const buildTargets = filled(buildTarget);

/** `getTag`: the architectures of a build tag, blank-separated, or null. */
export const tag = object({ id: number, name: filledText, arches: nullable(string) });

/** `getLastEvent`: every change of the database is one. */
export const lastEvent = object({ id: number, ts: number });

/** `repoInfo`, and `getRepo` where one is ready. */
export const repo = object({ id: number, tag_name: filledText, create_ts: number });

/** `getTaskInfo`, and a task in lists. */
export const task = object({
  id: number,
  method: filledText,
  state: number,
  owner: number,
  parent: nullable(number),
  create_ts: number,
});
export const tasks = list(task);

/** `getTaskDescendents`: the children of each task, by its id. */
export const taskTree = dictionary(tasks);

/** `listChannels`: no hub is without one. */
export const channels = filled(object({ id: number, name: filledText }));

/** `search`. */
export const searchResults = list(object({ id: number, name: filledText }));

/** `getUser`. */
export const user = object({ id: number });

/** `listHosts`. `update_ts` is when the builder last talked to the hub, null if it never did. */
export const host = object({
  name: filledText,
  arches: nullable(string),
  enabled: boolean,
  update_ts: nullable(number),
});
export type KojiHost = Shaped<typeof host>;

/** `listHosts`: empty only where nothing can be built at all. */
export const hosts = list(host);

/** `queryRPMSigs`: one row for each key; the key is empty for the row of the unsigned file. */
export const signatures = list(object({ rpm_id: number, sigkey: string }));

/** `queryHistory` of `tag_listing`: who put which build into which tag, and when. */
export const tagListing = object({
  tag_listing: list(
    object({
      build_id: number,
      name: filledText,
      version: filledText,
      release: filledText,
      'tag.name': filledText,
      active: nullable(boolean),
      create_ts: number,
      /** When it left the tag; null while it is there. */
      revoke_ts: nullable(number),
    }),
  ),
});
export type Tagging = Shaped<typeof tagListing>['tag_listing'][number];
