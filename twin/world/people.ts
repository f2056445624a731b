const TREES = [
  'alder',
  'aspen',
  'beech',
  'birch',
  'cedar',
  'cypress',
  'elder',
  'elm',
  'hawthorn',
  'hazel',
  'hemlock',
  'holly',
  'hornbeam',
  'juniper',
  'larch',
  'laurel',
  'linden',
  'maple',
  'myrtle',
  'olive',
  'pine',
  'poplar',
  'rowan',
  'sequoia',
  'spruce',
  'sumac',
  'sycamore',
  'tamarack',
  'walnut',
  'willow',
] as const;

/** Accounts of packagers. None is a real person's. */
export const PACKAGERS: readonly [string, ...string[]] = [
  `twin-${TREES[0]}`,
  ...TREES.slice(1).map((tree) => `twin-${tree}`),
];

/** The accounts that Fedora's services act under. */
export const SERVICE = {
  bodhi: 'bodhi',
  signing: 'autopen',
  koschei: 'koschei',
  kojira: 'kojira',
  releng: 'releng',
  eln: 'distrobuildsync-eln',
  ci: 'packit',
  robot: 'packagerbot',
} as const;

const lists = new Map<string, readonly string[]>();

/** The list of one account alone; the same list each time, as tens of thousands of messages hold it. */
export function asUsers(account: string): readonly string[] {
  const known = lists.get(account) ?? [account];
  lists.set(account, known);
  return known;
}

/** The address that an account commits with. */
export function mailOf(account: string): string {
  return `${account}@example.org`;
}

/** An account as pagure shows it. */
export function pagureUser(account: string) {
  return {
    name: account,
    fullname: account,
    url_path: `user/${account}`,
    full_url: `https://src.fedoraproject.org/user/${account}`,
  };
}
