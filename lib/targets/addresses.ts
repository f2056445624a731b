import type { System } from './systems.ts';

/**
 * Every base address the pack knows, with the system it belongs to and the variable that overrides it.
 * The order is also the order of the twin's ports: the n-th address listens on port base + n.
 */
export const ADDRESSES = {
  fas: { system: 'fas', variable: 'PW_FAS_URL', schemes: ['http', 'https'], of: 'accounts (noggin)' },
  'fas-oidc': { system: 'fas', variable: 'PW_FAS_OIDC_URL', schemes: ['http', 'https'], of: 'ipsilon' },
  'fas-kdc': {
    system: 'fas',
    variable: 'PW_FAS_KDC_URL',
    schemes: ['http', 'https'],
    of: 'the KdcProxy endpoint',
  },
  'fas-fasjson': { system: 'fas', variable: 'PW_FAS_FASJSON_URL', schemes: ['http', 'https'], of: 'FASJSON' },
  'fas-ipa': { system: 'fas', variable: 'PW_FAS_IPA_URL', schemes: ['http', 'https'], of: 'IPA' },
  'dist-git': {
    system: 'dist-git',
    variable: 'PW_DIST_GIT_URL',
    schemes: ['http', 'https'],
    of: 'web, API and git',
  },
  'dist-git-ssh': {
    system: 'dist-git',
    variable: 'PW_DIST_GIT_SSH_URL',
    schemes: ['ssh'],
    of: 'git over ssh',
  },
  lookaside: {
    system: 'lookaside',
    variable: 'PW_LOOKASIDE_URL',
    schemes: ['http', 'https'],
    of: 'the lookaside cache',
  },
  fedmsg: { system: 'fedmsg', variable: 'PW_FEDMSG_URL', schemes: ['tcp'], of: 'the ZeroMQ gateway' },
  'fedora-messaging': {
    system: 'fedora-messaging',
    variable: 'PW_FEDORA_MESSAGING_URL',
    schemes: ['amqps'],
    of: 'the RabbitMQ broker',
  },
  datagrepper: {
    system: 'datagrepper',
    variable: 'PW_DATAGREPPER_URL',
    schemes: ['http', 'https'],
    of: 'datagrepper, and through it datanommer and the bus',
  },
  koji: {
    system: 'koji',
    variable: 'PW_KOJI_URL',
    schemes: ['http', 'https'],
    of: 'koji: hub at /kojihub, web at /koji/',
  },
  kojipkgs: { system: 'koji', variable: 'PW_KOJIPKGS_URL', schemes: ['http', 'https'], of: 'kojipkgs' },
  bodhi: { system: 'bodhi', variable: 'PW_BODHI_URL', schemes: ['http', 'https'], of: 'bodhi' },
  resultsdb: {
    system: 'resultsdb',
    variable: 'PW_RESULTSDB_URL',
    schemes: ['http', 'https'],
    of: 'resultsdb',
  },
  greenwave: {
    system: 'greenwave',
    variable: 'PW_GREENWAVE_URL',
    schemes: ['http', 'https'],
    of: 'greenwave',
  },
  waiverdb: { system: 'waiverdb', variable: 'PW_WAIVERDB_URL', schemes: ['http', 'https'], of: 'waiverdb' },
  koschei: { system: 'koschei', variable: 'PW_KOSCHEI_URL', schemes: ['http', 'https'], of: 'Koschei' },
  ci: { system: 'ci', variable: 'PW_CI_URL', schemes: ['http', 'https'], of: 'Jenkins' },
  'ci-testing-farm': {
    system: 'ci',
    variable: 'PW_CI_TESTING_FARM_URL',
    schemes: ['http', 'https'],
    of: 'Testing Farm',
  },
  'ci-packit': { system: 'ci', variable: 'PW_CI_PACKIT_URL', schemes: ['http', 'https'], of: 'Packit' },
  'ci-zuul': { system: 'ci', variable: 'PW_CI_ZUUL_URL', schemes: ['http', 'https'], of: 'Zuul' },
} as const satisfies Record<string, AddressKind>;

interface AddressKind {
  readonly system: System;
  readonly variable: `PW_${string}_URL`;
  readonly schemes: readonly string[];
  readonly of: string;
}

export type AddressName = keyof typeof ADDRESSES;

export const ADDRESS_NAMES: readonly AddressName[] = Object.keys(ADDRESSES).filter(
  (name): name is AddressName => name in ADDRESSES,
);

/** First port of the embedded twin; `npm run twin -- --port-base N` moves them all. */
export const TWIN_PORT_BASE = 24600;

/** Address of a twin service on loopback, e.g. `http://127.0.0.1:24611`. */
export function twinAddress(name: AddressName, port: number): string {
  const scheme = ADDRESSES[name].schemes[0];
  const path = name === 'fas-kdc' ? '/KdcProxy' : name === 'datagrepper' ? '/datagrepper' : '';
  return `${scheme}://127.0.0.1:${port}${path}`;
}
