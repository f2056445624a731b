import { beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import { bodhi } from '../../../twin/systems/bodhi.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { World } from '../../../twin/world/types.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Finding } from '../../probe/finding.ts';
import { runProbes } from '../../probe/run.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { decodeCall, decodeResponse, isStruct } from '../../protocols/xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../../protocols/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import { local } from '../../targets/local.ts';
import { stg } from '../../targets/stg.ts';
import type { Target } from '../../targets/target.ts';
import { robosignatoryProbes } from './probes.ts';

const IDS = ['robosignatory.tags.exist', 'robosignatory.queue.length', 'robosignatory.queue.oldest'] as const;
const record = dictionary(anything);
const items = list(record);
const clock = { ...nodeEngine().clock, sleep: () => Promise.resolve() };
let world: World;

beforeAll(() => {
  world = createWorld();
});

async function findings(tamper: Tamper, target: Target = local): Promise<Readonly<Record<string, Finding>>> {
  const transport = twinTransport(world, [koji, bodhi], tamper);
  const run = await runProbes(nodeEngine({ transport, clock }), target, robosignatoryProbes);
  return Object.fromEntries(run.findings.map((found) => [found.probe, found]));
}

/** Changes the items of a multiCall that asks for one method: gets the name of the tag, and what was answered. */
function each(method: string, change: (tag: string, item: XmlRpcValue) => XmlRpcValue): Tamper {
  return (reply, request) => {
    if (request.path !== '/kojihub') return reply;
    const call = decodeCall(request.body.toString());
    if (call.method !== 'multiCall') return reply;
    const calls = items(call.params[0], '');
    if (calls[0]?.methodName !== method) return reply;
    const answered = list(anything)(decodeResponse(String(reply.body)), '');
    const changed = calls.map(({ params }, at) => {
      const [first] = list(anything)(params, '');
      const tag = typeof first === 'string' ? first : String(record(first, '').tag);
      return change(tag, value(answered[at]));
    });
    return { ...reply, body: encodeResponse(changed) };
  };
}

/** Decoded XML-RPC that went through shapes. */
function value(what: unknown): XmlRpcValue {
  if (Array.isArray(what)) return what.map(value);
  if (typeof what !== 'object' || what === null)
    return typeof what === 'string' || typeof what === 'number' || typeof what === 'boolean' ? what : null;
  return Object.fromEntries(Object.entries(what).map(([name, member]) => [name, value(member)]));
}

function waiting(tag: string, ages: readonly number[]): XmlRpcValue {
  const rows = ages.map((age, at) => ({
    active: true,
    build_id: 7_000_000 + at,
    name: 'bash',
    version: '5.3',
    release: `${at}.fc46`,
    'tag.name': tag,
    create_ts: world.now() / 1000 - age,
  }));
  return [{ tag_listing: rows }];
}

/** `f46-signing-pending` holds builds that have waited for as many seconds; the other tags are empty. */
const queue = (...ages: readonly number[]): Tamper =>
  each('queryHistory', (tag) => waiting(tag, tag === 'f46-signing-pending' ? ages : []));

const noTag: XmlRpcValue = { faultCode: 1000, faultString: 'No such tagInfo', traceback: [] };

