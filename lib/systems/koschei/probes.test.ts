import { describe, expect, it } from 'vitest';
import { bench, CHALLENGE, FAULTS, instead, NOON } from '../../../tests/support/probe-bench.ts';
import type { TwinReply, TwinRequest, TwinSystem } from '../../../twin/service.ts';
import { koji } from '../../../twin/systems/koji.ts';
import { koschei } from '../../../twin/systems/koschei.ts';
import { encodeResponse } from '../../protocols/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import { koscheiProbes } from './probes.ts';

const AGE = 'koschei.builds.age';
const PAGE = 'koschei.web.packages';

const USER = { id: 4321, name: 'koschei' };
const task = (hoursAgo: number) => [
  {
    id: 140_000_001,
    owner: 4321,
    method: 'build',
    state: 2,
    parent: null,
    create_ts: NOON / 1000 - hoursAgo * 3600 + 0.25,
  },
];

/** As much of a hub as Koschei's age needs. */
function hub(user: XmlRpcValue, tasks: XmlRpcValue): TwinSystem {
  const answer = (call: Buffer): XmlRpcValue => {
    if (call.includes('getAPIVersion')) return 1;
    return call.includes('getUser') ? user : tasks;
  };
  const handle = ({ body }: TwinRequest): TwinReply => ({
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: encodeResponse(answer(body)),
  });
  return { system: 'koji', services: () => ({ koji: { kind: 'http', handle } }) };
}

const well = bench([koschei, hub(USER, task(0.2))], koscheiProbes);
const ageWith = (user: XmlRpcValue, tasks: XmlRpcValue) => bench([hub(user, tasks)], koscheiProbes).one(AGE);

describe('the probes of Koschei', () => {
  it('are green on the twin', async () => {
    for (const [id, finding] of await well.run())
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'ok' });
  });

  it.each(Object.entries(FAULTS))('take no health from %s', async (_name, fault) => {
    const found = await well.run(fault);
    expect(found.get(PAGE)).toMatchObject({ verdict: 'failed' });
    expect(found.get(AGE), found.get(AGE)?.reason).toMatchObject({ verdict: 'unknown' });
  });

  it('are unknown behind a challenge page', async () => {
    for (const [id, finding] of await well.run(() => CHALLENGE))
      expect(finding, id).toMatchObject({ verdict: 'unknown' });
  });
});

describe(AGE, () => {
  it('finds the newest build at the hub of the twin', async () => {
    const { world, one } = bench([koji], koscheiProbes);
    const newest = world
      .tasks()
      .filter(({ owner, parent }) => owner === 'koschei' && parent === null)
      .at(-1);
    expect(await one(AGE)).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining(`task ${newest?.id} `),
    });
  });

  it('asks koji for one build of the account', async () => {
    well.asked.length = 0;
    expect(await well.one(AGE)).toMatchObject({
      value: 719.75,
      unit: 's',
      reason: 'task 140000001 was started 12 min ago',
    });
    const sent = well.asked.map(({ body }) => String(body)).filter((call) => !call.includes('getAPIVersion'));
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatch(/<name>owner<\/name>\s*<value><int>4321</);
    expect(sent[1]).toMatch(/<name>limit<\/name>\s*<value><int>1</);
  });

  it.each([
    [7, 'degraded'],
    [30, 'failed'],
  ])('is judged by its age: %d hours are %s', async (hours, verdict) => {
    expect(await ageWith(USER, task(hours))).toMatchObject({ verdict, value: hours * 3600 - 0.25 });
  });

  it.each([
    ['a task of somebody else', { owner: 7 }, 'got task 140000001, a build of user 7'],
    ['another kind of task', { method: 'newRepo' }, 'got task 140000001, a newRepo of user 4321'],
    ['a task of next year', { create_ts: NOON / 1000 + 365 * 86_400 }, 'a time that is 365 d ahead'],
  ])('cannot be told from %s', async (_name, change, reason) => {
    const odd = await ageWith(
      USER,
      task(1).map((one) => ({ ...one, ...change })),
    );
    expect(odd).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining(reason) });
  });

  it('is red when koji holds no build of Koschei', async () => {
    const none = await ageWith(USER, []);
    expect(none).toMatchObject({ verdict: 'failed', reason: 'koji holds no build of Koschei' });
  });

  it('is unknown where koji knows no such account, or does not answer', async () => {
    expect(await ageWith(null, task(1))).toMatchObject({
      verdict: 'unknown',
      reason: 'koji knows no user koschei',
    });
    const gone = await bench([koschei], koscheiProbes).one(AGE);
    expect(gone).toMatchObject({ verdict: 'unknown' });
    expect(gone.reason).toContain('needs koji');
    const wrong = await ageWith(USER, 'soon');
    expect(wrong).toMatchObject({ verdict: 'unknown' });
  });
});

describe(PAGE, () => {
  it('is red on a page of something else', async () => {
    const other = instead(/^\/$/, {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><h2>Collections</h2></html>',
    });
    expect(await well.one(PAGE, other)).toMatchObject({
      verdict: 'failed',
      reason: 'page without "Package summary"',
    });
  });
});
