import { describe, expect, it } from 'vitest';
import { twinAsk } from '../../tests/support/twin-ask.ts';
import { createWorld } from '../world/world.ts';
import { bodhi } from './bodhi.ts';

let now = Date.UTC(2026, 10, 23, 12);
const world = createWorld({ now: () => now });
const ask = twinAsk(world, bodhi, 'bodhi');
const JSON_PLEASE = { headers: { accept: 'application/json' } };
const get = async (path: string) => (await ask(path, JSON_PLEASE)).json;
const newest = world.updates().at(-1);
if (newest === undefined) throw new Error('a world without updates');
const nvr = world.build(newest.builds[0] ?? 0)?.nvr ?? '';

describe('bodhi of the twin', () => {
  it('chooses between JSON and a page by Accept', async () => {
    const page = await ask('/updates/');
    expect(page.headers['content-type']).toMatch(/html/);
    expect(await get('/updates/')).toMatchObject({
      page: 1,
      rows_per_page: 20,
      total: world.updates().length,
    });
  });

  it('lists updates newest first, in pages', async () => {
    const first = await get('/updates/?rows_per_page=2');
    const second = await get('/updates/?rows_per_page=2&page=2');
    expect(first).toMatchObject({ updates: [{ alias: newest.alias }, {}], display_user: true });
    expect(second).toMatchObject({ page: 2, updates: [{ alias: world.updates().at(-3)?.alias }, {}] });
  });

  it.each([
    [`/updates/?builds=${nvr}`, { total: 1, updates: [{ alias: newest.alias }] }],
    [`/updates/?alias=${newest.alias}`, { total: 1 }],
    ['/updates/?builds=none-1-1.fc44', { total: 0, updates: [], pages: 0 }],
    [`/updates/${newest.alias}`, { update: { alias: newest.alias }, can_edit: false }],
    ['/updates/?submitted_since=2026-11-23T12:00:00', { total: 0 }],
    ['/releases/F44', { name: 'F44', long_name: 'Fedora 44', stable_tag: 'f44-updates' }],
    ['/releases/?state=current&rows_per_page=1', { total: 4, pages: 4 }],
    [`/builds/${nvr}`, { nvr, type: 'rpm' }],
    ['/overrides/?expired=0', { overrides: [], total: 0 }],
    ['/healthz/live', 'ok'],
    ['/healthz/ready', { db_session: true }],
    ['/csrf', { csrf_token: expect.any(String) }],
    ['/message-schemas/v1/', expect.arrayContaining(['bodhi.update.complete.stable'])],
  ])('answers %s', async (path, expected) => {
    expect({ answer: await get(path) }).toMatchObject({ answer: expected });
  });

  it.each([
    ['/updates/?rows_per_page=0', 400, 'querystring'],
    ['/updates/?rows_per_page=1001', 400, 'querystring'],
    ['/updates/?releases=F1', 400, 'querystring'],
    ['/updates/?status=lost', 400, 'querystring'],
    ['/updates/?packages=no-such-package', 400, 'querystring'],
    ['/updates/FEDORA-2026-none', 404, 'url'],
    ['/builds/none-1-1.fc44', 404, 'body'],
    ['/releases/F1', 404, 'body'],
  ])('refuses %s with %d, as cornice does', async (path, status, location) => {
    const answer = await ask(path, JSON_PLEASE);
    expect(answer).toMatchObject({ status, json: { status: 'error', errors: [{ location }] } });
  });

  it('moves each update on with the time', async () => {
    const stages = new Map<string, number>();
    for (const status of ['pending', 'testing', 'stable']) {
      const { total } = Object(await get(`/updates/?status=${status}&rows_per_page=1`));
      stages.set(status, total);
      expect(total).toBeGreaterThan(0);
    }
    expect([...stages.values()].reduce((sum, one) => sum + one)).toBe(world.updates().length);
    const stableAt = newest.stableAt ?? 0;
    const before = now;
    now = stableAt + 1;
    expect(await get(`/updates/${newest.alias}`)).toMatchObject({
      update: { status: 'stable', request: null },
    });
    now = before;
  });

  it('shows a compose while it runs, and forgets it after', async () => {
    const compose = world.composes().at(-1);
    if (compose === undefined) throw new Error('a world without composes');
    const before = now;
    now = (compose.createdAt + compose.finishedAt) / 2;
    expect(await get('/composes/')).toMatchObject({
      composes: expect.arrayContaining([
        expect.objectContaining({ request: compose.request, state: 'punging', error_message: null }),
      ]),
    });
    expect(await get(`/composes/${compose.releaseName}/${compose.request}`)).toMatchObject({ compose: {} });
    now = compose.finishedAt + 1;
    expect((await ask(`/composes/${compose.releaseName}/${compose.request}`, JSON_PLEASE)).status).toBe(404);
    now = before;
  });

  it('tells a program which version it is, and takes nothing from strangers', async () => {
    expect(await get('/api_version')).toEqual({ version: expect.stringMatching(/^\d+\.\d+/) });
    expect((await ask('/updates/', { method: 'POST', body: '{}' })).status).toBe(403);
    expect((await ask('/updates')).status).toBe(307);
    expect((await ask('/metrics')).text).toContain('# TYPE pyramid_request histogram');
  });
});
