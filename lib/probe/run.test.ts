import { describe, expect, it } from 'vitest';
import { type Fake, fakeTransport } from '../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../tests/support/node-engine.ts';
import type { ProbeId } from '../../thresholds/objectives.ts';
import type { WireRequest } from '../k6/ports.ts';
import { local } from '../targets/local.ts';
import type { Target } from '../targets/target.ts';
import { ask } from './ask.ts';
import { defineProbe, type Probe, type ProbeContext } from './probe.ts';
import { runProbes } from './run.ts';

const TARGET: Target = { ...local, pace: { perSecond: 1e6, burst: 1e6 }, deadlineMs: 2000 };

/** Runs the probes against answers made by a function; tells what was asked. */
async function run(
  probes: readonly Probe[],
  answer: (request: WireRequest) => Fake | Promise<Fake>,
  target = TARGET,
) {
  const asked: string[] = [];
  const transport = fakeTransport((request) => {
    asked.push(request.url);
    return answer(request);
  });
  return { ...(await runProbes(nodeEngine({ transport }), target, probes)), asked };
}

function probe<T = string>(id: ProbeId, work: (context: ProbeContext) => Promise<T>, samples = 1): Probe<T> {
  return defineProbe<T>({
    id,
    question: '?',
    at: 'koji',
    samples,
    run: async (context) => ({ reason: 'fine', data: await work(context) }),
  });
}

const get = (path: string) => async (context: ProbeContext) => (await ask(context, `http://h${path}`)).text;
const koji = probe('koji.hub.listBuilds', get('/builds'));
const dependent = probe('koji.hub.getBuild', async (context) => {
  await get('/build')(context);
  return context.need(koji);
});
const elsewhere = probe('robosignatory.queue.length', async (context) => {
  await get('/queue')(context);
  return context.need(koji);
});
const down = ({ url }: WireRequest): Fake => (url.endsWith('/builds') ? { errorCode: 1212 } : { text: 'x' });

describe('runProbes', () => {
  it('returns a finding for each probe, in their order, and counts requests', async () => {
    const { findings, requests } = await run([koji, elsewhere], () => ({ text: 'x' }));
    expect(findings.map((one) => one.probe)).toEqual(['koji.hub.listBuilds', 'robosignatory.queue.length']);
    expect(requests).toBe(2);
  });

  it('asks what others need once, also when it is not selected, and then does not report it', async () => {
    const { findings, asked } = await run([dependent, elsewhere], () => ({ text: 'x' }));
    expect(findings).toHaveLength(2);
    expect(asked.filter((url) => url.endsWith('/builds'))).toHaveLength(1);
  });

  it('asks again in the next run', async () => {
    await run([koji], () => ({ text: 'x' }));
    const { asked } = await run([koji], () => ({ text: 'x' }));
    expect(asked).toHaveLength(1);
  });

  it('says needs SYSTEM across systems, and caused by within one', async () => {
    const { findings } = await run([dependent, elsewhere], down);
    expect(findings[0]).toMatchObject({ verdict: 'failed', causedBy: 'koji.hub.listBuilds' });
    expect(findings[1]).toMatchObject({ verdict: 'unknown', causedBy: 'koji.hub.listBuilds' });
    expect(findings[1]?.reason).toMatch(/^needs koji: koji\.hub\.listBuilds down: connection refused/);
  });

  it('names the root of a chain', async () => {
    const third = probe('robosignatory.queue.oldest', (context) => context.need(dependent));
    const { findings } = await run([third], down);
    expect(findings[0]?.causedBy).toBe('koji.hub.listBuilds');
  });

  it('tries again what may pass, and is then degraded', async () => {
    let n = 0;
    const { findings } = await run([koji], () => (n++ < 2 ? { status: 503 } : { text: 'x' }));
    expect(findings[0]).toMatchObject({
      verdict: 'degraded',
      samples: 1,
      reason: '2 of 3 attempts failed: HTTP 503',
    });
  });

  it('does not try again what will not pass', async () => {
    expect((await run([koji], () => ({ status: 404 }))).asked).toHaveLength(1);
    expect((await run([koji], () => ({ errorCode: 1050 }))).asked).toHaveLength(1);
  });

  it('takes as many samples as asked for', async () => {
    const { findings } = await run([probe('koji.hub.listTags', get('/tags'), 3)], () => ({ text: 'x' }));
    expect(findings[0]).toMatchObject({ verdict: 'ok', samples: 3, durationMs: { med: 1, p95: 1 } });
  });

  it('makes a probe that throws unknown, and goes on', async () => {
    const throws = probe('koji.hub.multiCall', () => Promise.reject(new TypeError('no such thing')));
    const { findings } = await run([throws, koji], () => ({ text: 'x' }));
    expect(findings[0]).toMatchObject({
      verdict: 'unknown',
      reason: 'the probe threw: TypeError: no such thing',
    });
    expect(findings[1]?.verdict).toBe('ok');
  });

  it('makes a probe that throws at once, outside its promise, unknown', async () => {
    const sync = defineProbe<null>({
      id: 'koji.hub.multiCall',
      question: '?',
      at: 'koji',
      run: () => {
        throw new Error('at once');
      },
    });
    expect((await run([sync], () => ({}))).findings[0]).toMatchObject({ verdict: 'unknown' });
  });

  it('makes a probe that never settles unknown', { timeout: 10_000 }, async () => {
    const never = probe('koji.hub.multiCall', () => new Promise<string>(() => undefined));
    const { findings } = await run([never, koji], () => ({ text: 'x' }), { ...TARGET, deadlineMs: 200 });
    expect(findings[0]).toMatchObject({ verdict: 'unknown', reason: 'the probe never settled' });
    expect(findings[1]?.verdict).toBe('ok');
  });

  it('gives no request more time than the run has left, and asks nothing after its deadline', async () => {
    const limits: number[] = [];
    const slow = Array.from({ length: 14 }, () => probe('koji.hub.multiCall', get('/slow')));
    const { findings } = await run(
      slow,
      async ({ timeoutMs }) => {
        limits.push(timeoutMs);
        await new Promise((resolve) => setTimeout(resolve, timeoutMs));
        return { errorCode: 1050 };
      },
      { ...TARGET, deadlineMs: 300 },
    );
    expect(Math.max(...limits)).toBeLessThanOrEqual(300);
    expect(findings.slice(0, 12).every((one) => one.verdict === 'failed')).toBe(true);
    expect(findings[13]).toMatchObject({ verdict: 'unknown' });
    expect(findings[13]?.reason).toContain('deadline');
  });

  it('skips what the target cannot serve, without asking', async () => {
    const signing = defineProbe({
      ...{ id: 'sigul.signature.age', question: '?', at: 'datagrepper', capability: 'signing' },
      run: async (context) => ({ reason: '', data: await get('/x')(context) }),
    });
    const target = { ...TARGET, capabilities: { ...TARGET.capabilities, signing: 'staging signs nothing' } };
    const { findings, asked } = await run([signing], () => ({}), target);
    expect(findings[0]).toMatchObject({
      verdict: 'skipped',
      reason: 'not on this target: staging signs nothing',
    });
    expect(asked).toEqual([]);
  });
});
