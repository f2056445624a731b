import type { KojiHost } from './schema.ts';

/** A builder checks in every few minutes; after this long without a word it builds nothing. */
export const SILENT_AFTER_MS = 30 * 60_000;

const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^i[3-6]86$/, 'i386'],
  [/^armv7/, 'armhfp'],
];

/** The name under which koji hands out work for an architecture: builders are not asked for i686 but for i386. */
export function canonical(arch: string): string {
  return FAMILIES.find(([form]) => form.test(arch))?.[1] ?? arch;
}

/** Architectures of a blank-separated list, as a tag and a builder hold it; canonical, each once, sorted. */
export function archesOf(list: string | null): readonly string[] {
  const names = (list ?? '').split(/[\s,]+/).filter((name) => name !== '');
  return [...new Set(names.map(canonical))].sort();
}

export interface ArchBuilders {
  readonly arch: string;
  readonly enabled: number;
  /** Of the enabled ones, those that talked to the hub lately. */
  readonly checkedIn: number;
  /** When the last of them talked to the hub, in ms; null if none ever did. */
  readonly lastSeen: number | null;
}

/** How many builders each architecture has, at the moment `now` (ms). */
export function byArch(
  arches: readonly string[],
  hosts: readonly KojiHost[],
  now: number,
): readonly ArchBuilders[] {
  const enabled = hosts.filter((host) => host.enabled);
  return arches.map((arch) => {
    const able = enabled.filter((host) => archesOf(host.arches).includes(arch));
    const seen = able.flatMap(({ update_ts }) => (update_ts === null ? [] : [update_ts * 1000]));
    return {
      arch,
      enabled: able.length,
      // A time to come tells of a wrong clock, and would stay fresh until it has come.
      checkedIn: seen.filter((at) => Math.abs(now - at) < SILENT_AFTER_MS).length,
      lastSeen: seen.length === 0 ? null : Math.max(...seen),
    };
  });
}
