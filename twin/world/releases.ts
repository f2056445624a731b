import type { Release } from './types.ts';

/** Rawhide's number from August 2026 on, when Fedora 45 was branched off it. */
const RAWHIDE = 46;
const ELN_RUN = 152;

type Shape = Pick<Release, 'kind' | 'sigkey' | 'composedByBodhi' | 'automaticUpdates' | 'state'>;

function fedora(number: number, shape: Shape): Release {
  const name = `f${number}`;
  const released = shape.kind === 'stable';
  return {
    ...shape,
    name: `F${number}`,
    longName: `Fedora ${number}`,
    productVersion: `fedora-${number}`,
    version: String(number),
    branch: shape.kind === 'rawhide' ? 'rawhide' : name,
    distTag: name,
    releaseSuffix: `fc${number}`,
    idPrefix: 'FEDORA',
    target: shape.kind === 'rawhide' ? 'rawhide' : `${name}-candidate`,
    buildTag: `${name}-build`,
    tags: {
      candidate: `${name}-updates-candidate`,
      pendingSigning: `${name}-signing-pending`,
      pendingTesting: `${name}-updates-testing-pending`,
      testing: `${name}-updates-testing`,
      pendingStable: `${name}-updates-pending`,
      // Before its release a Fedora has no updates: what is stable is the release itself.
      stable: released ? `${name}-updates` : name,
      override: `${name}-override`,
    },
  };
}

function epel(number: number, sigkey: string): Release {
  const name = `epel${number}`;
  return {
    kind: 'epel',
    name: `EPEL-${number}`,
    longName: `Fedora EPEL ${number}`,
    productVersion: `fedora-epel-${number}`,
    version: String(number),
    branch: name,
    distTag: `el${number}`,
    releaseSuffix: `el${number}`,
    idPrefix: 'FEDORA-EPEL',
    state: 'current',
    target: `${name}-candidate`,
    buildTag: `${name}-build`,
    tags: {
      candidate: `${name}-testing-candidate`,
      pendingSigning: `${name}-signing-pending`,
      pendingTesting: `${name}-testing-pending`,
      testing: `${name}-testing`,
      pendingStable: `${name}-pending`,
      stable: name,
      override: `${name}-override`,
    },
    sigkey,
    composedByBodhi: true,
    automaticUpdates: false,
  };
}

const RAWHIDE_KEY = 'b1c4a7e6';

export const rawhide = fedora(RAWHIDE, {
  kind: 'rawhide',
  state: 'pending',
  sigkey: RAWHIDE_KEY,
  composedByBodhi: false,
  automaticUpdates: true,
});

export const branched = fedora(RAWHIDE - 1, {
  kind: 'branched',
  state: 'pending',
  sigkey: '7d22f06a',
  composedByBodhi: true,
  automaticUpdates: false,
});

const stable = (number: number, sigkey: string) =>
  fedora(number, {
    kind: 'stable',
    state: 'current',
    sigkey,
    composedByBodhi: true,
    automaticUpdates: false,
  });

export const newestStable = stable(RAWHIDE - 2, '6d9f90a6');
export const olderStable = stable(RAWHIDE - 3, '31645531');
export const epel10 = epel(10, 'e37ed158');
export const epel9 = epel(9, '3228467c');

export const eln: Release = {
  kind: 'eln',
  name: 'ELN',
  longName: 'Fedora ELN',
  productVersion: 'fedora-eln',
  version: 'eln',
  branch: 'eln',
  distTag: 'eln',
  releaseSuffix: `eln${ELN_RUN}`,
  idPrefix: 'FEDORA',
  state: 'pending',
  target: 'eln',
  buildTag: 'eln-build',
  tags: {
    candidate: 'eln-updates-candidate',
    pendingSigning: 'eln-signing-pending',
    pendingTesting: 'eln-updates-testing-pending',
    testing: 'eln-updates-testing',
    pendingStable: 'eln-updates-pending',
    stable: 'eln',
    override: 'eln-override',
  },
  sigkey: RAWHIDE_KEY,
  composedByBodhi: false,
  automaticUpdates: true,
};

export const RELEASES: readonly Release[] = [
  rawhide,
  branched,
  newestStable,
  olderStable,
  epel10,
  epel9,
  eln,
];

/** Fedora CI starts on updates of Fedora alone: its trigger wants a dist tag `fNN`. */
export function hasCi(release: Release): boolean {
  return /^f\d+$/.test(release.distTag);
}
