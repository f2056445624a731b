import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TokenBook } from '../../accounts/tokens.ts';
import { json, type TwinReply, type TwinRequest, text } from '../../service.ts';

/** What a token must be good for. */
const SCOPES = [
  'openid',
  'email',
  'profile',
  'https://id.fedoraproject.org/scope/groups',
  'https://id.fedoraproject.org/scope/agreements',
] as const;

const TICKET = 'auth_tkt';
const TICKET_SECONDS = 86_400;
const SESSION = 'session';
const SESSION_SECONDS = 1200;

/** Who asks, as bodhi sees it: the cookie of a login, and the token that its forms must bring. */
export interface Caller {
  /** Null for a stranger. */
  readonly user: string | null;
  /** Null where no session was begun at `/csrf`. */
  readonly csrfToken: string | null;
}

/** bodhi's login: all that it knows is in the two cookies that it signs, as with the real one. */
export class BodhiLogin {
  readonly #secret = randomBytes(32);

  constructor(
    private readonly tokens: TokenBook,
    private readonly now: () => number,
  ) {}

  /** `/oidc/login-token`: an access token for the cookie of a login. */
  loginWithToken({ headers }: TwinRequest): TwinReply {
    const { authorization } = headers;
    if (authorization === undefined) {
      return refused(
        401,
        'MissingAuthorizationError',
        "missing_authorization: Missing 'Authorization' in headers.",
      );
    }
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) {
      return refused(401, 'UnsupportedTokenTypeError', 'unsupported_token_type: ');
    }
    const grant = this.tokens.read(token);
    if (grant === null) {
      const words = 'The access token provided is expired, revoked, malformed, or invalid for other reasons.';
      return refused(401, 'InvalidTokenError', `invalid_token: ${words}`);
    }
    if (!SCOPES.every((scope) => grant.scopes.includes(scope))) {
      const words = 'The request requires higher privileges than provided by the access token.';
      return refused(403, 'InsufficientScopeError', `insufficient_scope: ${words}`);
    }
    const ticket = this.#signed(TICKET, grant.user);
    const cookie = `${TICKET}=${ticket}; Max-Age=${TICKET_SECONDS}; Path=/; secure; SameSite=strict`;
    const words = 'The request is accepted for processing.';
    return json({ message: words, code: '202 Accepted', title: 'Accepted' }, 202, { 'set-cookie': cookie });
  }

  /** `/csrf`: the session's token, in JSON or as it is; a session begins with it. */
  csrf(request: TwinRequest): TwinReply {
    const token = this.callerOf(request).csrfToken ?? randomBytes(20).toString('hex');
    const session = this.#signed(SESSION, token);
    const cookie = { 'set-cookie': `${SESSION}=${session}; Path=/; SameSite=Lax` };
    const wantsJson = (request.headers.accept ?? '').includes('json');
    return wantsJson ? json({ csrf_token: token }, 200, cookie) : text(token, 200, cookie);
  }

  callerOf({ headers }: TwinRequest): Caller {
    return {
      user: this.#read(headers.cookie, TICKET, TICKET_SECONDS),
      csrfToken: this.#read(headers.cookie, SESSION, SESSION_SECONDS),
    };
  }

  #signed(name: string, value: string): string {
    const text = Buffer.from(JSON.stringify([value, this.now()])).toString('base64url');
    return `${text}.${this.#signature(name, text)}`;
  }

  /** The name is signed too: one kind of cookie is worth nothing as the other. */
  #signature(name: string, text: string): string {
    return createHmac('sha512', this.#secret).update(`${name} ${text}`).digest('base64url');
  }

  /** The value in a cookie that we signed and whose time is not over. */
  #read(cookies: string | undefined, name: string, seconds: number): string | null {
    const pair = (cookies ?? '').split(';').find((one) => one.trim().startsWith(`${name}=`));
    const [text = '', signature = ''] = (pair ?? '')
      .trim()
      .slice(name.length + 1)
      .split('.');
    const wanted = Buffer.from(this.#signature(name, text));
    const given = Buffer.from(signature);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
    const [value, at]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (typeof value !== 'string' || Number(at) + seconds * 1000 <= this.now()) return null;
    return value;
  }
}

function refused(status: number, name: string, description: string): TwinReply {
  return json({ status: 'error', errors: [{ location: 'body', name, description }] }, status);
}
