import { describe, expect, it } from 'vitest';
import { type Fake, fakeTransport } from '../../tests/support/fake-transport.ts';
import { nodeEngine } from '../../tests/support/node-engine.ts';
import { local } from '../targets/local.ts';
import { stg } from '../targets/stg.ts';
import type { Target } from '../targets/target.ts';
import { ageOfNewest, passedSince } from './age.ts';
import { ask } from './ask.ts';
import { defineProbe, type ProbeContext } from './probe.ts';
import { runProbes } from './run.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;
const answer: Fake = { text: 'a record' };

/** The finding of a probe that looks at the age of a record. */
async function finding(
  target: Target,
  age: (context: ProbeContext, source: { url: string; text: string }) => number,
) {
  const probe = defineProbe({
    id: 'waiverdb.waivers.list',
    question: '?',
    at: 'waiverdb',
    run: async (context) => {
      const source = await ask(context, 'http://127.0.0.1:1/');
      return { reason: `${age(context, source) / 1000} s`, data: null };
    },
  });
  const engine = nodeEngine({ transport: fakeTransport(() => answer) });
  const clock = { ...engine.clock, now: () => NOW };
  return (await runProbes({ ...engine, clock }, target, [probe])).findings[0];
}

describe('passedSince', () => {
  it.each([
    [90_000, '90 s'],
    [0, '0 s'],
    [-300_000, '0 s'],
  ])('takes a record of %d ms ago, and one that a clock a little ahead of ours made', async (ms, reason) => {
    const found = await finding(local, (context, source) => passedSince(context, NOW - ms, source));
    expect(found).toMatchObject({ verdict: 'ok', reason });
  });

  it('refuses a time to come, which would pass for new until it has come', async () => {
    const found = await finding(local, (context, source) => passedSince(context, NOW + HOUR, source));
    expect(found).toMatchObject({
      verdict: 'failed',
      reason: 'a time that is 60 min ahead of this machine’s clock',
      evidence: 'a record',
    });
  });
});

describe('ageOfNewest', () => {
  const of = (target: Target, hours: number) =>
    finding(target, (context, source) => ageOfNewest(context, NOW - hours * HOUR, 86_400, source));

  it('refuses an old answer where the workflow never rests', async () => {
    expect(await of(local, 24)).toMatchObject({ verdict: 'ok' });
    expect(await of(local, 25)).toMatchObject({
      verdict: 'failed',
      reason: 'stale: the newest record is 25 h old',
      evidence: 'a record',
    });
    expect(await of(local, -1)).toMatchObject({ verdict: 'failed' });
  });

  it('lets staging rest, but not be ahead', async () => {
    expect(await of(stg, 1000)).toMatchObject({ verdict: 'ok', reason: '3600000 s' });
    expect(await of(stg, -1)).toMatchObject({ verdict: 'failed' });
  });
});
