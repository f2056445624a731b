import { describe, expect, it } from 'vitest';
import { twinAsk } from '../../tests/support/twin-ask.ts';
import { createWorld } from '../world/world.ts';
import { waiverdb } from './waiverdb.ts';

const world = createWorld({ now: () => Date.UTC(2026, 10, 23, 12) });
const ask = twinAsk(world, waiverdb, 'waiverdb');
const API = '/api/v1.0';
const newest = world.waivers().at(-1);
if (newest === undefined) throw new Error('a world without waivers');
const post = (path: string, body: unknown) => ask(path, { method: 'POST', body: JSON.stringify(body) });

describe('waiverdb of the twin', () => {
  it('lists newest first, ten a page', async () => {
    const { json } = await ask(`${API}/waivers/`);
    expect(json).toMatchObject({
      prev: null,
      next: expect.stringContaining('page=2'),
      data: [{ id: newest.id, proxied_by: 'bodhi@service' }, ...Array(9).fill({})],
    });
    expect((await ask(`${API}/waivers/?page=2&limit=1`)).json).toMatchObject({
      data: [{ id: world.waivers().at(-2)?.id }],
    });
  });

  it.each([
    ['subject_identifier', newest.subjectIdentifier, 1],
    ['subject_identifier', 'none-1-1', 0],
    ['username', 'nobody', 0],
    ['proxied_by', 'nobody', 0],
    ['since', '2026-11-23T12:00:00.000', 0],
  ])('filters by %s=%s', async (name, value, count) => {
    const query = new URLSearchParams({ [name]: value });
    expect((await ask(`${API}/waivers/?${query}`)).json).toMatchObject({
      data: Array(count).fill({ id: newest.id }),
    });
  });

  it('reads one, and many by POST', async () => {
    expect((await ask(`${API}/waivers/${newest.id}`)).json).toMatchObject({ id: newest.id, waived: true });
    const filters = [{ subject_identifier: newest.subjectIdentifier }, { username: 'nobody' }];
    expect((await post(`${API}/waivers/+filtered`, { filters })).json).toMatchObject({
      data: [{ id: newest.id }],
    });
    const subject = { type: newest.subjectType, item: newest.subjectIdentifier };
    const results = [{ subject, testcase: newest.testcase }];
    expect((await post(`${API}/waivers/+by-subjects-and-testcases`, { results })).json).toMatchObject({
      data: [{ id: newest.id }],
    });
  });

  it.each([
    ['GET', `${API}/waivers/1`, undefined, 404],
    ['GET', `${API}/waivers`, undefined, 404],
    ['GET', `${API}/waivers/?page=0`, undefined, 400],
    ['GET', `${API}/waivers/?since=soon`, undefined, 400],
    ['GET', `${API}/waivers/+filtered`, undefined, 405],
    ['POST', `${API}/waivers/+filtered`, '{"filters": []}', 400],
    ['POST', `${API}/waivers/+filtered`, 'x', 400],
    ['POST', `${API}/waivers/`, '{}', 401],
  ])('%s %s %s is %d', async (method, path, body, status) => {
    const answer = await ask(path, { method, ...(body === undefined ? {} : { body }) });
    expect(answer).toMatchObject({ status, json: { message: expect.any(String) } });
  });

  it('tells its health, version, permissions and metrics', async () => {
    expect((await ask('/healthcheck')).text).toBe('Health check OK');
    expect((await ask(`${API}/about`)).json).toMatchObject({ auth_method: 'OIDC' });
    expect((await ask(`${API}/config`)).json).toMatchObject({ superusers: ['bodhi@service'] });
    expect((await ask(`${API}/permissions`)).json).toHaveLength(1);
    expect((await ask(`${API}/metrics`)).text).toMatch(/^messaging_tx_failed_total 0\.0$/m);
  });
});
