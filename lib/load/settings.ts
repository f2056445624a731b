import { CALL_IDS, type CallId } from '../../thresholds/calls.ts';
import { ConfigError } from '../targets/config-error.ts';
import { TARGET_NAMES, type TargetName } from '../targets/target.ts';
import type { Setting } from '../targets/variables.ts';
import { MIX_NAMES, type MixName, sharesOf } from './mixes.ts';
import { PROFILE_NAMES, type ProfileName } from './profiles.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a load run is told from outside, checked. */
export interface LoadSettings {
  readonly profile: ProfileName;
  readonly mixes: readonly MixName[];
  readonly rateScale: number;
  readonly timeScale: number;
  /** Requests a second, beating the target's own ceiling; null where it is not given. */
  readonly ceiling: number | null;
  /** Targets that may be loaded although they are no loopback. */
  readonly unlocked: readonly TargetName[];
  /** Share of each call that is made. */
  readonly shares: ReadonlyMap<CallId, number>;
}

/** Reads the variables of a load run. Throws a `ConfigError` for what cannot be meant. */
export function resolveLoad(env: Environment): LoadSettings {
  const get = (name: Setting, fallback: string): string => env[name] || fallback;
  const profile = oneOf('PW_PROFILE', get('PW_PROFILE', 'smoke'), PROFILE_NAMES);
  const mixes = severalOf('PW_MIX', get('PW_MIX', MIX_NAMES.join(',')), MIX_NAMES);
  const calls = selected(get('PW_ONLY', ''), get('PW_SKIP', ''));
  const shares = sharesOf(mixes, calls);
  if (shares.size === 0) {
    throw new ConfigError(
      `PW_ONLY "${get('PW_ONLY', '')}" without PW_SKIP "${get('PW_SKIP', '')}" leaves no call of PW_MIX ${mixes.join(',')}`,
    );
  }
  return {
    profile,
    mixes,
    rateScale: positive('PW_RATE_SCALE', get('PW_RATE_SCALE', '1')),
    timeScale: positive('PW_TIME_SCALE', get('PW_TIME_SCALE', '1')),
    ceiling: env.PW_RATE_CEILING ? positive('PW_RATE_CEILING', env.PW_RATE_CEILING) : null,
    unlocked: severalOf('PW_UNLOCK', get('PW_UNLOCK', ''), TARGET_NAMES),
    shares,
  };
}

function oneOf<T extends string>(variable: string, value: string, valid: readonly T[]): T {
  const known = valid.find((one) => one === value);
  if (known === undefined)
    throw new ConfigError(`${variable}: "${value}" is unknown. Valid: ${valid.join(', ')}`);
  return known;
}

function tokens(value: string): string[] {
  return value
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

function severalOf<T extends string>(variable: string, value: string, valid: readonly T[]): readonly T[] {
  return [...new Set(tokens(value).map((token) => oneOf(variable, token, valid)))];
}

function positive(variable: string, value: string): number {
  const number = Number(value);
  if (/^\d+(\.\d+)?$/.test(value) && number > 0 && number <= 1e6) return number;
  throw new ConfigError(`${variable}: "${value}" is no number. Valid: above 0, up to 1000000, e.g. 0.5`);
}

/** The calls of a run: systems, or ids of calls with `*` for any part. */
function selected(only: string, skip: string): readonly CallId[] {
  const wanted = tokens(only).map((token) => matcher('PW_ONLY', token));
  const unwanted = tokens(skip).map((token) => matcher('PW_SKIP', token));
  return CALL_IDS.filter(
    (call) =>
      (wanted.length === 0 || wanted.some((hits) => hits(call))) && !unwanted.some((hits) => hits(call)),
  );
}

function matcher(variable: string, token: string): (call: CallId) => boolean {
  const pattern = token.includes('.') || token.includes('*') ? token : `${token}.*`;
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const regexp = new RegExp(`^${parts.join('.*')}$`);
  if (CALL_IDS.some((call) => regexp.test(call))) return (call) => regexp.test(call);
  throw new ConfigError(
    `${variable}: "${token}" selects no call of load. Valid: koji, datagrepper, ${CALL_IDS.join(', ')}`,
  );
}
