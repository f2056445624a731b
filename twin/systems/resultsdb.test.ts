import { describe, expect, it } from 'vitest';
import { twinAsk } from '../../tests/support/twin-ask.ts';
import { createWorld } from '../world/world.ts';
import { resultsdb } from './resultsdb.ts';

const now = Date.UTC(2026, 10, 23, 12);
const world = createWorld({ now: () => now });
const ask = twinAsk(world, resultsdb, 'resultsdb');
const API = '/api/v2.0';
const recorded = world
  .testRuns()
  .filter(({ recordedAt }) => recordedAt !== null && recordedAt <= now)
  .sort((one, other) => (other.recordedAt ?? 0) - (one.recordedAt ?? 0));
const [newest] = recorded;
if (newest === undefined) throw new Error('a world without results');
const nvr = world.build(newest.buildId)?.nvr ?? '';

describe('resultsdb of the twin', () => {
  it('answers its root with 300, and a stranger who writes with 401', async () => {
    expect(await ask(API)).toMatchObject({
      status: 300,
      json: { outcomes: expect.arrayContaining(['PASSED', 'QUEUED']) },
    });
    expect((await ask(`${API}/`)).status).toBe(300);
    const post = await ask(`${API}/results`, { method: 'POST', body: '{}' });
    expect(post).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringMatching(/^Basic/) },
    });
    expect((await ask(`${API}/healthcheck`)).json).toEqual({ message: 'Health check OK' });
  });

  it('lists newest first, in pages counted from 0', async () => {
    const first = await ask(`${API}/results?limit=2`);
    expect(first.json).toMatchObject({
      prev: null,
      next: expect.stringContaining('page=1'),
      data: [{ id: newest.id }, {}],
    });
    const second = await ask(`${API}/results?limit=2&page=1`);
    expect(second.json).toMatchObject({
      prev: expect.stringContaining('page=0'),
      data: [{ id: recorded[2]?.id }, {}],
    });
    expect((await ask(`${API}/results?limit=1&_sort=asc:submit_time`)).json).toMatchObject({
      data: [{ id: recorded.at(-1)?.id }],
    });
  });

  it.each([
    ['since', 'since=2026-11-23T12:00:00', 0],
    ['a span', 'since=2026-11-01T00:00:00,2026-11-01T00:00:01', 0],
    ['an outcome that nobody had', 'outcome=CRASHED', 0],
    ['another type', 'type=bodhi_update', 0],
    ['an unknown key', 'color=blue', 0],
    ['the item', `item=${nvr}&testcases=${newest.testcase}`, 1],
    ['a pattern', `item=${nvr}&testcases:like=*${newest.testcase.slice(9)}`, 1],
  ])('filters by %s', async (_name, query, count) => {
    const { json } = await ask(`${API}/results?${query}`);
    expect(json).toMatchObject({ data: Array.from({ length: count }, () => ({ outcome: newest.outcome })) });
  });

  it('keeps the values of data in lists', async () => {
    expect((await ask(`${API}/results/${newest.id}`)).json).toMatchObject({
      data: { item: [nvr], type: ['koji_build'] },
    });
  });

  it('finds the newest of each test case', async () => {
    const { json } = await ask(`${API}/results/latest?item=${nvr}&type=koji_build`);
    expect(json).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ id: newest.id })]),
    });
    expect((await ask(`${API}/results/latest?_distinct_on=scenario`)).status).toBe(400);
  });

  it.each([
    [`${API}/results?since=soon`, 400],
    [`${API}/results?outcome=BAD`, 400],
    [`${API}/results/1`, 404],
    [`${API}/testcases/none`, 404],
    [`${API}/groups/none`, 404],
    [`${API}/none`, 404],
    ['/resultsdb_api/api/v2.0/results', 404],
  ])('refuses %s with %d', async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  it('lists test cases', async () => {
    expect((await ask(`${API}/testcases?name:like=*tier0*`)).json).toMatchObject({
      data: [{ name: expect.stringContaining('tier0') }],
    });
    expect((await ask(`${API}/testcases/${newest.testcase}/results?limit=1`)).json).toMatchObject({
      data: [{ id: newest.id }],
    });
  });

  it('shows a page, and errors of its API with 200', async () => {
    expect((await ask('/results?limit=3')).text.match(/\/results\/\d+/g)).toHaveLength(3);
    expect(await ask('/results?since=soon')).toMatchObject({
      status: 200,
      text: expect.stringContaining('ISO8601'),
    });
    expect((await ask('/')).status).toBe(302);
  });
});
