import { hash, type Rng } from './rng.ts';
import type { Host } from './types.ts';

export const CHANNELS = [
  { id: 1, name: 'default' },
  { id: 2, name: 'createrepo' },
  { id: 3, name: 'maven' },
  { id: 5, name: 'appliance' },
  { id: 7, name: 'image' },
  { id: 8, name: 'livemedia' },
  { id: 9, name: 'runroot' },
  { id: 14, name: 'secure-boot' },
] as const;

export const DEFAULT_CHANNEL = 1;
export const CREATEREPO_CHANNEL = 2;

interface Group {
  readonly prefix: string;
  readonly count: number;
  readonly arches: string;
  readonly capacity: number;
  readonly channels: readonly number[];
  /** Numbers of the hosts that are switched off. */
  readonly disabled: readonly number[];
}

const GROUPS: readonly Group[] = [
  {
    prefix: 'buildvm-x86',
    count: 12,
    arches: 'i386 x86_64',
    capacity: 3,
    channels: [1, 2, 3],
    disabled: [7],
  },
  { prefix: 'buildhw-x86', count: 6, arches: 'x86_64', capacity: 6, channels: [1, 5, 7, 8, 9], disabled: [] },
  { prefix: 'bkernel', count: 2, arches: 'i386 x86_64', capacity: 6, channels: [14], disabled: [] },
  { prefix: 'buildvm-a64', count: 8, arches: 'aarch64', capacity: 3, channels: [1, 2], disabled: [3] },
  {
    prefix: 'buildhw-a64',
    count: 2,
    arches: 'aarch64',
    capacity: 6,
    channels: [1, 5, 7, 8, 9],
    disabled: [],
  },
  { prefix: 'buildvm-ppc64le', count: 6, arches: 'ppc64le', capacity: 3, channels: [1, 2, 9], disabled: [] },
  { prefix: 'buildvm-s390x', count: 6, arches: 's390x', capacity: 2, channels: [1, 2, 9], disabled: [5] },
];

export const HOSTS: readonly Host[] = GROUPS.flatMap((group, place) =>
  Array.from({ length: group.count }, (_, index) => ({
    id: 101 + place * 40 + index,
    name: `${group.prefix}-${String(index + 1).padStart(2, '0')}.rdu3.fedoraproject.org`,
    arches: group.arches,
    channels: group.channels,
    enabled: !group.disabled.includes(index + 1),
    capacity: group.capacity,
  })),
);

const byWork = new Map<string, readonly Host[]>();

function hostsFor(arch: string, channel: number): readonly Host[] {
  const wanted = arch === 'noarch' ? 'x86_64' : arch;
  const work = `${wanted} ${channel}`;
  const known = byWork.get(work);
  if (known !== undefined) return known;
  const able = HOSTS.filter(
    (host) => host.enabled && host.channels.includes(channel) && host.arches.split(' ').includes(wanted),
  );
  byWork.set(work, able);
  return able;
}

/** An enabled builder that may take such a task, or null if there is none. */
export function hostFor(arch: string, channel: number, rng: Rng): number | null {
  const able = hostsFor(arch, channel);
  return able[rng.int(0, able.length - 1)]?.id ?? null;
}

/** Name of a builder, or null where there is none. */
export function hostName(id: number | null): string | null {
  return HOSTS.find((host) => host.id === id)?.name ?? null;
}

/** Koji's numeric id of an account. */
export function userId(account: string): number {
  return 100 + (hash('user', account) % 9000);
}