describe('robosignatory', () => {
  it('is ok on the twin', async () => {
    const found = await findings((reply) => reply);
    for (const id of IDS) expect(found[id], id).toMatchObject({ verdict: 'ok' });
    expect(found['robosignatory.tags.exist']?.reason).toContain('f46-signing-pending');
  });

  it('is skipped where nothing is signed', async () => {
    const found = await findings((reply) => reply, stg);
    for (const id of IDS) expect(found[id]?.verdict, id).toBe('skipped');
  });

  it('counts a limited number of rows, by one request', async () => {
    const seen: unknown[] = [];
    await findings((reply, request) => {
      if (request.path !== '/kojihub') return reply;
      const call = decodeCall(request.body.toString());
      const calls = call.method === 'multiCall' ? items(call.params[0], '') : [];
      if (calls[0]?.methodName === 'queryHistory')
        seen.push(...calls.map(({ params }) => list(anything)(params, '')[0]));
      return reply;
    });
    expect(seen.length).toBe(7);
    for (const params of seen) {
      expect(params).toMatchObject({
        tables: ['tag_listing'],
        active: true,
        queryOpts: { limit: 250 },
        __starstar: true,
      });
    }
  });

  const lengths: readonly (readonly [number, string, RegExp])[] = [
    [0, 'ok', /^nothing waits in 7 tags$/],
    [1, 'ok', /^waiting: F46 1; 6 tags empty$/],
    [50, 'ok', /^waiting: F46 50;/],
    [51, 'degraded', /^waiting: F46 51;/],
    [201, 'failed', /^waiting: F46 201;/],
    [250, 'failed', /^waiting: F46 250 or more;/],
  ];
  it.each(lengths)('with %i builds waiting is %s', async (count, verdict, reason) => {
    const found = await findings(queue(...Array.from({ length: count }, () => 60)));
    expect(found['robosignatory.queue.length']).toMatchObject({ verdict, value: count });
    expect(found['robosignatory.queue.length']?.reason).toMatch(reason);
  });

  const ages: readonly (readonly [number, string, RegExp])[] = [
    [600, 'ok', /^F46 10 min \(bash-5\.3-1\.fc46\)$/],
    [3700, 'degraded', /^F46 62 min/],
    [15_000, 'failed', /^F46 4\.2 h/],
  ];
  it.each(ages)('with the oldest waiting for %i s is %s', async (age, verdict, reason) => {
    const found = await findings(queue(30, age, 60));
    expect(found['robosignatory.queue.oldest']?.verdict).toBe(verdict);
    expect(Math.round((found['robosignatory.queue.oldest']?.value ?? 0) / 10)).toBe(age / 10);
    expect(found['robosignatory.queue.oldest']?.reason).toMatch(reason);
  });

  it('cannot judge builds that wait since tomorrow: they would not have waited at all', async () => {
    const found = await findings(queue(-86_400));
    expect(found['robosignatory.queue.length']).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('needs koji: a time that is 24 h ahead'),
    });
    expect(found['robosignatory.queue.oldest']).toMatchObject({
      verdict: 'unknown',
      causedBy: 'robosignatory.queue.length',
    });
  });

  it('names a tag that koji does not know, and still counts the others', async () => {
    const missing: Tamper = (reply, request) => {
      const first = each('getTag', (tag, item) => (tag === 'f45-signing-pending' ? [null] : item))(
        reply,
        request,
      );
      return each('queryHistory', (tag, item) => (tag === 'f45-signing-pending' ? noTag : item))(
        first,
        request,
      );
    };
    const found = await findings(missing);
    expect(found['robosignatory.tags.exist']).toMatchObject({
      verdict: 'failed',
      reason: 'koji does not know f45-signing-pending (F45)',
    });
    expect(found['robosignatory.queue.length']?.reason).toContain('; not in koji: f45-signing-pending');
  });

  it('has failed when koji knows none of the tags, or gives another', async () => {
    const none = await findings(each('queryHistory', () => noTag));
    expect(none['robosignatory.queue.length']).toMatchObject({ verdict: 'failed' });
    expect(none['robosignatory.queue.oldest']).toMatchObject({
      verdict: 'failed',
      causedBy: 'robosignatory.queue.length',
    });
    const other = await findings(each('getTag', () => [{ id: 1, name: 'other', arches: null }]));
    expect(other['robosignatory.tags.exist']).toMatchObject({ verdict: 'failed' });
  });

  const strange: readonly (readonly [string, Tamper])[] = [
    ['no history at all', each('queryHistory', () => [{}])],
    ['nil', each('queryHistory', () => [null])],
    ['an empty result', each('queryHistory', () => [])],
    ['what is in another tag', each('queryHistory', () => waiting('f1', [1]))],
    [
      'a fault of the database',
      each('queryHistory', () => ({ faultCode: 1014, faultString: 'database outage' })),
    ],
    [
      'builds that have left',
      each('queryHistory', (_tag, item) => {
        const [listing] = list(anything)(waiting(_tag, [1]), '');
        const rows = items(record(listing, '').tag_listing, '').map((row) => ({ ...row, active: null }));
        return Array.isArray(item) && isStruct(item[0]) ? [{ tag_listing: rows.map(value) }] : item;
      }),
    ],
  ];
  it.each(strange)('blames koji for %s', async (_what, tamper) => {
    const found = await findings(tamper);
    expect(found['robosignatory.queue.length']).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('needs koji'),
    });
    expect(found['robosignatory.queue.oldest']?.verdict).toBe('unknown');
  });

  it('is unknown without koji, or without bodhi, with the cause', async () => {
    const noKoji = await findings((reply, { path }) =>
      path === '/kojihub' ? { ...reply, body: encodeFault(1014, 'database outage') } : reply,
    );
    const noBodhi = await findings((reply, { path }) =>
      path.startsWith('/releases') ? { status: 503, body: '' } : reply,
    );
    for (const id of IDS) {
      expect(noKoji[id], id).toMatchObject({
        verdict: 'unknown',
        causedBy: 'koji.hub.apiVersion',
        reason: expect.stringContaining('needs koji'),
      });
      expect(noBodhi[id], id).toMatchObject({
        verdict: 'unknown',
        causedBy: 'bodhi.api.releases',
        reason: expect.stringContaining('needs bodhi'),
      });
    }
  });

  it('has failed when no release of bodhi has a signing tag', async () => {
    const found = await findings((reply, { path }) => {
      if (!path.startsWith('/releases')) return reply;
      const page = record(JSON.parse(String(reply.body)), '');
      const releases = items(page.releases, '').map((one) => ({ ...one, pending_signing_tag: '' }));
      return { ...reply, body: JSON.stringify({ ...page, releases }) };
    });
    expect(found['robosignatory.tags.exist']).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('has a signing tag'),
    });
  });
});
