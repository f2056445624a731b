import { describe, expect, it } from 'vitest';
import { type Fake, fakeTransport } from '../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../tests/support/node-engine.ts';
import { finding } from '../../tests/support/sample-result.ts';
import { limitOf, probeIds } from '../../thresholds/objectives.ts';
import type { WireRequest } from '../k6/ports.ts';
import { local } from '../targets/local.ts';
import { conclude, hindsightOf, noticesOf } from './hindsight.ts';

const URL = 'https://status.example/planned.json';
const LIMITS = new Map(probeIds().map((id) => [id, limitOf(id)] as const));
const NOON = Date.UTC(2026, 10, 23, 12);

const never = (): string => {
  throw new Error('not asked');
};

const of = { scenario: 'health', target: 'local' };

function ask(answer: Fake) {
  const asked: WireRequest[] = [];
  const transport = fakeTransport((request) => {
    asked.push(request);
    return answer;
  });
  const hindsight = hindsightOf({ PW_PLANNED: URL }, of, never);
  return { asked, notices: noticesOf(nodeEngine({ transport }), local, hindsight) };
}

describe('notices at an address', () => {
  it('are asked for once', async () => {
    const entry = {
      title: 'koji',
      startdate: '2026-11-23T11:00:00+0000',
      enddate: '2026-11-23T13:00:00+0000',
    };
    const { asked, notices } = ask({ text: JSON.stringify({ outages: [entry] }) });
    expect(await notices).toMatchObject({ outages: [{ systems: ['koji'] }], notes: [] });
    expect(asked.map(({ url }) => url)).toEqual([URL]);
  });

  it.each([
    ['that does not answer', { errorCode: 1212 }, 'connection refused'],
    ['that is out of order', { status: 503 }, 'HTTP 503'],
    ['of a page', { text: '<!doctype html><title>Status</title>' }, 'it holds no notices'],
    ['of something else', { text: '{"a":1}' }, 'it holds no notices'],
  ] as const)('%s are a note, and excuse nothing', async (_name, answer, why) => {
    const notices = await ask(answer).notices;
    expect(notices).toEqual({ outages: [], notes: [`PW_PLANNED: ${URL} could not be read: ${why}`] });
    const failed = [
      finding('koji.hub.getBuild', { verdict: 'failed', value: null, reason: 'down: HTTP 503' }),
    ];
    expect(conclude(failed, LIMITS, { past: null, planned: null }, notices, NOON).findings).toEqual(failed);
  });

  it('are not asked for where a file holds them, or nothing is named', async () => {
    const engine = nodeEngine({ transport: fakeTransport(() => ({ text: never() })) });
    expect(await noticesOf(engine, local, hindsightOf({}, of, never))).toEqual({ outages: [], notes: [] });
    const file = hindsightOf({ PW_PLANNED: 'a.json' }, of, () => '[{"title":"koji"}]');
    expect((await noticesOf(engine, local, file)).notes).toHaveLength(1);
  });
});

describe('the meaning of findings', () => {
  it('is sought in the past first, then in causes, then in plans', () => {
    const slow = { verdict: 'failed', value: 20_000, reason: 'slow: the page' } as const;
    const down = { verdict: 'failed', value: null, reason: 'down: HTTP 503, 3 of 3' } as const;
    const past = new Map([
      ['fas.accounts.login', ['ok', 'ok'] as const],
      ['koji.hub.apiVersion', ['failed'] as const],
    ]);
    const planned = '[{"systems":["koji"],"title":"work","from":"2026-11-23 11:00","to":"2026-11-23 13:00"}]';
    const { planned: source } = hindsightOf({ PW_PLANNED: 'a' }, of, () => planned);
    if (source === null || !('notices' in source)) throw new Error('no notices');
    const { findings } = conclude(
      [
        finding('fas.accounts.login', slow),
        finding('koji.hub.apiVersion', down),
        finding('koji.hub.getBuild', down),
      ],
      LIMITS,
      { past, planned: null },
      source.notices,
      NOON,
    );
    expect(findings).toMatchObject([
      { verdict: 'degraded', planned: false, history: 'new', recent: ['failed', 'ok', 'ok'] },
      { verdict: 'degraded', planned: true, history: 'still', causedBy: null, recent: ['failed', 'failed'] },
      { verdict: 'degraded', planned: true, history: null, causedBy: 'koji.hub.apiVersion' },
    ]);
  });
});
