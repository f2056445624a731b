import {
  boolean,
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

/** A build, in lists; `getBuild` calls `build_id` also `id`. Times are seconds since the epoch. */
export const build = object({
  build_id: number,
  nvr: filledText,
  name: filledText,
  version: filledText,
  release: filledText,
  state: number,
  completion_ts: nullable(number),
});
export type KojiBuild = Shaped<typeof build>;

/** `listBuilds`: Fedora has millions of builds, so an empty list is a wrong answer. */
export const builds = filled(build);

/** `listTags` of a build. */
export const buildTags = list(object({ id: number, name: filledText }));

/** `getBuildTarget`; nil where there is none. */
export const buildTarget = object({
  name: filledText,
  build_tag_name: filledText,
  dest_tag_name: filledText,
});

/** `getTag`: the architectures of a build tag, blank-separated, or null. */
export const tag = object({ id: number, name: filledText, arches: nullable(string) });

/** `getLastEvent`: every change of the database is one. */
export const lastEvent = object({ id: number, ts: number });

/** `getRepo`: the newest ready one of a tag; nil where none is ready, as repos are made on demand. */
export const repo = nullable(object({ id: number, tag_name: filledText, create_ts: number }));

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
    }),
  ),
});
