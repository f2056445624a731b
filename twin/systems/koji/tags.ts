import type { XmlRpcStruct, XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import { isSideTag, targetsOf } from '../../live/targets.ts';
import { userId } from '../../world/hosts.ts';
import type { Build, Repo, Tagging, World } from '../../world/types.ts';
import { type Arguments, applyOpts, type Methods, wire } from './arguments.ts';
import { existingBuild, findPackage, globOf } from './builds.ts';
import { beyondTwin, generic } from './fault.ts';
import {
  BUILD_STATE,
  buildRecord,
  buildState,
  eventAt,
  repoRecord,
  repoState,
  type TagInfo,
  taggingRecord,
  tagRecord,
  targetRecord,
} from './records.ts';

export function findTag(world: World, key: string | number | null): TagInfo | undefined {
  return world.tags().find((tag) => tag.id === key || tag.name === key);
}

export function existingTag(world: World, key: string | number | null): TagInfo {
  const tag = findTag(world, key);
  if (tag === undefined) throw generic(`No such tagInfo: ${JSON.stringify(key)}`);
  return tag;
}

/** What the hub keeps beside a side tag that somebody has. */
function extraOf(tag: TagInfo): XmlRpcStruct {
  if (!('owner' in tag) || typeof tag.owner !== 'string' || !isSideTag(tag.name)) return {};
  return { sidetag: true, sidetag_user: tag.owner, sidetag_user_id: userId(tag.owner) };
}

/** Where a build is, now. */
export function tagsOf(world: World, build: Build): readonly Tagging[] {
  const now = world.now();
  return world.taggingsOf(build.id).filter(({ until }) => until === null || until > now);
}

/** Everything about tags, targets, what is in which tag, and the repos that are made of them. */
export const TAG_METHODS: Methods = {
  getTag: {
    names: ['tagInfo', 'strict', 'event', 'blocked'],
    run: (world, args) => {
      args.refuse('event');
      const key = args.key('tagInfo');
      const tag = args.flag('strict') ? existingTag(world, key) : findTag(world, key);
      return tag === undefined ? null : { ...tagRecord(tag), extra: extraOf(tag) };
    },
  },
  listTags: {
    names: ['build', 'package', 'perms', 'queryOpts', 'pattern'],
    run: (world, args) => {
      args.refuse('package');
      const pattern = args.text('pattern');
      const glob = pattern === null ? null : globOf(pattern);
      const build = args.has('build') ? existingBuild(world, args.value('build')) : null;
      const holds = build === null ? null : new Set(tagsOf(world, build).map(({ tag }) => tag));
      const found = world
        .tags()
        .filter(({ name }) => (holds === null || holds.has(name)) && (glob === null || glob.test(name)));
      return applyOpts(found.map(tagRecord), args.struct('queryOpts'));
    },
  },
  listTagged: {
    names: [
      'tag',
      'event',
      'inherit',
      'prefix',
      'latest',
      'package',
      'owner',
      'type',
      'strict',
      'extra',
      'draft',
    ],
    run: listTagged,
  },
  getBuildTarget: {
    names: ['info', 'event', 'strict'],
    run: (world, args) => {
      args.refuse('event');
      const key = args.key('info');
      const found = targetsOf(world).find((one) => one.name === key || targetRecord(one).id === key);
      if (found !== undefined) return targetRecord(found);
      if (args.flag('strict')) throw generic(`No such build target: ${JSON.stringify(key)}`);
      return null;
    },
  },
  getBuildTargets: {
    names: ['info', 'event', 'buildTagID', 'destTagID', 'queryOpts'],
    run: (world, args) => {
      args.refuse('event');
      const keyOf = (name: string): number | null =>
        args.has(name) ? existingTag(world, args.key(name)).id : null;
      const [info, from, to] = [args.key('info'), keyOf('buildTagID'), keyOf('destTagID')];
      const rows = targetsOf(world)
        .map(targetRecord)
        .filter(
          (row) =>
            (info === null || row.name === info || row.id === info) &&
            (from === null || row.build_tag === from) &&
            (to === null || row.dest_tag === to),
        );
      return applyOpts(rows, args.struct('queryOpts'));
    },
  },
  queryHistory: {
    names: [
      'tables',
      'build',
      'tag',
      'package',
      'user',
      'editor',
      'active',
      'before',
      'after',
      'beforeEvent',
      'afterEvent',
      'queryOpts',
    ],
    run: queryHistory,
  },
  getRepo: {
    names: ['tag', 'state', 'event', 'dist', 'min_event'],
    run: (world, args) => {
      args.refuse('event', 'min_event');
      const { name } = existingTag(world, args.key('tag'));
      const state = args.number('state') ?? 1;
      if (args.flag('dist')) return null;
      const newest = newestRepo(world, name);
      const found = world.reposOf(name).findLast((repo) => repoState(repo, newest, world.now()) === state);
      return found === undefined ? null : repoRecord(found, newest, world.now());
    },
  },
  repoInfo: {
    names: ['repo_id', 'strict'],
    run: (world, args) => {
      const id = args.number('repo_id');
      const repo = world.repos().find((one) => one.id === id);
      if (repo !== undefined) return repoRecord(repo, newestRepo(world, repo.tag), world.now());
      if (args.flag('strict')) throw generic(`No such repo: ${id}`);
      return null;
    },
  },
};

/** The newest repo of a tag that is ready: what `latest` points to. */
export function newestRepo(world: World, tag: string): Repo | undefined {
  const now = world.now();
  return world.reposOf(tag).findLast(({ readyAt }) => readyAt <= now);
}

/** The complete builds in a tag, the last tagged first. The twin's tags inherit nothing. */
function listTagged(world: World, args: Arguments): XmlRpcValue {
  args.refuse('event', 'type', 'extra');
  const now = world.now();
  const tag = findTag(world, args.key('tag'));
  if (tag === undefined) {
    if (args.has('strict') && !args.flag('strict')) return [];
    throw generic(`No such tagInfo: ${JSON.stringify(args.key('tag'))}`);
  }
  const [prefix, key, owner] = [args.text('prefix'), args.key('package'), args.key('owner')];
  const name = key === null ? null : findPackage(world, key)?.name;
  const latest = args.value('latest');
  const keep =
    latest === true ? 1 : typeof latest === 'number' && latest > 0 ? latest : Number.POSITIVE_INFINITY;
  const seen = new Map<string, number>();
  const rows: XmlRpcStruct[] = [];
  for (const tagging of [...world.taggingsIn(tag.name)].reverse()) {
    if (tagging.until !== null && tagging.until <= now) continue;
    const build = world.build(tagging.buildId);
    if (build === undefined || (name !== null && build.name !== name)) continue;
    if (buildState(build, now) !== BUILD_STATE.complete) continue;
    if (prefix !== null && !build.name.startsWith(prefix)) continue;
    if (owner !== null && build.owner !== owner) continue;
    const place = (seen.get(build.name) ?? 0) + 1;
    seen.set(build.name, place);
    if (place > keep) continue;
    rows.push({
      ...buildRecord(build, now),
      id: build.id,
      tag_id: tag.id,
      tag_name: tag.name,
      create_event: eventAt(tagging.from),
    });
  }
  return rows;
}

const TABLE = 'tag_listing';

/** History of one table alone: the others, and a bare call of all of them, hold more than a twin needs. */
function queryHistory(world: World, args: Arguments): XmlRpcValue {
  args.refuse('user', 'editor');
  const tables = args.list('tables');
  if (tables === null || tables.length !== 1 || tables[0] !== TABLE) {
    throw beyondTwin(`a history of ${JSON.stringify(wire(tables))}, only of ["${TABLE}"]`);
  }
  const tag = args.has('tag') ? existingTag(world, args.key('tag')) : null;
  const build = args.has('build') ? existingBuild(world, args.value('build')) : null;
  const one = args.has('package') ? findPackage(world, args.key('package')) : null;
  const all =
    build !== null
      ? world.taggingsOf(build.id)
      : (tag === null ? world.tags() : [tag]).flatMap(({ name }) => world.taggingsIn(name));
  const now = world.now();
  const active = args.value('active');
  const rows = all
    .filter((tagging) => tag === null || tagging.tag === tag.name)
    .flatMap((tagging) => {
      const of = world.build(tagging.buildId);
      return of === undefined || (one !== null && of.name !== one?.name)
        ? []
        : [taggingRecord(of, tagging, now)];
    })
    .filter((row) => active === null || (active === true) === (row.active === true))
    .filter((row) => between(row, args))
    .sort((a, b) => Number(a.create_event) - Number(b.create_event));
  return { [TABLE]: applyOpts(rows, args.struct('queryOpts')) };
}

/** Whether the row began or ended within the limits. */
function between(row: XmlRpcStruct, args: Arguments): boolean {
  const eventOf = (name: string): number | null => {
    const at = args.moment(name);
    return at === null ? args.number(`${name}Event`) : eventAt(at);
  };
  const [after, before] = [eventOf('after'), eventOf('before')];
  const fits = (event: XmlRpcValue | undefined): boolean =>
    typeof event === 'number' && (after === null || event > after) && (before === null || event < before);
  return (after === null && before === null) || fits(row.create_event) || fits(row.revoke_event);
}
