import type { Config } from '../targets/resolve.ts';
import type { TargetName } from '../targets/target.ts';
import { type Touched, touched } from '../targets/touch.ts';
import type { LoadSettings } from './settings.ts';

/**
 * Requests a second that a load run may ask of a target, unless `PW_RATE_CEILING` says otherwise. Production's is
 * what a handful of busy packagers ask; staging's hub has one server where production has two.
 */
const CEILINGS: Readonly<Record<TargetName, number>> = { local: 1000, stg: 20, prod: 10, seed: 10 };

type LoadedAddress = 'koji' | 'datagrepper';

/** Who a load run would hit. */
export interface Permission extends Touched {
  readonly ceiling: number;
}

/** Who may be loaded, as `touched` tells it, and how much. Throws a `ConfigError`, before any request. */
export function permitted(
  config: Config,
  { unlocked, ceiling }: Pick<LoadSettings, 'unlocked' | 'ceiling'>,
  addresses: readonly LoadedAddress[],
): Permission {
  const whom = touched('load', config, unlocked, addresses);
  return { ...whom, ceiling: ceiling ?? Math.min(...whom.hit.map((owner) => CEILINGS[owner])) };
}

/** Systems that the calls of a run ask. */
export function addressesOf({ shares }: Pick<LoadSettings, 'shares'>): readonly LoadedAddress[] {
  return (['koji', 'datagrepper'] as const).filter((name) =>
    [...shares.keys()].some((call) => call.startsWith(`${name}.`)),
  );
}
