import { describe, expect, it } from 'vitest';
import { anything, dictionary, list } from '../../lib/protocols/shape.ts';
import { createContext } from '../context.ts';
import type { TwinReply } from '../service.ts';
import { addressesOf } from '../twin.ts';
import { clockwork, NOON } from '../world/clockwork.ts';
import { datagrepper } from './datagrepper.ts';

const { world } = clockwork();
const { datagrepper: service } = datagrepper.services(
  createContext({ base: world, addresses: addressesOf(() => 0), scratch: '' }),
);
const record = dictionary(anything);
const records = list(record);

async function ask(
  path: string,
  headers: Record<string, string> = { accept: '*/*' },
  method = 'GET',
): Promise<TwinReply> {
  if (service?.kind !== 'http') throw new Error('no service');
  const [before = '', after = ''] = path.split('?');
  const request = { method, path: `/datagrepper${before}`, query: new URLSearchParams(after), headers };
  return service.handle({ ...request, body: Buffer.alloc(0) });
}

async function page(query: string): Promise<Record<string, unknown>> {
  const reply = await ask(`/v2/search?${query}`);
  expect(reply.status).toBe(200);
  return record(JSON.parse(String(reply.body)), 'page');
}

const TAG = 'topic=org.fedoraproject.prod.buildsys.tag';
const noonSeconds = NOON / 1000;

