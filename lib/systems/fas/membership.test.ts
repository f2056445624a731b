import { describe, expect, it } from 'vitest';
import { inContext } from '../../../tests/support/trace-bench.ts';
import type { Tamper } from '../../../tests/support/twin-transport.ts';
import { AGREEMENT, LACKING, PACKAGER_GROUP, TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { json } from '../../../twin/service.ts';
import { clockwork } from '../../../twin/world/clockwork.ts';
import { kinit } from './kerberos.ts';
import { type Membership, membershipOf } from './membership.ts';

const { world } = clockwork();
const { password } = TWIN_CREDENTIALS;

function ofAccount(principal: string = TWIN_CREDENTIALS.principal, tamper?: Tamper): Promise<Membership> {
  return inContext(
    world,
    async (context) => membershipOf(context, await kinit(context, nodeCiphers, { principal, password })),
    [],
    tamper,
  );
}

/** Another answer at this path, under the server's own proof. */
function instead(path: RegExp, body: unknown, status = 200): Tamper {
  return (reply, request) =>
    path.test(request.path) ? { ...json(body, status), headers: { ...reply.headers } } : reply;
}

describe('membershipOf', () => {
  it('tells of who asks, with or without the realm in the name', async () => {
    const expected = { username: 'packagerbot', groups: [PACKAGER_GROUP], agreements: [AGREEMENT] };
    expect(await ofAccount()).toEqual(expected);
    expect(await ofAccount('packagerbot@FEDORAPROJECT.ORG')).toEqual(expected);
  });

  it('tells of what an account lacks', async () => {
    expect(await ofAccount(LACKING.group)).toMatchObject({ groups: [], agreements: [AGREEMENT] });
    expect(await ofAccount(LACKING.agreement)).toMatchObject({ groups: [PACKAGER_GROUP], agreements: [] });
  });

  it.each<[string, Tamper, string]>([
    [
      'an account that it hides',
      instead(/groups/, { name: 'packagerbot', message: 'User does not exist' }, 404),
      'FASJSON shows no account of packagerbot@FEDORAPROJECT.ORG',
    ],
    [
      'a ticket that it takes for another’s',
      instead(/\/me\//, { result: { username: 'twin-alder' } }),
      'FASJSON takes packagerbot@FEDORAPROJECT.ORG for twin-alder',
    ],
    [
      'a ticket that it takes for a service’s',
      instead(/\/me\//, { result: { username: null, service: 'HTTP/x' } }),
      'FASJSON takes packagerbot@FEDORAPROJECT.ORG for a service',
    ],
    [
      'another shape',
      instead(/agreements/, { result: [{}] }),
      'result[0].name is missing, expected a string',
    ],
    ['no list', instead(/groups/, { message: 'ok' }), 'result is missing, expected a list'],
    [
      'a ticket that is refused',
      instead(/\/me\//, { message: 'Unauthorized' }, 401),
      'HTTP 401: the ticket of packagerbot@FEDORAPROJECT.ORG is refused',
    ],
    ['a server that is down', instead(/groups/, { message: 'LDAP server is down' }, 500), 'HTTP 500'],
  ])('refuses %s', async (_what, tamper, reason) => {
    await expect(ofAccount(undefined, tamper)).rejects.toThrow(reason);
  });

  it('believes no server that does not prove itself', async () => {
    const silent: Tamper = (reply, { path }) =>
      path.includes('/agreements/') ? { ...reply, headers: { 'content-type': 'application/json' } } : reply;
    await expect(ofAccount(undefined, silent)).rejects.toThrow('127.0.0.1 did not prove itself by Kerberos');
  });
});
