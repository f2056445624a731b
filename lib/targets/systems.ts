/**
 * The sixteen systems of the packager workflow, in the order in which a package meets them,
 * each with the packager's step that needs it.
 */
export const SYSTEMS = [
  'fas',
  'dist-git',
  'lookaside',
  'koji',
  'fedmsg',
  'fedora-messaging',
  'datanommer',
  'datagrepper',
  'sigul',
  'robosignatory',
  'bodhi',
  'ci',
  'resultsdb',
  'greenwave',
  'waiverdb',
  'koschei',
] as const;

export type System = (typeof SYSTEMS)[number];

/** The step of the packager that stands still when the system does. */
export const STEP_OF: Readonly<Record<System, string>> = {
  fas: 'kinit',
  'dist-git': 'clone, push',
  lookaside: 'new-sources',
  koji: 'build',
  fedmsg: 'announce',
  'fedora-messaging': 'announce',
  datanommer: 'record',
  datagrepper: 'look up',
  sigul: 'sign',
  robosignatory: 'sign',
  bodhi: 'update',
  ci: 'test',
  resultsdb: 'results',
  greenwave: 'gate',
  waiverdb: 'waive',
  koschei: 'rebuild',
};

const KNOWN: ReadonlySet<string> = new Set(SYSTEMS);

export function isSystem(name: string): name is System {
  return KNOWN.has(name);
}