describe('the twin of datagrepper', () => {
  it.each([
    ['/v2/search?delta=60', 200, 'application/json'],
    ['/v2/search/?delta=60', 200, 'application/json'],
    ['/raw?topic=nothing', 200, 'application/json'],
    ['/v2/search?rows_per_page=101', 400, 'text/html; charset=utf-8'],
    ['/v2/search?page=0', 400, 'text/html; charset=utf-8'],
    ['/v2/search?order=x', 400, 'text/html; charset=utf-8'],
    ['/v2/search?size=x', 400, 'text/html; charset=utf-8'],
    ['/v2/search?contains=bash', 400, 'text/html; charset=utf-8'],
    ['/v2/search?contains=bash&category=git&start=1', 400, 'text/html; charset=utf-8'],
    ['/v2/search?rows_per_page=abc', 500, 'application/json'],
    ['/v2/search?page=abc', 500, 'application/json'],
    ['/v2/search?delta=abc', 500, 'application/json'],
    ['/v2/search?start=garbage', 500, 'application/json'],
    ['/v2/search?delta=600&meta=bogus', 500, 'application/json'],
    ['/v2/search?rows_per_page=-1', 500, 'application/json'],
    ['/v2/id', 400, 'text/html; charset=utf-8'],
    ['/v2/id?id=none', 404, 'application/json'],
    ['/messagecount', 200, 'application/json'],
    ['/healthz/live', 200, 'application/problem+json'],
    ['/healthz/ready', 200, 'application/problem+json'],
    ['/healthz/other', 404, 'application/problem+json'],
    ['/topics', 308, 'text/html; charset=utf-8'],
    ['/topics/', 404, 'application/json'],
  ] as const)('answers %s with %i and %s', async (path, status, type) => {
    const reply = await ask(path);
    expect(reply.status).toBe(status);
    expect(reply.headers?.['content-type']).toBe(type);
  });

  it('calls its JSON what was accepted, and HTML if nothing was', async () => {
    const unasked = await ask('/raw?delta=60', {});
    expect(unasked.headers?.['content-type']).toBe('text/html; charset=utf-8');
    expect(records(record(JSON.parse(String(unasked.body)), '').raw_messages, '').length).toBeGreaterThan(0);
    const browser = await ask('/raw?delta=60', { accept: 'text/html' });
    expect(String(browser.body)).toMatch(/^<!doctype html>/);
  });

  it.each([
    ['', -86_400, 0],
    ['delta=60', -60, 0],
    [`end=${noonSeconds - 100}`, -86_500, -100],
    [`end=${noonSeconds - 100}&delta=60`, -160, -100],
    [`start=${noonSeconds - 100}`, -100, 0],
    [`start=${noonSeconds - 100}&delta=60`, -100, -40],
    [`start=${noonSeconds - 100}&end=${noonSeconds - 50}&delta=9`, -100, -50],
    ['start=2026-11-23T11:00:00', -3600, 0],
  ])('takes "%s" for the window from %i to %i', async (query, start, end) => {
    const { arguments: asked } = await page(`rows_per_page=1&${query}`);
    expect(asked).toMatchObject({ start: noonSeconds + start, end: noonSeconds + end, delta: end - start });
  });

  it('pages through a window, newest first, as often as it has rows', async () => {
    const first = await page(`${TAG}&rows_per_page=7`);
    const second = await page(`${TAG}&rows_per_page=7&page=2`);
    expect(first.pages).toBe(Math.ceil(Number(first.total) / 7));
    const ids = [first, second].flatMap(({ raw_messages }) => records(raw_messages, '').map(({ id }) => id));
    expect(new Set(ids).size).toBe(14);
    const beyond = await page(`${TAG}&rows_per_page=7&page=999`);
    expect(beyond).toMatchObject({ raw_messages: [], count: 0, total: first.total });
    const oldest = await page(`${TAG}&rows_per_page=7&order=asc`);
    expect(records(oldest.raw_messages, '')[0]?.id).not.toBe(ids[0]);
  });

  it('filters by all names given, and by each of several', async () => {
    const all = await page(`${TAG}&rows_per_page=1`);
    const both = await page(`${TAG}&topic=org.fedoraproject.prod.buildsys.untag&rows_per_page=1`);
    expect(Number(both.total)).toBeGreaterThan(Number(all.total));
    const none = await page(`${TAG}&category=bodhi`);
    expect(none.total).toBe(0);
    const rest = await page(
      'category=buildsys&not_topic=org.fedoraproject.prod.buildsys.tag&rows_per_page=1',
    );
    const buildsys = await page('category=buildsys&rows_per_page=1');
    expect(Number(rest.total) + Number(all.total)).toBe(buildsys.total);
    const packages = await page('package=bash&rows_per_page=100');
    expect(Number(packages.total)).toBeGreaterThan(0);
    const others = await page('not_package=bash&rows_per_page=1');
    const everything = await page('rows_per_page=1');
    expect(Number(others.total) + Number(packages.total)).toBe(everything.total);
  });

  it('searches the text of bodies', async () => {
    const { raw_messages } = await page(`${TAG}&rows_per_page=1`);
    const [message] = records(raw_messages, '');
    const name = record(message?.body, 'body').name;
    const found = await page(`${TAG}&contains=${name}&rows_per_page=100`);
    for (const one of records(found.raw_messages, '')) expect(JSON.stringify(one.body)).toContain(name);
    expect(Number(found.total)).toBeGreaterThan(0);
  });

  it('gives every row of the window for rows_per_page=0', async () => {
    const { raw_messages, total } = await page('delta=600&rows_per_page=0');
    expect(records(raw_messages, '').length).toBe(total);
  });

  it('shows one message in both envelopes, and by its id', async () => {
    const { raw_messages } = await page(`${TAG}&rows_per_page=1`);
    const [item] = records(raw_messages, '');
    expect(Object.keys(item ?? {}).sort()).toEqual(['body', 'headers', 'id', 'priority', 'queue', 'topic']);
    const again = record(JSON.parse(String((await ask(`/v2/id?id=${item?.id}`)).body)), '');
    expect(again).toEqual(item);
    const legacy = record(JSON.parse(String((await ask(`/id?id=${item?.id}`)).body)), '');
    expect(legacy).toMatchObject({ msg_id: item?.id, msg: item?.body, topic: item?.topic, i: 0 });
    const sent = record(item?.headers, '')['sent-at'];
    expect(new Date(Number(legacy.timestamp) * 1000).toISOString().replace('.000Z', '+00:00')).toBe(sent);
  });
});
