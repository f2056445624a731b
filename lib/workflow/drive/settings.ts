import type { AddressName } from '../../targets/addresses.ts';
import { ConfigError } from '../../targets/config-error.ts';
import type { Config } from '../../targets/resolve.ts';
import { TARGET_NAMES, type TargetName } from '../../targets/target.ts';
import { type Touched, touched } from '../../targets/touch.ts';
import type { Setting } from '../../targets/variables.ts';
import { namesOf, TEST_PACKAGES } from './test-packages.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export const FLOWS = ['pr', 'multi', 'sweep'] as const;
export type Flow = (typeof FLOWS)[number];

/** What a drive is told from outside, checked. */
export interface DriveSettings {
  readonly flow: readonly Flow[];
  /** What is built: one package, or with `multi` the pair. */
  readonly packages: readonly string[];
  /** A release of bodhi by its name, branch or dist tag; null for Rawhide. */
  readonly release: string | null;
  /** Divides waits and limits. */
  readonly timeScale: number;
  readonly touched: Touched;
}

/** Addresses that get writes or tickets: all of them must be loopback's or an unlocked target's. */
export const WRITTEN: readonly AddressName[] = [
  'fas-oidc',
  'fas-kdc',
  'fas-fasjson',
  'dist-git',
  'lookaside',
  'koji',
  'bodhi',
];

/** What a drive only reads from. */
export const READ: readonly AddressName[] = ['datagrepper', 'resultsdb', 'greenwave', 'waiverdb'];

const RELEASE = /^[A-Za-z][A-Za-z0-9._-]{0,39}$/;

/** Reads the variables of a drive. Throws a `ConfigError` for what cannot be meant or is not allowed. */
export function resolveDrive(env: Environment, config: Config): DriveSettings {
  const get = (name: Setting): string => env[name] ?? '';
  const flow = several('PW_FLOW', get('PW_FLOW'), FLOWS);
  if (flow.length > 1) {
    throw new ConfigError(
      `PW_FLOW: ${flow.join(' and ')} exclude each other. Valid: one of ${FLOWS.join(', ')}`,
    );
  }
  const unlocked = several('PW_UNLOCK', get('PW_UNLOCK'), TARGET_NAMES);
  const packages = packagesOf(get('PW_PACKAGE'), flow, config.target.name);
  const whom = touched('workflow', config, unlocked, WRITTEN);
  secondLock(whom, packages, get('PW_PROD_PACKAGE'));
  return {
    flow,
    packages,
    release: releaseOf(get('PW_RELEASE')),
    timeScale: scaleOf(get('PW_TIME_SCALE')),
    // What is only read may be elsewhere: then k6 must be let out.
    touched: { ...whom, blockedNets: readsLoopback(config) ? whom.blockedNets : [] },
  };
}

function readsLoopback(config: Config): boolean {
  try {
    return touched('workflow', config, [], READ).hit.every((owner) => owner === 'local');
  } catch (thrown) {
    if (thrown instanceof ConfigError) return false;
    throw thrown;
  }
}

function packagesOf(wanted: string, flow: readonly Flow[], target: TargetName): readonly string[] {
  const known = TEST_PACKAGES[target];
  if (known === null) {
    throw new ConfigError(`workflow refused: target ${target} has no test packages. Valid: local, stg, prod`);
  }
  if (flow.includes('multi')) {
    if (wanted === '') return known.pair;
    throw new ConfigError(
      `PW_PACKAGE: "${wanted}" with multi, which builds ${known.pair.join(' and ')}. Valid: leave it out`,
    );
  }
  if (flow.includes('sweep') && wanted === '') return namesOf(known);
  if (wanted === '') return [known.single];
  if (namesOf(known).includes(wanted)) return [wanted];
  throw new ConfigError(
    `PW_PACKAGE: "${wanted}" is no test package of ${target}. Valid: ${namesOf(known).join(', ')}`,
  );
}

/** Production has a second lock: each package that is written there, by its name. */
function secondLock({ hit }: Touched, packages: readonly string[], given: string): void {
  if (!hit.includes('prod')) return;
  const named = tokens(given);
  const missing = packages.filter((name) => !named.includes(name));
  if (missing.length === 0) return;
  throw new ConfigError(
    `workflow refused: production, and PW_PROD_PACKAGE is "${given}". Valid: PW_PROD_PACKAGE=${packages.join(',')}, with the consent of those who run it`,
  );
}

function tokens(value: string): string[] {
  return value
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

function several<T extends string>(variable: string, value: string, valid: readonly T[]): readonly T[] {
  return [...new Set(tokens(value))].map((token) => {
    const known = valid.find((one) => one === token);
    if (known !== undefined) return known;
    throw new ConfigError(`${variable}: "${token}" is unknown. Valid: ${valid.join(', ')}`);
  });
}

function releaseOf(value: string): string | null {
  if (value === '') return null;
  if (RELEASE.test(value)) return value;
  throw new ConfigError(
    `PW_RELEASE: "${value}" is not of the right form. Valid: a name as F44, a branch as rawhide, or a dist tag as f46`,
  );
}

function scaleOf(value: string): number {
  if (value === '') return 1;
  const scale = Number(value);
  if (/^\d+(\.\d+)?$/.test(value) && scale >= 0.01 && scale <= 1000) return scale;
  throw new ConfigError(`PW_TIME_SCALE: "${value}" is no scale. Valid: 0.01 to 1000, e.g. 20`);
}
