import type { AddressName } from '../lib/targets/addresses.ts';
import { Acceptor } from './accounts/acceptor.ts';
import { People } from './accounts/people.ts';
import { Realm } from './accounts/realm.ts';
import { TokenBook } from './accounts/tokens.ts';
import type { Conduct } from './live/conduct.ts';
import { createLive } from './live/live.ts';
import type { TwinContext } from './service.ts';
import type { World } from './world/types.ts';

interface Parts {
  /** The world before anybody changes it. */
  readonly base: World;
  readonly addresses: Readonly<Record<AddressName, string>>;
  readonly scratch: string;
  readonly conduct?: Partial<Conduct>;
  /** How far the KDC's clock is ahead of all others. */
  readonly kdcSkewMs?: number;
}

/** Everything that the modules of one twin share. */
export function createContext({ base, addresses, scratch, conduct, kdcSkewMs = 0 }: Parts): TwinContext {
  const live = createLive(base, conduct);
  const now = (): number => base.now();
  const people = new People(() => live.conduct.accounts);
  const web = Object.values(addresses).filter((address) => address.startsWith('http'));
  const acceptor = new Acceptor(
    new Realm({ name: base.realm, now: () => now() + kdcSkewMs, addresses: web, people }),
  );
  return { world: live.world, live, acceptor, tokens: new TokenBook(now), addresses, scratch };
}
