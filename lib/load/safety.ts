import { ADDRESS_NAMES, type AddressName } from '../targets/addresses.ts';
import { ConfigError } from '../targets/config-error.ts';
import type { Config } from '../targets/resolve.ts';
import { TARGETS } from '../targets/resolve.ts';
import type { TargetName } from '../targets/target.ts';
import type { LoadSettings } from './settings.ts';

/**
 * Requests a second that a load run may ask of a target, unless `PW_RATE_CEILING` says otherwise. Production's is
 * what a handful of busy packagers ask; staging's hub has one server where production has two.
 */
const CEILINGS: Readonly<Record<TargetName, number>> = { local: 1000, stg: 20, prod: 10, seed: 10 };

/** Who a load run would hit. */
export interface Permission {
  /** Target of each host that is asked; `local` for loopback. */
  readonly hit: readonly TargetName[];
  readonly ceiling: number;
  /** Nets that k6 itself refuses to connect to: where only loopback is meant, everything else, after look-up. */
  readonly blockedNets: readonly string[];
}

/** All addresses but 127.0.0.0/8. */
const ALL_BUT_LOOPBACK_4 = [
  '0.0.0.0/2',
  '64.0.0.0/3',
  '96.0.0.0/4',
  '112.0.0.0/5',
  '120.0.0.0/6',
  '124.0.0.0/7',
  '126.0.0.0/8',
  '128.0.0.0/1',
];

/**
 * Who may be loaded: loopback always, a host of a target only with that target in `PW_UNLOCK`, any other host never.
 * Where a host name is pinned (`PW_RESOLVE`), the pin decides. Throws a `ConfigError`, before any request.
 */
export function permitted(
  config: Config,
  { unlocked, ceiling }: Pick<LoadSettings, 'unlocked' | 'ceiling'>,
  addresses: readonly AddressName[],
): Permission {
  const hit = new Set<TargetName>();
  let ipv6 = false;
  for (const name of addresses) {
    const { url } = config.target.addresses[name];
    if (url === null) continue;
    const host = hostOf(url);
    const pinned = pinOf(host, config.hosts);
    const owner = ownerOf(host, pinned);
    if (owner === null) {
      const where = pinned === null ? host : `${host} (pinned to ${pinned})`;
      throw new ConfigError(
        `load refused: ${name} is at ${where}, which is neither loopback nor a host of a target. Valid: loopback, or a host of ${Object.keys(CEILINGS).join(', ')}`,
      );
    }
    if (owner !== 'local' && !unlocked.includes(owner)) {
      throw new ConfigError(
        `load refused: ${host} belongs to ${owner}, and PW_UNLOCK is "${unlocked.join(',')}". Valid: PW_UNLOCK=${owner}, with the consent of those who run it`,
      );
    }
    ipv6 ||= (pinned ?? host).includes(':');
    hit.add(owner);
  }
  const onlyLoopback = [...hit].every((owner) => owner === 'local');
  return {
    hit: [...hit],
    ceiling: ceiling ?? Math.min(...[...hit].map((owner) => CEILINGS[owner])),
    blockedNets: onlyLoopback ? [...ALL_BUT_LOOPBACK_4, ...(ipv6 ? [] : ['::/0'])] : [],
  };
}

/** Systems that the calls of a run ask. */
export function addressesOf({ shares }: Pick<LoadSettings, 'shares'>): readonly ('koji' | 'datagrepper')[] {
  return (['koji', 'datagrepper'] as const).filter((name) =>
    [...shares.keys()].some((call) => call.startsWith(`${name}.`)),
  );
}

function ownerOf(host: string, pinned: string | null): TargetName | null {
  if (isLoopback(pinned ?? host)) return 'local';
  // A pin of a foreign name, or of loopback's own, leads anywhere; one of a target's host leads to one of its proxies.
  return OWNERS.get(host) ?? null;
}

/** Host of a base address, without port and brackets, in lower case. */
function hostOf(url: string): string {
  const host = /^[a-z]+:\/\/(\[[^\]]*\]|[^:/]+)/.exec(url)?.[1] ?? '';
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}

function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Where k6 sends a name instead of asking DNS: the exact name first, then the longest pattern. */
function pinOf(host: string, hosts: Readonly<Record<string, string>>): string | null {
  const [best] = Object.keys(hosts)
    .filter((one) => {
      const name = one.toLowerCase();
      return name === host || (name.startsWith('*') && host.endsWith(name.slice(1)));
    })
    .sort((a, b) => b.length - a.length);
  return best === undefined ? null : (hosts[best] ?? null);
}

/** Whose each host is: production's where several targets share it. */
const OWNERS: ReadonlyMap<string, TargetName> = new Map(
  (['seed', 'stg', 'prod'] as const).flatMap((owner) =>
    ADDRESS_NAMES.flatMap((name): [string, TargetName][] => {
      const { url } = TARGETS[owner].addresses[name];
      return url === null ? [] : [[hostOf(url), owner]];
    }),
  ),
);
