import { beforeEach, describe, expect, it } from 'vitest';
import { altered, messagesOf, saying, without } from '../../../tests/support/altered-world.ts';
import { fault } from '../../../tests/support/koji-tamper.ts';
import { bench, edited, instead, NOON } from '../../../tests/support/probe-bench.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { Message, World } from '../../../twin/world/types.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { arrivalProbes } from '../datanommer/arrival.ts';
import { busProbes } from './cross-probes.ts';

const bus = altered(datagrepper);
const probes = [...busProbes, ...arrivalProbes];
const { one, run, asked } = bench([koji, bus.system], probes);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BUILDS = 'fedora-messaging.builds.announced';
const TAGS = 'fedora-messaging.tags.announced';
const GAP = 'fedora-messaging.tags.gap';
const ARRIVAL = 'datanommer.arrival.lag';

beforeEach(() => bus.see());

const since = (ms: number) => without(/\.buildsys\./, ({ at }) => at < NOON - ms);

describe('koji against its bus, on the twin', () => {
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
    const own = asked.filter(({ tags }) => probes.some(({ id }) => id === tags.name));
    expect(own.length).toBeLessThanOrEqual(9);
  });

  it('is unknown without datagrepper, and without koji', async () => {
    const down = instead(/^\/datagrepper\/v2\/search$/, { status: 502, body: '' });
    for (const id of [BUILDS, TAGS, GAP, ARRIVAL]) {
      expect(await one(id, down), id).toMatchObject({
        verdict: 'unknown',
        reason: expect.stringMatching(/^needs datagrepper: /),
      });
    }
    for (const id of [BUILDS, TAGS, ARRIVAL]) {
      expect(await one(id, fault(1014, 'database outage')), id).toMatchObject({
        verdict: 'unknown',
        reason: expect.stringMatching(/^needs koji: /),
      });
    }
  });
});

describe('builds and their messages', () => {
  it('is degraded by one that got lost, and names it', async () => {
    const lost = bench([koji], [])
      .world.builds()
      .filter(({ completedAt, outcome }) => outcome === 'complete' && completedAt < NOON - 20 * MINUTE)
      .at(-1);
    if (lost === undefined) throw new Error('the test needs a complete build');
    bus.see(
      messagesOf((message) =>
        message.topic.endsWith('.build.state.change') && message.body().build_id === lost.id ? [] : [message],
      ),
    );
    expect(await one(BUILDS)).toMatchObject({
      verdict: 'degraded',
      value: 1,
      reason: expect.stringMatching(
        new RegExp(`^1 of \\d+ without buildsys.build.state.change: ${lost.nvr}$`),
      ),
    });
  });

  it('has failed when koji sends none of them', async () => {
    bus.see(without(/\.buildsys\.build\.state\.change$/, ({ at }) => at < NOON - 2 * HOUR));
    expect(await one(BUILDS)).toMatchObject({ verdict: 'failed', unit: 'builds' });
  });

  it('does not take the message of a build that began, or failed, for one that it is complete', async () => {
    bus.see(
      messagesOf((message) =>
        message.topic.endsWith('.build.state.change') && message.body().new === 1
          ? [saying(message, { new: 3 })]
          : [message],
      ),
    );
    expect(await one(BUILDS)).toMatchObject({ verdict: 'failed' });
  });

  it('refuses a message of another shape', async () => {
    const search = /^\/datagrepper\/v2\/search$/;
    const shapeless = edited(search, (page) => {
      const record = dictionary(anything)(page, '');
      const messages = list(dictionary(anything))(record.raw_messages, '');
      return { ...record, raw_messages: messages.map((message) => ({ ...message, body: {} })) };
    });
    expect(await one(BUILDS, shapeless)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/^message .*: build_id is missing, expected a number$/),
    });
  });
});

describe('tags and their messages', () => {
  it('has failed when the hub tags, and says nothing of it', async () => {
    bus.see(without(/\.buildsys\.tag$/, ({ at }) => at < NOON - 2 * HOUR));
    expect(await one(TAGS)).toMatchObject({
      verdict: 'failed',
      unit: 'messages',
      reason: expect.stringMatching(/^\d+ of \d+ without buildsys.tag: \S+ in \S+, /),
    });
  });

  it('is degraded when those of one tag are lost', async () => {
    let lost = 0;
    bus.see(
      messagesOf((message) => {
        const signing =
          message.topic.endsWith('.buildsys.tag') && String(message.body().tag).includes('signing');
        if (!signing || message.at < NOON - HOUR || message.at > NOON - 45 * MINUTE) return [message];
        lost += 1;
        return [];
      }),
    );
    const found = await one(TAGS);
    expect(lost).toBeGreaterThan(0);
    expect(found.value).toBeGreaterThan(0);
    expect(found.verdict).toBe('degraded');
    expect(found.reason).toContain('signing-pending');
  });
});

