import { beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import type { TwinReply } from '../../../twin/service.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import type { World } from '../../../twin/world/types.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Finding } from '../../probe/finding.ts';
import type { Probe } from '../../probe/probe.ts';
import { runProbes } from '../../probe/run.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { local } from '../../targets/local.ts';
import { stg } from '../../targets/stg.ts';
import type { Target } from '../../targets/target.ts';
import { datagrepperProbes } from './probes.ts';

const items = list(dictionary(anything));
const record = dictionary(anything);

/** Attempts follow each other at once. */
const clock = { ...nodeEngine().clock, sleep: () => Promise.resolve() };
let world: World;

beforeAll(() => {
  world = createWorld();
});

async function findings(
  probes: readonly Probe[],
  tamper?: Tamper,
  target: Target = local,
): Promise<readonly Finding[]> {
  const transport = twinTransport(world, [datagrepper], tamper);
  return (await runProbes(nodeEngine({ transport, clock }), target, probes)).findings;
}

async function finding(id: string, tamper: Tamper, target: Target = local): Promise<Finding> {
  const probes = datagrepperProbes.filter((probe) => probe.id === id);
  const [found] = await findings(probes, tamper, target);
  if (found === undefined) throw new Error(`no probe ${id}`);
  return found;
}

function body(reply: TwinReply): Record<string, unknown> {
  return record(JSON.parse(String(reply.body)), 'reply');
}

/** Changes the decoded answers of the searches, whichever interface; others are left alone. */
function edit(
  change: (page: Record<string, unknown>) => Record<string, unknown>,
  path = /search|raw/,
): Tamper {
  return (reply, request) =>
    path.test(request.path) ? { ...reply, body: JSON.stringify(change(body(reply))) } : reply;
}

const noPage = { raw_messages: [], total: 0, pages: 0, count: 0 };
const JSON_TYPE = { 'content-type': 'application/json' };

/** Answers that no probe may take for health. */
const FAULTS: Readonly<Record<string, (reply: TwinReply) => TwinReply>> = {
  'an error of the router': () => ({ status: 503, body: 'no server is available' }),
  'an error page with 200': () => ({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html><h1>Application is not available</h1></html>',
  }),
  'a login page': () => ({
    status: 200,
    headers: JSON_TYPE,
    body: '<!doctype html><title>Log in</title><input type="password">',
  }),
  'a truncated body': (reply) => ({ ...reply, body: String(reply.body).slice(0, -20) }),
  'an empty body': (reply) => ({ ...reply, body: '' }),
  'an empty object': (reply) => ({ ...reply, body: '{}' }),
  null: (reply) => ({ ...reply, body: 'null' }),
  'an error in a 200': (reply) => ({ ...reply, body: '{"error": "not_found"}' }),
};

/** Faults of a search whose answer still has the right shape. */
const EDITS: Readonly<Record<string, (page: Record<string, unknown>) => Record<string, unknown>>> = {
  'nothing found': (page) => ({ ...page, ...noPage }),
  'messages lost on the way': (page) => ({ ...page, raw_messages: [], count: 0 }),
  'a count of its own': (page) => ({ ...page, count: 1000 }),
  'parameters ignored': (page) => ({
    ...page,
    arguments: {
      ...record(page.arguments, 'arguments'),
      topics: [],
      categories: [],
      users: [],
      packages: [],
    },
  }),
  'another window': (page) => ({
    ...page,
    arguments: { ...record(page.arguments, 'arguments'), delta: 600 },
  }),
  'an answer of yesterday': (page) => {
    const asked = record(page.arguments, 'arguments');
    return {
      ...page,
      arguments: { ...asked, start: Number(asked.start) - 86_400, end: Number(asked.end) - 86_400 },
    };
  },
  'oldest first': (page) => ({
    ...page,
    arguments: { ...record(page.arguments, 'arguments'), order: 'asc' },
  }),
  'the same message twice': (page) => {
    const [first] = items(page.raw_messages, '');
    return { ...page, raw_messages: [first, first], count: 2 };
  },
  'messages of another topic': (page) => ({
    ...page,
    raw_messages: items(page.raw_messages, '').map((one) => ({
      ...one,
      topic: 'org.fedoraproject.prod.meetbot.x.y',
    })),
  }),
};

const SEARCHES = datagrepperProbes.filter(({ id }) => /\.(?:search|raw)\./.test(id));

