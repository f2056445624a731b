import { ADDRESS_NAMES, type AddressName } from './addresses.ts';
import { ConfigError } from './config-error.ts';
import { type Config, TARGETS } from './resolve.ts';
import { TARGET_NAMES, type TargetName } from './target.ts';

/** Whom a run that loads or writes would touch. */
export interface Touched {
  /** Target of each host that is asked; `local` for loopback. */
  readonly hit: readonly TargetName[];
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
 * Whom a run may load or write to: loopback always, a host of a target only with that target in `PW_UNLOCK`, any other
 * host never. What counts is where an address leads, not what the target is called: where a host name is pinned
 * (`PW_RESOLVE`), the pin decides. `what` names the run in the error. Throws a `ConfigError`, before any request.
 */
export function touched(
  what: string,
  config: Config,
  unlocked: readonly TargetName[],
  addresses: readonly AddressName[],
): Touched {
  const owners = new Set<TargetName>();
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
        `${what} refused: ${name} is at ${where}, which is neither loopback nor a host of a target. Valid: loopback, or a host of ${TARGET_NAMES.join(', ')}`,
      );
    }
    if (owner !== 'local' && !unlocked.includes(owner)) {
      throw new ConfigError(
        `${what} refused: ${host} belongs to ${owner}, and PW_UNLOCK is "${unlocked.join(',')}". Valid: PW_UNLOCK=${owner}, with the consent of those who run it`,
      );
    }
    ipv6 ||= (pinned ?? host).includes(':');
    owners.add(owner);
  }
  const onlyLoopback = [...owners].every((owner) => owner === 'local');
  return {
    hit: [...owners],
    blockedNets: onlyLoopback ? [...ALL_BUT_LOOPBACK_4, ...(ipv6 ? [] : ['::/0'])] : [],
  };
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
