import { describe, expect, it } from 'vitest';
import { HOST, realmBench } from '../../../tests/support/twin-realm.ts';
import { LACKING } from '../../accounts/people.ts';
import type { TwinReply } from '../../service.ts';
import { answerFasjson } from './fasjson.ts';

const bench = realmBench(() => ({ 'twin-alder': { groups: ['packager', 'provenpackager', 'web'] } }));
const BASE = `https://${HOST}`;

/** What FASJSON answers packagerbot. */
async function ask(target: string): Promise<TwinReply> {
  const url = new URL(target, BASE);
  const { authorization, verify } = await bench.headerOf(await bench.ticketFor());
  const headers = { authorization, host: HOST };
  const body = Buffer.alloc(0);
  const request = { method: 'GET', path: url.pathname, query: url.searchParams, headers, body };
  const reply = await answerFasjson(BASE, bench.acceptor, request);
  expect(await verify(reply.headers?.['www-authenticate'] ?? '')).toBe(true);
  return reply;
}

const jsonOf = async (target: string): Promise<unknown> => JSON.parse(String((await ask(target)).body));

describe('FASJSON', () => {
  it('knows who asks', async () => {
    expect(await jsonOf('/v1/me/')).toEqual({
      result: {
        dn: 'uid=packagerbot,cn=users,cn=accounts,dc=fedoraproject,dc=org',
        username: 'packagerbot',
        service: null,
        uri: `${BASE}/v1/users/packagerbot/`,
      },
    });
  });

  it('tells of accounts', async () => {
    expect(await jsonOf('/v1/users/packagerbot/')).toMatchObject({
      result: {
        username: 'packagerbot',
        locked: false,
        ircnicks: null,
        uri: `${BASE}/v1/users/packagerbot/`,
      },
    });
    expect(await jsonOf('/v1/users/packagerbot/groups/')).toEqual({
      result: [{ groupname: 'packager', uri: `${BASE}/v1/groups/packager/` }],
    });
    expect(await jsonOf('/v1/users/packagerbot/agreements/')).toEqual({ result: [{ name: 'FPCA' }] });
    expect(await jsonOf(`/v1/users/${LACKING.agreement}/agreements/`)).toEqual({ result: [] });
  });

  it('gives pages to who asks for them', async () => {
    const of = (query: string) => jsonOf(`/v1/users/twin-alder/groups/?${query}`);
    const url = `${BASE}/v1/users/twin-alder/groups/`;
    expect(await of('page_size=2')).toMatchObject({
      result: [{ groupname: 'packager' }, { groupname: 'provenpackager' }],
      page: {
        total_results: 3,
        page_size: 2,
        page_number: 1,
        total_pages: 2,
        next_page: `${url}?page_size=2&page_number=2`,
      },
    });
    expect(await of('page_size=2&page_number=2')).toEqual({
      result: [{ groupname: 'web', uri: `${BASE}/v1/groups/web/` }],
      page: { total_results: 3, page_size: 2, page_number: 2, total_pages: 2 },
    });
  });

  it.each([
    ['/v1/users/nobody/', { name: 'nobody', message: 'User not found' }],
    ['/v1/users/nobody/groups/', { name: 'nobody', message: 'User does not exist' }],
    [`/v1/users/${LACKING.trust}/`, { name: LACKING.trust, message: 'User not found' }],
    ['/v1/nothing/', { message: 'Not Found' }],
  ])('does not find %s', async (path, answer) => {
    const reply = await ask(path);
    expect(reply.status).toBe(404);
    expect(JSON.parse(String(reply.body))).toEqual(answer);
  });
});