describe('a release that is branched', () => {
  const TOPIC = 'org.fedoraproject.prod.buildsys.tag';
  const retags: readonly Message[] = Array.from({ length: 900 }, (_, nth) => ({
    id: `00000000-0000-4000-a000-${String(nth).padStart(12, '0')}`,
    at: NOON - 450_000 + nth * 500,
    topic: TOPIC,
    category: 'buildsys',
    packages: ['retagged'],
    users: ['releng'],
    body: () => ({ build_id: nth, tag: 'f46' }),
  }));
  /** Hundreds of builds are tagged within minutes. */
  const flooded = (world: World): World => ({
    ...world,
    messagesIn: (kind, name) =>
      kind === 'topic' && name === TOPIC
        ? [...world.messagesIn(kind, name), ...retags]
        : world.messagesIn(kind, name),
  });

  it('does not hide whether tags are announced', async () => {
    bus.see(flooded);
    expect(await one(TAGS)).toMatchObject({
      verdict: 'ok',
      value: 0,
      reason: expect.stringMatching(/^[1-9]\d* of \d+ have their buildsys\.tag$/),
    });
    bus.see((world) => flooded(without(/\.buildsys\.tag$/, ({ at }) => at < NOON - 3 * HOUR)(world)));
    expect(await one(TAGS)).toMatchObject({ verdict: 'failed' });
  });

  it('does not make the usual pause between two builds a hole', async () => {
    bus.see(flooded);
    expect(await one(GAP)).toMatchObject({ verdict: 'ok' });
  });
});

describe('the longest silence', () => {
  it('grows to a hole when nothing is said for hours, now or before', async () => {
    bus.see(since(3 * HOUR));
    expect(await one(GAP)).toMatchObject({
      verdict: 'degraded',
      value: expect.closeTo(3 * 3600, -3.5),
      reason: expect.stringMatching(/^\d\.?\d? h until 12:00, usually \d+ (s|min) \(\d+ messages\)$/),
    });
    bus.see(without(/\.buildsys\.tag$/, ({ at }) => at < NOON - 3 * HOUR || at > NOON - HOUR));
    expect(await one(GAP)).toMatchObject({
      verdict: 'degraded',
      reason: expect.stringContaining(' h until 11:0'),
    });
  });

  it('is degraded by one and a half hours, where minutes are usual', async () => {
    bus.see(since(90 * MINUTE));
    const found = await one(GAP);
    expect(found.verdict).toBe('degraded');
    expect(found.value).toBeLessThan(found.warn ?? 0);
  });

  it('is that of a day where little is tagged', async () => {
    bus.see(without(/\.buildsys\.tag$/, ({ at }) => at < NOON - 6 * HOUR));
    expect(await one(GAP)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/^6(\.\d)? h until 12:00/),
    });
  });

  it('tells no usual silence from a few messages', async () => {
    bus.see(without(/\.buildsys\.tag$/, ({ at }) => at > NOON - 10 * MINUTE));
    expect(await one(GAP)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('tell no usual silence'),
    });
  });
});

describe('datanommer behind koji', () => {
  it('is behind by the age of the first build that it has not heard of', async () => {
    bus.see(without(/\.build\.state\.change$/, ({ at }) => at < NOON - 90 * MINUTE));
    const found = await one(ARRIVAL);
    expect(found).toMatchObject({
      verdict: 'degraded',
      reason: expect.stringMatching(/later builds are not in it$/),
    });
    expect(found.value).toBeGreaterThan(20 * 60);
    bus.see(without(/\.build\.state\.change$/, ({ at }) => at < NOON - 20 * HOUR));
    expect(await one(ARRIVAL)).toMatchObject({ verdict: 'failed' });
    bus.see(without(/\.build\.state\.change$/));
    expect(await one(ARRIVAL)).toMatchObject({ verdict: 'failed', value: 86_400 });
  });
});
