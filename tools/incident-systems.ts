import { DEPENDENCIES } from '../lib/probe/dependencies.ts';
import { PROBES } from '../lib/systems/index.ts';
import { ADDRESSES } from '../lib/targets/addresses.ts';
import { isSystem, SYSTEMS, type System } from '../lib/targets/systems.ts';

/** What neither addresses nor blame tell: what is in a system, or what its probes read, comes from these. */
const FED_BY: Partial<Readonly<Record<System, readonly System[]>>> = {
  datagrepper: ['fedora-messaging', 'datanommer'],
  lookaside: ['dist-git'],
  sigul: ['koji', 'datagrepper'],
  robosignatory: ['bodhi', 'sigul'],
  resultsdb: ['ci'],
  datanommer: ['koji', 'bodhi', 'dist-git', 'ci', 'resultsdb', 'waiverdb', 'koschei', 'sigul'],
};

/** Which systems' probes stand on which others: by what they ask, and by the graph that reports blame by. */
function standsOn(): ReadonlyMap<System, ReadonlySet<System>> {
  const found = new Map<System, Set<System>>(SYSTEMS.map((system) => [system, new Set()]));
  for (const { system, at } of PROBES) {
    for (const address of [at].flat()) found.get(system)?.add(ADDRESSES[address].system);
  }
  for (const { causes, dependents } of DEPENDENCIES) {
    for (const dependent of dependents) {
      const of = systemOf(dependent);
      if (of !== null) for (const cause of causes) found.get(of)?.add(systemOf(cause) ?? of);
    }
  }
  return found;
}

/** The system whose probe this is; null for what is no probe. */
export function systemOf(id: string): System | null {
  const name = id.slice(0, id.indexOf('.'));
  return isSystem(name) ? name : null;
}

/** The systems that must stay well when something begins in these: neither they nor what they stand on is named. */
export function untouchedBy(named: readonly System[]): readonly System[] {
  const below = standsOn();
  const touched = new Set<System>(named);
  // Until nothing more is reached: what stands on what is touched is touched too.
  for (let before = -1; before !== touched.size; ) {
    before = touched.size;
    for (const [system, on] of below) {
      if ([...on].some((one) => touched.has(one))) touched.add(system);
    }
  }
  const isFed = (system: System): boolean => FED_BY[system]?.some((one) => named.includes(one)) === true;
  return SYSTEMS.filter((system) => !touched.has(system) && !isFed(system));
}
