import { describe, expect, it } from 'vitest';
import { kwargs, XmlRpcFault, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import { HOST, realmBench } from '../../../tests/support/twin-realm.ts';
import type { TwinRequest } from '../../service.ts';
import { Sessions } from './session.ts';
import { knownAtLogin, SESSION_METHODS, sslLogin } from './session-login.ts';

const DAY = 24 * 3_600_000;
const PRINCIPAL = 'packagerbot@FEDORAPROJECT.ORG';

let now = 1_700_000_000_000;
const make = (lifetimeMs?: () => number): Sessions =>
  new Sessions({ now: () => now, ...(lifetimeMs === undefined ? {} : { lifetimeMs }) });

function request(headers: Readonly<Record<string, string>>, query = ''): TwinRequest {
  return {
    method: 'POST',
    path: '/kojihub',
    query: new URLSearchParams(query),
    headers,
    body: Buffer.alloc(0),
  };
}

/** Within a session, as the official client calls. */
function within(session: Readonly<Record<string, XmlRpcValue>>, call?: number): TwinRequest {
  return request({
    'koji-session-id': String(session['session-id']),
    'koji-session-key': String(session['session-key']),
    ...(call === undefined ? {} : { 'koji-session-callnum': String(call) }),
  });
}

const stranger = request({});
const fault = (code: number, text: string): XmlRpcFault => new XmlRpcFault(code, text);
const BAD = fault(1002, 'Invalid session or bad credentials');

describe('a session', () => {
  it('says whose it is', () => {
    const sessions = make();
    const session = sessions.login('packagerbot');
    expect(session).toEqual({
      'session-id': expect.any(Number),
      'session-key': expect.stringMatching(/^\d+-[A-Za-z0-9]{19}$/),
      'header-auth': true,
    });
    const caller = sessions.of(within(session), 'build');
    expect(caller).toMatchObject({ user: { name: 'packagerbot' }, session: session['session-id'] });
    expect(sessions.of(stranger, 'build')).toBeNull();
    const { getLoggedInUser, getSessionInfo } = SESSION_METHODS;
    expect(getLoggedInUser?.(sessions, caller, [], 'EXAMPLE.ORG')).toEqual({
      id: caller?.user.id,
      name: 'packagerbot',
      status: 0,
      usertype: 0,
      krb_principals: ['packagerbot@EXAMPLE.ORG'],
      authtype: 3,
    });
    expect(getLoggedInUser?.(sessions, null, [], 'EXAMPLE.ORG')).toBeNull();
    expect(getSessionInfo?.(sessions, caller, [], '')).toMatchObject({
      user_id: caller?.user.id,
      expired: false,
    });
    expect(getSessionInfo?.(sessions, null, [], '')).toBeNull();
  });

  it('is taken from the query string as well, as of old', () => {
    const sessions = make();
    const { 'session-id': id, 'session-key': key } = sessions.login('packagerbot');
    const query = `session-id=${id}&session-key=${key}&callnum=3`;
    expect(sessions.of(request({}, query), 'build')).toMatchObject({ session: id });
  });

  it('is none with another id or key, or half of it', () => {
    const sessions = make();
    const session = sessions.login('packagerbot');
    const other = sessions.login('packagerbot');
    const wrong = { ...session, 'session-key': String(other['session-key']) };
    expect(() => sessions.of(within(wrong), 'hello')).toThrow(BAD);
    expect(() => sessions.of(within({ ...session, 'session-id': 1 }), 'hello')).toThrow(BAD);
    expect(() => sessions.of(request({ 'koji-session-id': '1' }), 'hello')).toThrow('HTTP_KOJI_SESSION_KEY');
    expect(() => sessions.of(request({ 'koji-session-id': 'x', 'koji-session-key': 'y' }), 'hello')).toThrow(
      'invalid literal for int()',
    );
  });

  it('counts the calls that change something', () => {
    const sessions = make();
    const session = sessions.login('packagerbot');
    const id = session['session-id'];
    sessions.of(within(session, 5), 'getBuild');
    // A call that only read may be asked again.
    const caller = sessions.of(within(session, 5), 'build');
    caller?.keep();
    expect(() => sessions.of(within(session, 5), 'build')).toThrow(
      fault(1009, `unable to retry call 5 (method build) for session ${id}`),
    );
    expect(() => sessions.of(within(session, 4), 'build')).toThrow(fault(1008, `5 > 4 (session ${id})`));
    expect(sessions.of(within(session, 6), 'build')).not.toBeNull();
    // Whoever tells no number is not held to one.
    expect(sessions.of(within(session), 'build')).not.toBeNull();
  });

  it('expires, and is then renewed under another key', () => {
    const sessions = make();
    const session = sessions.login('packagerbot');
    now += DAY;
    expect(sessions.of(within(session), 'build')).not.toBeNull();
    now += 1;
    expect(() => sessions.of(within(session), 'build')).toThrow(
      fault(1007, `session "${session['session-id']}" has expired`),
    );
    const renewed = sslLogin(sessions, PRINCIPAL, within(session), [kwargs({ renew: true })]);
    expect(renewed['session-id']).toBe(session['session-id']);
    expect(() => sessions.of(within(session), 'build')).toThrow(BAD);
    expect(sessions.of(within(renewed), 'build')).not.toBeNull();
  });

  it('may be made to expire at once', () => {
    let lifetime = DAY;
    const sessions = make(() => lifetime);
    const session = sessions.login('packagerbot');
    lifetime = -1;
    expect(() => sessions.of(within(session), 'build')).toThrow('has expired');
  });

  it('ends by logout, of its own user alone', () => {
    const sessions = make();
    const [one, other] = [sessions.login('packagerbot'), sessions.login('packagerbot')];
    const strange = sessions.login('twin-alder');
    const { logout } = SESSION_METHODS;
    const caller = sessions.of(within(one), 'logout');
    logout?.(sessions, caller, [Number(other['session-id'])], '');
    expect(() => sessions.of(within(other), 'hello')).toThrow(BAD);
    expect(() => logout?.(sessions, caller, [Number(strange['session-id'])], '')).toThrow(
      fault(1004, 'only admins or owner may logout other session'),
    );
    expect(logout?.(sessions, caller, [], '')).toBeNull();
    expect(() => sessions.of(within(one), 'hello')).toThrow(BAD);
    expect(() => logout?.(sessions, null, [], '')).toThrow(fault(1002, 'Not logged in'));
  });
});

describe('sslLogin', () => {
  it('needs a principal that the web server knows', () => {
    expect(() => sslLogin(make(), null, stranger, [])).toThrow(fault(1002, 'could not verify client: None'));
  });

  it('takes no arguments, nil, or names', () => {
    for (const params of [[], [null], [kwargs({ proxyuser: null })]]) {
      expect(sslLogin(make(), PRINCIPAL, stranger, params)).toMatchObject({ 'header-auth': true });
    }
  });

  it('logs nobody else in', () => {
    const words = fault(1002, `${PRINCIPAL} is not authorized to login other users`);
    expect(() => sslLogin(make(), PRINCIPAL, stranger, ['twin-alder'])).toThrow(words);
    expect(() => sslLogin(make(), PRINCIPAL, stranger, [kwargs({ proxyuser: 'twin-alder' })])).toThrow(words);
  });

  it('is not done twice, nor within a session that is none', () => {
    const sessions = make();
    const session = sslLogin(sessions, PRINCIPAL, stranger, []);
    for (const params of [[], [kwargs({ renew: true })]]) {
      expect(() => sslLogin(sessions, PRINCIPAL, within(session), params)).toThrow(
        fault(1002, 'Already logged in'),
      );
    }
    expect(() => sslLogin(sessions, PRINCIPAL, within({ ...session, 'session-id': 1 }), [])).toThrow(BAD);
  });

  it('renews nothing where there is no session', () => {
    expect(sslLogin(make(), PRINCIPAL, stranger, [null, null, true])).toMatchObject({ 'header-auth': true });
  });
});

describe('the login’s address', () => {
  const bench = realmBench();

  it('knows who shows a ticket, and proves itself', async () => {
    const { authorization, verify } = await bench.headerOf(await bench.ticketFor());
    const known = await knownAtLogin(bench.acceptor, request({ authorization, host: HOST }));
    expect(known).toMatchObject({ principal: PRINCIPAL });
    const header = 'headers' in known ? (known.headers['www-authenticate'] ?? '') : '';
    expect(await verify(header)).toBe(true);
  });

  it('refuses everyone else with a page of the web server', async () => {
    expect(await knownAtLogin(bench.acceptor, stranger)).toMatchObject({
      refusal: { status: 401, headers: { 'www-authenticate': 'Negotiate' } },
    });
  });
});
