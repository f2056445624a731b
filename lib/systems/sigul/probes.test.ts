import { beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { World } from '../../../twin/world/types.ts';
import { createWorld } from '../../../twin/world/world.ts';
import type { Finding } from '../../probe/finding.ts';
import { runProbes } from '../../probe/run.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { decodeCall } from '../../protocols/xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../../protocols/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import { local } from '../../targets/local.ts';
import { stg } from '../../targets/stg.ts';
import type { Target } from '../../targets/target.ts';
import { sigulProbes } from './probes.ts';

const record = dictionary(anything);
const items = list(record);
const clock = { ...nodeEngine().clock, sleep: () => Promise.resolve() };
let world: World;

beforeAll(() => {
  world = createWorld();
});

async function findings(tamper: Tamper, target: Target = local): Promise<readonly [Finding, Finding]> {
  const transport = twinTransport(world, [koji, datagrepper], tamper);
  const run = await runProbes(nodeEngine({ transport, clock }), target, sigulProbes);
  const [age, present] = run.findings;
  if (age === undefined || present === undefined) throw new Error('two findings are expected');
  return [age, present];
}

const asked = (request: Parameters<Tamper>[1], topic: string): boolean =>
  request.query.get('topic')?.endsWith(topic) === true;

/** Changes the messages that a search for signatures finds. */
function messages(change: (found: Record<string, unknown>[]) => Record<string, unknown>[]): Tamper {
  return (reply, request) => {
    if (!asked(request, 'buildsys.rpm.sign')) return reply;
    const page = record(JSON.parse(String(reply.body)), '');
    const raw_messages = change(items(page.raw_messages, ''));
    const total = raw_messages.length;
    return { ...reply, body: JSON.stringify({ ...page, raw_messages, total, count: total, pages: total }) };
  };
}

function hub(method: string, answer: XmlRpcValue): Tamper {
  return (reply, request) =>
    request.path === '/kojihub' && decodeCall(request.body.toString()).method === method
      ? { ...reply, body: encodeResponse(answer) }
      : reply;
}

describe('sigul', () => {
  it('is ok on the twin', async () => {
    const [age, present] = await findings((reply) => reply);
    expect(age).toMatchObject({
      verdict: 'ok',
      unit: 's',
      reason: expect.stringContaining('buildsys.rpm.sign'),
    });
    expect(present).toMatchObject({
      verdict: 'ok',
      reason: expect.stringMatching(/ is signed with [0-9a-f]{8}$/),
    });
  });

  it('is skipped where nothing is signed', async () => {
    const [age, present] = await findings((reply) => reply, stg);
    expect([age.verdict, present.verdict]).toEqual(['skipped', 'skipped']);
    expect(age.reason).toContain('staging signs nothing');
  });

  it('has failed as stale when nothing was signed for hours', async () => {
    const [age, present] = await findings(messages(() => []));
    expect(age).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('stale: no message of') });
    expect(present).toMatchObject({ verdict: 'failed', causedBy: 'sigul.signature.age' });
  });

  it('asks the narrow window first, and the wide one only when that is empty', async () => {
    const windows: (string | null)[] = [];
    await findings((reply, request) => {
      if (asked(request, 'buildsys.rpm.sign')) windows.push(request.query.get('delta'));
      return messages(() => [])(reply, request);
    });
    expect(windows).toEqual(['10800', '14400']);
  });

  it('is unknown without datagrepper, with the cause', async () => {
    const broken: Tamper = (reply, { path }) =>
      path.startsWith('/datagrepper') ? { status: 502, headers: {}, body: 'Bad Gateway' } : reply;
    const [age, present] = await findings(broken);
    for (const found of [age, present]) {
      expect(found).toMatchObject({
        verdict: 'unknown',
        causedBy: 'datagrepper.search.topic',
        reason: expect.stringContaining('needs datagrepper'),
      });
    }
  });

  it('is half unknown without koji, with the cause', async () => {
    const broken: Tamper = (reply, { path }) =>
      path === '/kojihub' ? { ...reply, body: encodeFault(1014, 'database outage') } : reply;
    const [age, present] = await findings(broken);
    expect(age.verdict).toBe('ok');
    expect(present).toMatchObject({
      verdict: 'unknown',
      causedBy: 'koji.hub.apiVersion',
      reason: expect.stringContaining('needs koji: koji.hub.apiVersion fault 1014'),
    });
  });

  const noSignature: readonly (readonly [string, Tamper, 'failed' | 'unknown', RegExp])[] = [
    ['no row', hub('queryRPMSigs', []), 'failed', /announced a signature of [0-9a-f]{8}, the hub has none/],
    ['nil', hub('queryRPMSigs', null), 'unknown', /needs koji: queryRPMSigs is null/],
    [
      'a row of another rpm',
      hub('queryRPMSigs', [{ rpm_id: 1, sigkey: 'abcdef01' }]),
      'unknown',
      /needs koji: asked for rpm/,
    ],
    [
      'a message without key',
      messages((found) => found.map((one) => ({ ...one, body: { ...record(one.body, ''), sigkey: '' } }))),
      'failed',
      /message .*: sigkey is "", expected the id of a key/,
    ],
    [
      'a message without rpm',
      messages((found) => found.map((one) => ({ ...one, body: { sigkey: 'abcdef01' } }))),
      'failed',
      /message .*: rpm is missing/,
    ],
  ];

  it.each(noSignature)('is not ok with %s', async (_what, tamper, verdict, reason) => {
    const [, present] = await findings(tamper);
    expect(present.reason).toMatch(reason);
    expect(present.verdict).toBe(verdict);
  });

  it('has failed when the hub holds only the unsigned file, or another key', async () => {
    const rowsOf =
      (key: string): Tamper =>
      (reply, request) => {
        if (request.path !== '/kojihub') return reply;
        const { method, params } = decodeCall(request.body.toString());
        if (method !== 'queryRPMSigs') return reply;
        const [named] = params;
        const id = record(named, '').rpm_id;
        return { ...reply, body: encodeResponse([{ rpm_id: Number(id), sigkey: key }]) };
      };
    for (const [key, has] of [
      ['', 'none'],
      ['00000000', '00000000'],
    ] as const) {
      const [, present] = await findings(rowsOf(key));
      expect(present).toMatchObject({
        verdict: 'failed',
        reason: expect.stringContaining(`the hub has ${has}`),
      });
    }
  });
});
