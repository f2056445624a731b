import { CALL_IDS, type CallId } from '../../thresholds/calls.ts';

/**
 * Traffic mixes: how often each call is asked, by who asks. Fedora publishes no log of its hub or of datagrepper, so
 * the weights count the calls that each tool's source makes for one operation, times how often it makes them.
 */
export interface Mix {
  readonly who: string;
  /** What was counted. */
  readonly source: string;
  readonly weights: Readonly<Partial<Record<CallId, number>>>;
}

export const MIXES = {
  packagers: {
    who: 'fedpkg, the koji command line, people on koji’s pages',
    source:
      'a build by fedpkg asks getAPIVersion, getBuildTarget, getTag and getBuild once, then polls getTaskInfo and ' +
      'getTaskDescendents every few seconds for minutes; people list and search builds, and look messages up by id',
    weights: {
      'koji.getAPIVersion': 8,
      'koji.getKojiVersion': 4,
      'koji.getBuild': 14,
      'koji.getBuildTarget': 8,
      'koji.getTag': 8,
      'koji.getTaskInfo': 20,
      'koji.getTaskDescendents': 14,
      'koji.listBuilds': 8,
      'koji.listTagged': 5,
      'koji.search': 8,
      'datagrepper.id': 4,
      'datagrepper.searchPackage': 8,
    },
  },
  gating: {
    who: 'bodhi, greenwave, robosignatory and the listeners of CI',
    source:
      'for each build of an update bodhi asks getBuild, listTags and getTag, in batches by multiCall; its composer ' +
      'and robosignatory read pending tags and their history; listeners that missed messages read topics again',
    weights: {
      'koji.multiCall': 16,
      'koji.getBuild': 16,
      'koji.listTags': 16,
      'koji.getTag': 8,
      'koji.listTagged': 10,
      'koji.queryHistory': 8,
      'koji.getTaskInfo': 8,
      'datagrepper.searchTopic': 8,
      'datagrepper.rawTopic': 5,
      'datagrepper.id': 5,
    },
  },
  dashboards: {
    who: 'dashboards, monitors, Koschei and other CI',
    source:
      'koji’s cluster health asks listChannels and listHosts; Koschei and kojira ask targets, repos and tasks; ' +
      'monitors and web applications read windows and packages from datagrepper, most by its interface of 2012',
    weights: {
      'koji.listHosts': 8,
      'koji.listChannels': 8,
      'koji.listTasks': 10,
      'koji.getRepo': 10,
      'koji.repoInfo': 8,
      'koji.getBuildTargets': 8,
      'koji.getKojiVersion': 6,
      'koji.getTag': 6,
      'datagrepper.searchHour': 9,
      'datagrepper.rawTopic': 9,
      'datagrepper.rawPackage': 9,
      'datagrepper.rawId': 9,
    },
  },
} as const satisfies Record<string, Mix>;

export type MixName = keyof typeof MIXES;

export const MIX_NAMES: readonly MixName[] = Object.keys(MIXES).filter((name): name is MixName =>
  Object.hasOwn(MIXES, name),
);

/** The share of each call (all together 1) when these mixes are asked in equal parts, in the order of the table. */
export function sharesOf(
  mixes: readonly MixName[],
  calls: readonly CallId[] = CALL_IDS,
): ReadonlyMap<CallId, number> {
  const shares = new Map<CallId, number>();
  for (const call of calls) {
    let share = 0;
    for (const name of mixes) {
      const weights: Mix['weights'] = MIXES[name].weights;
      const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
      share += (weights[call] ?? 0) / all;
    }
    if (share > 0) shares.set(call, share);
  }
  const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
  return new Map([...shares].map(([call, share]) => [call, share / total]));
}
