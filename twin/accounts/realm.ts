import type { Ciphers } from '../../lib/k6/ports.ts';
import { fromLatin1 } from '../../lib/protocols/bytes.ts';
import {
  AES_ETYPES,
  type Etype,
  type Key,
  randomKey,
  stringToKey,
} from '../../lib/protocols/kerberos/profile.ts';
import { nodeCiphers } from '../ciphers.ts';
import { encodeKeytab } from './keytab.ts';
import { type Account, People } from './people.ts';

/** The number of every account's keys: none is ever changed. */
const KVNO = 1;
/** The type of the keys that tickets are encrypted with. */
const SERVICE_ETYPE: Etype = 18;

interface RealmOptions {
  readonly name: string;
  now(): number;
  /** Addresses of web services; each host of them takes tickets for `HTTP/<host>`. */
  readonly addresses: readonly string[];
  readonly people?: People;
}

/** A Kerberos realm: who is in it, and the keys that its KDC shares with each. */
export class Realm {
  readonly name: string;
  readonly people: People;
  readonly ciphers: Ciphers = nodeCiphers;
  readonly now: () => number;
  readonly #services: ReadonlyMap<string, Key>;
  readonly #accounts = new Map<string, Promise<Key>>();

  constructor({ name, now, addresses, people = new People() }: RealmOptions) {
    this.name = name;
    this.now = now;
    this.people = people;
    const hosts = new Set(['localhost', ...addresses.map((address) => new URL(address).hostname)]);
    const services = [this.grantingService, ...[...hosts].map((host) => `HTTP/${host}`)];
    this.#services = new Map(services.map((one) => [one, randomKey(this.ciphers, SERVICE_ETYPE)]));
  }

  /** The service that tickets for all others are got from. */
  get grantingService(): string {
    return `krbtgt/${this.name}`;
  }

  /** The key of a service, by its name without realm. */
  serviceKey(service: string): Key | undefined {
    return this.#services.get(service);
  }

  /** What a password is mixed with: the realm and the parts of the name. */
  saltOf({ name }: Account): string {
    return `${this.name}${name.replace(/\//g, '')}`;
  }

  /** An account's key: from its password, or one that nobody has. */
  accountKey(account: Account, etype: Etype): Promise<Key> {
    const { name, password } = account;
    const id = `${etype} ${name} ${password}`;
    const known = this.#accounts.get(id);
    if (known !== undefined) return known;
    const key =
      password === null
        ? Promise.resolve(randomKey(this.ciphers, etype))
        : stringToKey(this.ciphers, etype, password, fromLatin1(this.saltOf(account)));
    this.#accounts.set(id, key);
    return key;
  }

  /** The keytab of an account, with a key of each type; throws where there is no such account. */
  async keytabOf(name: string): Promise<Uint8Array> {
    const account = this.people.find(name);
    if (account === undefined) throw new Error(`no account ${name}`);
    const keys = await Promise.all(AES_ETYPES.map((etype) => this.accountKey(account, etype)));
    const principal = `${name}@${this.name}`;
    const entries = keys.map(({ etype, value }) => ({ principal, kvno: KVNO, etype, key: value }));
    return encodeKeytab(entries, this.now());
  }
}
