import { PACKAGERS, SERVICE } from '../world/people.ts';

/** Why the KDC gives an account no ticket; `active` gets one. */
type AccountState = 'active' | 'account expired' | 'password expired' | 'revoked';

/** One account of the twin's IPA, as its KDC, FASJSON and ipsilon know it. */
export interface Account {
  readonly name: string;
  /** Null where nobody knows it: the KDC has the account, and every proof is a wrong one. */
  readonly password: string | null;
  readonly groups: readonly string[];
  readonly agreements: readonly string[];
  readonly state: AccountState;
}

/** The group whose members may commit, and the agreement that its members have signed, as FASJSON names them. */
export const PACKAGER_GROUP = 'packager';
export const AGREEMENT = 'FPCA';

const PASSWORD = 'twin-packager-password';

/** What the account of the workflow logs in with at the twin: public, as the twin is. */
export const TWIN_CREDENTIALS = {
  principal: SERVICE.robot,
  password: PASSWORD,
  pagureToken: 'TWIN7PAGURE0TOKEN3OF5PACKAGERBOT9TWIN7PAGURE0TOKEN3OF5PACKAGERBO',
} as const;

/** Accounts that lack one thing each, for what is refused without it. */
export const LACKING = {
  group: 'twin-newcomer',
  agreement: 'twin-unsigned',
  account: 'twin-expired',
  freshPassword: 'twin-stale-password',
  trust: 'twin-revoked',
} as const;

function packager(name: string, more: Partial<Account> = {}): Account {
  return {
    name,
    password: null,
    groups: [PACKAGER_GROUP],
    agreements: [AGREEMENT],
    state: 'active',
    ...more,
  };
}

const ACCOUNTS: readonly Account[] = [
  ...[...PACKAGERS, ...Object.values(SERVICE)].map((name) =>
    packager(name, name === TWIN_CREDENTIALS.principal ? { password: PASSWORD } : {}),
  ),
  packager(LACKING.group, { password: PASSWORD, groups: [] }),
  packager(LACKING.agreement, { password: PASSWORD, agreements: [] }),
  packager(LACKING.account, { password: PASSWORD, state: 'account expired' }),
  packager(LACKING.freshPassword, { password: PASSWORD, state: 'password expired' }),
  packager(LACKING.trust, { password: PASSWORD, state: 'revoked' }),
];

const BY_NAME: ReadonlyMap<string, Account> = new Map(ACCOUNTS.map((account) => [account.name, account]));

/** What differs from the accounts' usual state, by name; null where the account is gone. */
export type AccountChanges = Readonly<Record<string, Partial<Omit<Account, 'name'>> | null>>;

/** All accounts. What a fault changes is read anew each time, so that it can come and go while the twin serves. */
export class People {
  constructor(private readonly changes: () => AccountChanges = () => ({})) {}

  /** The account of that name, without realm. */
  find(name: string): Account | undefined {
    const account = BY_NAME.get(name);
    const change = this.changes()[name];
    if (account === undefined || change === null) return undefined;
    return { ...account, ...change };
  }
}
