import { beforeEach, describe, expect, it } from 'vitest';
import { altered, messagesOf, saying, under, without } from '../../../tests/support/altered-world.ts';
import { bench, instead, NOON } from '../../../tests/support/probe-bench.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import { ciCrossProbes } from './cross-probes.ts';

const bus = altered(datagrepper);
const { one, run, asked } = bench([bus.system], ciCrossProbes);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STARTED = 'ci.tests.started';
const FINISHED = 'ci.tests.finished';
const ERRORS = 'ci.tests.errors';

beforeEach(() => bus.see());

describe('CI on the bus of the twin', () => {
  it('is ok at every hour of a day', async () => {
    for (let hour = 0; hour < 24; hour += 3) {
      const found = await run(undefined, { now: NOON - hour * HOUR });
      for (const finding of found.values()) {
        expect(finding.verdict, `${finding.probe} ${finding.reason}`).toBe('ok');
      }
    }
  });

  it('asks little', async () => {
    asked.length = 0;
    await run();
    const own = asked.filter(({ tags }) => ciCrossProbes.some(({ id }) => id === tags.name));
    expect(own.length).toBeLessThanOrEqual(6);
  });

  it('is unknown without datagrepper', async () => {
    const down = instead(/^\/datagrepper\/v2\/search$/, { status: 502, body: '' });
    for (const { id } of ciCrossProbes) {
      expect(await one(id, down), id).toMatchObject({
        verdict: 'unknown',
        reason: expect.stringContaining('datagrepper'),
      });
    }
  });
});

describe('triggered, but not queued', () => {
  it('is degraded when nothing was queued for an hour, and names the build that waits longest', async () => {
    bus.see(without(/test\.queued$/, ({ at }) => at < NOON - HOUR));
    const found = await one(STARTED);
    expect(found).toMatchObject({
      verdict: 'degraded',
      unit: 's',
      reason: expect.stringMatching(/^\d+ of \d+ builds queued, \S+ not for \d+ min$/),
    });
    expect(found.value).toBeLessThanOrEqual(3600 + 60);
  });

  it('is degraded, and not unknown, when CI is silent altogether', async () => {
    bus.see(without(/^org\.centos\./));
    expect(await one(STARTED)).toMatchObject({
      verdict: 'degraded',
      reason: expect.stringMatching(/^0 of \d+ builds queued/),
    });
  });

  it('does not take the tests of another build for those of this one', async () => {
    bus.see(
      messagesOf((message) =>
        message.topic.endsWith('test.queued')
          ? [saying(message, { artifact: { id: 1, nvr: 'other-1-1.fc46', type: 'koji-build' } })]
          : [message],
      ),
    );
    expect(await one(STARTED)).toMatchObject({ verdict: 'degraded', reason: expect.stringMatching(/^0 of/) });
  });

  it('waits for no test of EPEL or ELN, and is unknown where there is nothing else', async () => {
    bus.see(
      messagesOf((message) =>
        message.topic.endsWith('koji-build-group.build.complete')
          ? [saying(message, { update: { release: { name: 'EPEL-10' } } })]
          : [message],
      ),
    );
    expect(await one(STARTED)).toMatchObject({
      verdict: 'unknown',
      reason: 'bodhi has handed no build to CI in 3 h',
    });
  });
});

describe('queued, but never finished', () => {
  it('grows with the tests that have no end', async () => {
    bus.see(without(/test\.complete$/, (message) => !JSON.stringify(message.body()).includes('rpminspect')));
    const found = await one(FINISHED);
    expect(found.verdict).toBe('degraded');
    expect(found.reason).toMatch(/^\d+ of \d+ tests have not ended: \S+ fedora-ci\.koji-build\./);
    bus.see(without(/test\.complete$/));
    expect(await one(FINISHED)).toMatchObject({ verdict: 'failed', unit: '%' });
  });

  it('takes a breakdown for an end', async () => {
    // Every test that ended has broken down instead: the lists of the two topics trade places.
    bus.see((of) => ({
      ...of,
      messagesIn: (kind, name) => {
        if (name.endsWith('test.complete')) return [];
        if (!name.endsWith('test.error')) return of.messagesIn(kind, name);
        const ended = of.messagesIn(kind, name.replace(/error$/, 'complete'));
        return [...ended, ...of.messagesIn(kind, name)]
          .map((message) => under(message, name))
          .sort((earlier, later) => earlier.at - later.at);
      },
    }));
    expect(await one(FINISHED)).toMatchObject({ verdict: 'ok' });
    expect(await one(ERRORS)).toMatchObject({ verdict: 'failed', value: 100 });
  });

  it('looks further back where few were queued', async () => {
    const quiet = without(/test\.queued$/, ({ at }) => at < NOON - 4 * HOUR);
    bus.see(quiet);
    const found = await one(FINISHED);
    expect(found).toMatchObject({
      verdict: 'ok',
      reason: expect.stringMatching(/^\d\d+ of \d\d+ tests have ended$/),
    });
    bus.see((world) => without(/test\.complete$/)(quiet(world)));
    expect(await one(FINISHED)).toMatchObject({ verdict: 'failed' });
  });

  it('makes no share of a few', async () => {
    bus.see(without(/test\.queued$/, ({ at }) => at > NOON - 95 * MINUTE));
    expect(await one(FINISHED)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('make no share'),
    });
  });
});

describe('the share of breakdowns', () => {
  it('is one of all tests of a day', async () => {
    const found = await one(ERRORS);
    expect(found).toMatchObject({
      verdict: 'ok',
      reason: expect.stringMatching(/^\d+ of \d+ tests broke down$/),
    });
    expect(found.value).toBeGreaterThan(0);
  });

  it('is unknown on a day without tests', async () => {
    bus.see(without(/^org\.centos\./));
    expect(await one(ERRORS)).toMatchObject({ verdict: 'unknown' });
  });
});
