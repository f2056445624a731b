import type { AccountChanges } from '../accounts/people.ts';

/** How something that a twin does for its clients goes wrong: each stands for one party that fails its part. */
export const ILLS = [
  'build fails',
  'build hangs',
  'candidate tag missing',
  'no automatic update',
  'signer stopped',
  'signer leaves the build',
  'no tests',
  'tests break down',
  'results lost',
  'decision stale',
  'waiver refused',
  'stable tag missing',
  'request untested',
] as const;

export type Ill = (typeof ILLS)[number];

/** How a twin behaves towards those who change something in it. */
export interface Conduct {
  /** Divides every duration. */
  readonly timeScale: number;
  /** Packages whose required test fails. */
  readonly failing: readonly string[];
  /** What goes wrong. */
  readonly ills: readonly Ill[];
  /** Topics without their prefix whose messages are lost on the way. */
  readonly lost: readonly RegExp[];
  /** What ipsilon asks for beyond a ticket. */
  readonly login: 'ticket' | 'consent' | 'second factor';
  /** What differs from the accounts' usual state. */
  readonly accounts: AccountChanges;
}

export const WELL: Conduct = {
  timeScale: 1,
  failing: ['dummy-test-package-gloster'],
  ills: [],
  lost: [],
  login: 'ticket',
  accounts: {},
};
