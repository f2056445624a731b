import { whyNotHere } from '../probe/probe.ts';
import { TARGETS } from '../targets/resolve.ts';
import { SYSTEMS, type System } from '../targets/systems.ts';
import { TARGET_NAMES, type TargetName } from '../targets/target.ts';
import { PROBES } from './index.ts';

function servedBy(name: TargetName): readonly System[] {
  const able = PROBES.filter((probe) => probe.set === 'default' && whyNotHere(probe, TARGETS[name]) === null);
  return SYSTEMS.filter((system) => able.some((probe) => probe.system === system));
}

/** Systems that each target can serve at least one default probe of. */
export const SERVED: Readonly<Record<string, readonly System[]>> = Object.fromEntries(
  TARGET_NAMES.map((name) => [name, servedBy(name)]),
);
