import { randomBytes } from 'node:crypto';

/** How long ipsilon's access tokens live. */
const LIFETIME_SECONDS = 3600;

/** What an access token of the OpenID provider stands for. Times are milliseconds since the epoch. */
export interface Grant {
  readonly user: string;
  readonly scopes: readonly string[];
  /** The OpenID client that it was given to. */
  readonly client: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The access tokens that the twin's OpenID provider gave out: what pagure, bodhi and waiverdb ask it about. */
export class TokenBook {
  readonly #now: () => number;
  readonly #grants = new Map<string, Grant>();

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(
    user: string,
    scopes: readonly string[],
    seconds: number = LIFETIME_SECONDS,
    client = 'bodhi-client',
  ): string {
    const token = `${randomBytes(18).toString('base64url')}_${randomBytes(24).toString('base64url')}`;
    const issuedAt = this.#now();
    this.#grants.set(token, { user, scopes, client, issuedAt, expiresAt: issuedAt + seconds * 1000 });
    return token;
  }

  /** What ipsilon does with the token of a code that is shown a second time. */
  revoke(token: string): void {
    this.#grants.delete(token);
  }

  /** Null for a token that was never given out, or whose time is over. */
  read(token: string): Grant | null {
    const grant = this.#grants.get(token);
    return grant === undefined || grant.expiresAt <= this.#now() ? null : grant;
  }
}