describe('the probes of datagrepper', () => {
  it('are green on the twin', async () => {
    for (const one of await findings(datagrepperProbes)) {
      expect(one, `${one.probe}: ${one.reason}`).toMatchObject({ verdict: 'ok' });
    }
  });

  it.each(Object.entries(FAULTS))('are red on %s', async (_name, fault) => {
    for (const one of await findings(datagrepperProbes, fault)) {
      expect(one, `${one.probe}: ${one.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are red where nobody is', async () => {
    const engine = nodeEngine({ transport: twinTransport(world, []), clock });
    for (const one of (await runProbes(engine, local, datagrepperProbes)).findings) {
      expect(one).toMatchObject({ verdict: 'failed' });
    }
  });

  it.each(Object.entries(EDITS))('are red on %s', async (name, change) => {
    for (const one of await findings(SEARCHES, edit(change))) {
      // A search by person or package holds any topic, and that of another topic is only seen where one was asked.
      if (name === 'messages of another topic' && /package|sparseUser/.test(one.probe)) continue;
      expect(one, `${one.probe}: ${one.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('name the figure that is wrong', async () => {
    const lost = edit((page) => ({ ...page, raw_messages: [], count: 0 }));
    expect((await finding('datagrepper.search.day', lost)).reason).toMatch(
      /0 messages on the page with total \d+/,
    );
    const typed = edit((page) => ({ ...page, raw_messages: [{ id: 7 }], count: 1 }));
    expect((await finding('datagrepper.search.topic', typed)).reason).toContain(
      'raw_messages[0].body is missing',
    );
  });

  it('see a package filter that misses the message it was taken from', async () => {
    const older = edit((page) => {
      const last = record(items(page.raw_messages, '').at(-1), '');
      // A package may have one message a day, so that the last is the newest too.
      const early = new Date((Number(record(page.arguments, '').start) + 60) * 1000).toISOString();
      const headers = { ...record(last.headers, ''), 'sent-at': early };
      return { ...page, raw_messages: [{ ...last, headers }], total: 1, pages: 1, count: 1 };
    }, /v2\/search/);
    expect(await finding('datagrepper.search.package', older)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('is older than'),
    });
  });

  it('take the package of a message that is filed under one', async () => {
    const unfiled = (some: (at: number) => boolean): Tamper =>
      edit((page) => {
        const messages = items(page.raw_messages, '');
        return {
          ...page,
          raw_messages: messages.map((one, at) => (some(at) ? { ...one, packages: [] } : one)),
        };
      }, /\/raw$/);
    const id = 'datagrepper.search.package';
    expect(
      await finding(
        id,
        unfiled((at) => at < 3),
      ),
    ).toMatchObject({ verdict: 'ok' });
    expect(
      await finding(
        id,
        unfiled(() => true),
      ),
    ).toMatchObject({
      verdict: 'failed',
      reason: 'none of the newest 20 messages of builds is filed under a package',
    });
  });

  it('see a page parameter that does nothing', async () => {
    const first = new Map<string, string>();
    const stuck: Tamper = (reply, request) => {
      const page = body(reply);
      const number = request.query.get('page');
      if (number === '1') first.set(request.path, JSON.stringify(page.raw_messages));
      const raw_messages: unknown = JSON.parse(first.get(request.path) ?? '[]');
      return { ...reply, body: JSON.stringify({ ...page, raw_messages }) };
    };
    for (const id of ['datagrepper.search.paging', 'datagrepper.raw.paging']) {
      expect(await finding(id, stuck)).toMatchObject({
        verdict: 'failed',
        reason: expect.stringContaining('page 2'),
      });
    }
  });

  it('see JSON that is not called so, but bear the quirk of a request without Accept', async () => {
    const renamed: Tamper = (reply) => ({ ...reply, headers: { 'content-type': 'text/plain' } });
    const one = await finding('datagrepper.search.contentType', renamed);
    expect(one).toMatchObject({
      verdict: 'failed',
      reason: 'content type text/plain, expected application/json',
    });
    const unasked: Tamper = (reply, { headers }) =>
      headers.accept === undefined ? { ...reply, body: '<html>a page</html>' } : reply;
    expect(await finding('datagrepper.raw.contentType', unasked)).toMatchObject({ verdict: 'failed' });
  });

  it('see another message under the id', async () => {
    const other: Tamper = (reply, { path }) =>
      path.endsWith('/id')
        ? { ...reply, body: JSON.stringify({ ...body(reply), id: 'x', msg_id: 'x' }) }
        : reply;
    expect(await finding('datagrepper.id.roundTrip', other)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('answers x'),
    });
  });

  it('see a database that is gone behind a process that lives', async () => {
    const gone: Tamper = (reply, { path }) => {
      if (path.endsWith('/live')) return reply;
      if (path.endsWith('/ready'))
        return { ...reply, status: 503, body: '{"status": 503, "title": "Can\'t connect"}' };
      return { status: 500, headers: JSON_TYPE, body: '{"error": "connection refused", "arguments": {}}' };
    };
    const verdicts = new Map(
      (await findings(datagrepperProbes, gone)).map((one) => [one.probe, one.verdict]),
    );
    expect(verdicts.get('datagrepper.health.live')).toBe('ok');
    for (const [id, verdict] of verdicts)
      if (id !== 'datagrepper.health.live') expect(verdict, id).toBe('failed');
  });

  it('take an empty day of staging for no proof, and no pass', async () => {
    const staging: Target = { ...local, capabilities: stg.capabilities };
    const empty = edit((page) => ({ ...page, ...noPage }));
    const one = await finding('datagrepper.search.topic', empty, staging);
    expect(one).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('proves nothing') });
  });
});
