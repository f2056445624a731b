import type { ProbeContext } from '../probe/probe.ts';
import {
  getBuildTarget,
  getBuildTargets,
  getKojiVersion,
  getRepo,
  listBuilds,
  listTags,
  queryHistory,
} from '../systems/koji/calls.ts';
import { call, type KojiCall, multiCall, orNil } from '../systems/koji/client.ts';
import { BUILD_STATE, type KojiBuild, type KojiTarget } from '../systems/koji/schema.ts';
import type { KojiData } from './found.ts';

/** Enough that neighbouring requests differ, and few enough that a virtual user keeps them all at hand. */
const MOST = 12;
/** Rows of which as many different packages are taken. */
const ROWS = 60;
/** By then a build has been signed, tested and pushed, and stays where it is. */
const SETTLED_S = 86_400;
/** Builds pass through these within hours, and a list of them runs empty. */
const PASSING = /pending|candidate|testing|override|-side-|trashcan/;
const UNTIMED = { timed: false };
/** The target whose name stays when releases come and go. */
const RAWHIDE = 'rawhide';

/** What the calls ask for: builds that are settled, and all that hangs on them. */
export async function findKoji(context: ProbeContext): Promise<KojiData> {
  const { data: version } = await call(context, getKojiVersion(), UNTIMED);
  const before = Math.floor(context.now() / 1000) - SETTLED_S;
  const wanted = listBuilds({ state: BUILD_STATE.COMPLETE, completeBefore: before }, ROWS);
  const builds = ofDifferentPackages((await call(context, wanted, UNTIMED)).data);
  const tags = await eachOf(context, builds, ({ nvr }) => listTags(nvr));
  const moves = await eachOf(context, builds, ({ nvr }) => queryHistory({ build: nvr }));
  const targets = await findTargets(context);
  const buildTags = different(targets.map(({ build_tag_name: name }) => name));
  const destTags = targets.map(({ dest_tag_name: name }) => name);
  const repos = await eachOf(context, buildTags, getRepo);
  const kept = tags.flatMap(({ of, data }) => {
    const tag = data.find(({ name }) => !PASSING.test(name));
    return tag === undefined ? [] : [{ tag: tag.name, name: of.name, nvr: of.nvr }];
  });
  // Where nothing is ever signed, builds stay in the tags that they pass through elsewhere.
  const inTags = kept.length > 0 ? kept : tags.flatMap(({ of, data }) => (data.length > 0 ? [of] : []));
  return {
    version,
    builds: builds.map(({ build_id: id, nvr, name, package_id: packageId }) => ({
      id,
      nvr,
      name,
      packageId,
    })),
    tagged: inTags.map(({ nvr }) => nvr),
    moved: moves
      .filter(({ data }) => data.tag_listing.length > 0)
      .map(({ of }) => ({ id: of.build_id, nvr: of.nvr })),
    kept: kept.map(({ tag, name }) => ({ tag, name })),
    tags: different([...buildTags, ...destTags, ...kept.map(({ tag }) => tag)]).slice(0, MOST),
    targets: targets.map(({ name, build_tag: buildTag, dest_tag: destTag }) => ({ name, buildTag, destTag })),
    tasks: builds.flatMap(({ task_id: task }) => (task === null ? [] : [task])),
    repos: repos.flatMap(({ of, data }) => (data === null ? [] : [{ id: data.id, tag: of }])),
  };
}

/** One of each package, since lists of one package are asked for. */
function ofDifferentPackages(builds: readonly KojiBuild[]): readonly KojiBuild[] {
  const firsts = builds.filter(({ name }, at) => builds.findIndex((other) => other.name === name) === at);
  return firsts.slice(0, MOST);
}

/** Rawhide's target, those that build in the same tag, and those of the two releases before. */
async function findTargets(context: ProbeContext): Promise<readonly KojiTarget[]> {
  const { data: rawhide } = await call(context, orNil(getBuildTarget(RAWHIDE)), UNTIMED);
  if (rawhide === null) return [];
  const { data: alike } = await call(context, getBuildTargets({ buildTagID: rawhide.build_tag }), UNTIMED);
  const [, letters = '', digits = ''] = /^([a-z]+)(\d+)-/.exec(rawhide.build_tag_name) ?? [];
  const older = digits === '' ? [] : [1, 2].map((back) => `${letters}${Number(digits) - back}`);
  const found = await eachOf(context, older, (name) => orNil(getBuildTarget(name)));
  return [
    ...alike.slice(0, MOST - older.length),
    ...found.flatMap(({ data }) => (data === null ? [] : [data])),
  ];
}

/** What the hub answers to the same question of each, in one request; what it answers with a fault is left out. */
async function eachOf<O, T>(
  context: ProbeContext,
  all: readonly O[],
  ask: (of: O) => KojiCall<T>,
): Promise<readonly { readonly of: O; readonly data: T }[]> {
  if (all.length === 0) return [];
  const results = await multiCall(context, all.map(ask), UNTIMED);
  return all.flatMap((of, at) => {
    const result = results[at];
    return result === undefined || 'fault' in result ? [] : [{ of, data: result.data }];
  });
}

function different(all: readonly string[]): string[] {
  return [...new Set(all)];
}
