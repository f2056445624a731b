import { nullable } from '../../protocols/shape.ts';
import { kojiCall } from './client.ts';
import * as schema from './schema.ts';

/**
 * The hub's read calls, none of which needs a login. What is asked for by name must be there: where nil is a good
 * answer, `orNil` says so. Lists are bounded, as the hub's tables have millions of rows.
 */

/** How many rows, and in which order; a leading `-` turns it round. */
type Rows = { readonly limit: number; readonly order?: string };

/** A build by its id or its name-version-release. */
type BuildKey = number | string;

/** It opens the hub's database, as every call does, and asks nothing. */
export const getAPIVersion = () => kojiCall(schema.apiVersion, 'getAPIVersion');

export const getKojiVersion = () => kojiCall(schema.kojiVersion, 'getKojiVersion');

/** The newest change of the hub's database. */
export const getLastEvent = () => kojiCall(schema.lastEvent, 'getLastEvent');

export const getBuild = (build: BuildKey) => kojiCall(schema.build, 'getBuild', [build]);

type BuildFilter = {
  /** Id of a package. */
  readonly packageID?: number;
  readonly state?: number;
  /** Seconds since the epoch. */
  readonly completeBefore?: number;
};

/** The newest builds first, at most `limit`. */
export const listBuilds = (filter: BuildFilter, limit: number) =>
  kojiCall(schema.builds, 'listBuilds', [], { ...filter, queryOpts: { limit, order: '-build_id' } });

/** A build with its times; nil where there is none of this name. */
export const getTimedBuild = (build: BuildKey) => kojiCall(nullable(schema.timedBuild), 'getBuild', [build]);

type TimedFilter = {
  readonly packageID?: number | string;
  readonly state?: number;
  /** Seconds since the epoch. */
  readonly completeAfter?: number;
  readonly completeBefore?: number;
  readonly createdAfter?: number;
};

/** The newest builds of a package or of some hours, with their times. */
export const listTimedBuilds = (filter: TimedFilter, limit: number) =>
  kojiCall(schema.timedBuilds, 'listBuilds', [], { ...filter, queryOpts: { limit, order: '-build_id' } });

export const getTag = (tag: string) => kojiCall(schema.tag, 'getTag', [tag]);

/** The tags that hold a build. */
export const listTags = (build: BuildKey) => kojiCall(schema.buildTags, 'listTags', [build]);

/** The newest build of one package in a tag; a tag as a whole is never asked for. */
export const listTagged = (tag: string, packageName: string) =>
  kojiCall(schema.taggedBuilds, 'listTagged', [tag], { package: packageName, latest: true });

export const getBuildTarget = (target: string) => kojiCall(schema.buildTarget, 'getBuildTarget', [target]);

/** The targets that build in a tag or for one; the hub takes ids only. */
export const getBuildTargets = (of: { readonly buildTagID: number } | { readonly destTagID: number }) =>
  kojiCall(schema.buildTargets, 'getBuildTargets', [], of);

export const getTaskInfo = (task: number) => kojiCall(schema.task, 'getTaskInfo', [task]);

/** A task and all below it, by id: the children of each. */
export const getTaskDescendents = (task: number) => kojiCall(schema.taskTree, 'getTaskDescendents', [task]);

type TaskFilter = {
  readonly owner?: number;
  readonly method?: string;
  readonly state?: readonly number[];
  /** Null: those that no other task called for. */
  readonly parent?: number | null;
};

export const listTasks = (opts: TaskFilter, queryOpts: Rows) =>
  kojiCall(schema.tasks, 'listTasks', [], { opts, queryOpts });

/** The enabled builders, a few hundred: the hub knows no limit for them. */
export const listHosts = () => kojiCall(schema.hosts, 'listHosts', [], { enabled: true });

export const listChannels = () => kojiCall(schema.channels, 'listChannels');

type History =
  | { readonly build: BuildKey }
  /** What is in a tag now. */
  | { readonly tag: string; readonly active: true; readonly queryOpts: Rows };

/** Who put which build into which tag, and when. */
export const queryHistory = (of: History) =>
  kojiCall(schema.tagListing, 'queryHistory', [], { tables: ['tag_listing'], ...of });

/** The newest ready repo of a build tag. Nil where none is ready, as repos are made on demand. */
export const getRepo = (tag: string) => kojiCall(nullable(schema.repo), 'getRepo', [tag]);

export const repoInfo = (id: number) => kojiCall(schema.repo, 'repoInfo', [id]);

/** What has exactly this name; patterns would be compared with every name. */
export const search = (name: string, type: 'package' | 'tag' | 'user') =>
  kojiCall(schema.searchResults, 'search', [name, type, 'exact']);

export const getUser = (name: string) => kojiCall(schema.user, 'getUser', [name]);

/** The signatures of an rpm; one row for each key. */
export const queryRPMSigs = (rpm: number, limit: number) =>
  kojiCall(schema.signatures, 'queryRPMSigs', [], { rpm_id: rpm, queryOpts: { limit } });
