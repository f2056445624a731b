import { randomBytes } from 'node:crypto';
import { XmlRpcFault, type XmlRpcStruct, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import type { TwinRequest } from '../../service.ts';
import { userId } from '../../world/hosts.ts';
import { CODE, unhandled } from './fault.ts';

/** Koji's codes of what is wrong with a session. */
const SESSION_CODE = { expired: 1007, sequence: 1008, retry: 1009 } as const;
/** How long a session lasts without being renewed, as the hub is set up. */
const LIFETIME = 1440 * 60_000;
/** `authtype` of a login by ticket. */
export const GSSAPI = 3;

/** Who is logged in. */
interface User {
  readonly id: number;
  readonly name: string;
}

interface Session {
  readonly id: number;
  key: string;
  readonly user: User;
  readonly startedAt: number;
  renewedAt: number;
  /** The number of the last call that changed something; null before the first. */
  call: number | null;
  isClosed: boolean;
}

/** A call within a session. */
export interface Caller {
  readonly user: User;
  readonly session: number;
  /** Remembers the call's number: the hub does so with what the call changed, and not after calls that only read. */
  keep(): void;
}

/** What a request says of its session. */
interface Claim {
  readonly id: number;
  readonly key: string;
  readonly call: number | null;
}

interface SessionsOptions {
  now(): number;
  /** How long sessions last; for faults. */
  readonly lifetimeMs?: () => number;
}

/** The hub's sessions. */
export class Sessions {
  readonly #now: () => number;
  readonly #lifetime: () => number;
  readonly #sessions = new Map<number, Session>();
  #last = 200_000_000;

  constructor({ now, lifetimeMs = () => LIFETIME }: SessionsOptions) {
    this.#now = now;
    this.#lifetime = lifetimeMs;
  }

  /** A new session of the account, which the hub makes known to itself if it was not. */
  login(name: string): XmlRpcStruct {
    const user = { id: userId(name), name };
    this.#last += 1;
    const now = this.#now();
    const session: Session = {
      id: this.#last,
      key: newKey(user),
      user,
      startedAt: now,
      renewedAt: now,
      call: null,
      isClosed: false,
    };
    this.#sessions.set(session.id, session);
    return told(session);
  }

  /** Gives the session of the request, which may have expired, another key; a new session where there is none. */
  renew(name: string, request: TwinRequest): XmlRpcStruct {
    const claim = claimOf(request);
    const session = claim === null ? undefined : this.#find(claim);
    if (session === undefined) return this.login(name);
    session.key = newKey(session.user);
    session.renewedAt = this.#now();
    return told(session);
  }

  /** Whether the request comes in a session that is good. */
  has(request: TwinRequest): boolean {
    const claim = claimOf(request);
    if (claim === null) return false;
    const session = this.#find(claim);
    expectInOrder(session, claim.call, 'sslLogin');
    return !this.#hasExpired(session);
  }

  /** Who calls; null for a request without session. Throws the hub's fault for a session that is none, or over. */
  of(request: TwinRequest, method: string): Caller | null {
    const claim = claimOf(request);
    if (claim === null) return null;
    const session = this.#find(claim);
    if (this.#hasExpired(session)) {
      throw new XmlRpcFault(SESSION_CODE.expired, `session "${session.id}" has expired`);
    }
    expectInOrder(session, claim.call, method);
    return {
      user: session.user,
      session: session.id,
      keep: () => {
        if (claim.call !== null) session.call = claim.call;
      },
    };
  }

  /** Ends the caller's session, or another one of the same user. */
  logout({ user, session: own }: Caller, id: number = own): void {
    const session = this.#sessions.get(id);
    if (session?.user.id !== user.id) {
      throw new XmlRpcFault(CODE.NOT_ALLOWED, 'only admins or owner may logout other session');
    }
    session.isClosed = true;
  }

  /** `getSessionInfo`: the caller's session. */
  describe({ session: id }: Caller): XmlRpcValue {
    const session = this.#sessions.get(id);
    if (session === undefined) return null;
    const { call, user, startedAt, renewedAt } = session;
    const seconds = (ms: number): number => Math.floor(ms / 1000);
    return {
      authtype: GSSAPI,
      callnum: call,
      exclusive: null,
      expired: this.#hasExpired(session),
      master: null,
      start_ts: seconds(startedAt),
      renew_ts: renewedAt === startedAt ? null : seconds(renewedAt),
      user_id: user.id,
    };
  }

  #find({ id, key }: Claim): Session {
    const session = this.#sessions.get(id);
    if (session === undefined || session.isClosed || session.key !== key) {
      throw new XmlRpcFault(CODE.AUTH, 'Invalid session or bad credentials');
    }
    return session;
  }

  #hasExpired({ renewedAt }: Session): boolean {
    return this.#now() > renewedAt + this.#lifetime();
  }
}

/** Calls of a session have rising numbers, so that none is done twice. */
function expectInOrder({ id, call: last }: Session, call: number | null, method: string): void {
  if (call === null || last === null || last < call) return;
  if (last > call) throw new XmlRpcFault(SESSION_CODE.sequence, `${last} > ${call} (session ${id})`);
  const reason = `unable to retry call ${call} (method ${method}) for session ${id}`;
  throw new XmlRpcFault(SESSION_CODE.retry, reason);
}

function newKey({ id }: User): string {
  return `${id}-${randomBytes(15).toString('base64url').slice(0, 19).replace(/[-_]/g, 'x')}`;
}

/** What a login answers. */
function told({ id, key }: Session): XmlRpcStruct {
  return { 'session-id': id, 'session-key': key, 'header-auth': true };
}

/** From the headers, or, as of old, from the query string: whatever stands there is taken for a session. */
function claimOf({ headers, query }: TwinRequest): Claim | null {
  const id = headers['koji-session-id'];
  if (id !== undefined) {
    const key = headers['koji-session-key'];
    if (key === undefined) throw unhandled("'HTTP_KOJI_SESSION_KEY'", 'KeyError');
    // Hubs before 1.35 read the second name only.
    const call = headers['koji-session-callnum'] ?? headers['koji-callnum'];
    return { id: numberIn(id), key, call: call === undefined ? null : numberIn(call) };
  }
  const [first] = query;
  if (first === undefined) return null;
  const [name, value] = first;
  if (value === '') throw unhandled(`bad query field: '${name}'`);
  const field = (wanted: string): string => {
    const text = query.get(wanted);
    if (text === null) throw new XmlRpcFault(CODE.AUTH, `'${wanted}' not specified in session args`);
    return text;
  };
  const call = query.get('callnum');
  return {
    id: numberIn(field('session-id')),
    key: field('session-key'),
    call: call === null ? null : numberIn(call),
  };
}

function numberIn(text: string): number {
  if (!/^\d+$/.test(text)) throw unhandled(`invalid literal for int() with base 10: '${text}'`);
  return Number(text);
}
