import { beforeEach, describe, expect, it } from 'vitest';
import { altered, messagesOf, saying, without } from '../../../tests/support/altered-world.ts';
import { editItems } from '../../../tests/support/hub-items.ts';
import { fault } from '../../../tests/support/koji-tamper.ts';
import { bench, instead, NOON } from '../../../tests/support/probe-bench.ts';
import { bodhi } from '../../../twin/systems/bodhi.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { Message } from '../../../twin/world/types.ts';
import type { XmlRpcStruct } from '../../protocols/xmlrpc/value.ts';
import { stg } from '../../targets/stg.ts';
import { signingCrossProbes } from './cross-probes.ts';
import { signingTimes } from './times.ts';

const bus = altered(datagrepper);
const { one, run, asked, world } = bench([koji, bodhi, bus.system], signingCrossProbes);
const HOUR = 3_600_000;
const TIME = 'robosignatory.sign.time';
const AGAIN = 'robosignatory.sign.again';

beforeEach(() => bus.see());

describe('signing on the twin', () => {
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
    const own = asked.filter(({ tags }) => signingCrossProbes.some(({ id }) => id === tags.name));
    expect(own.length).toBeLessThanOrEqual(5);
  });

  it('is skipped where nothing is signed', async () => {
    for (const id of [TIME, AGAIN])
      expect(await one(id, undefined, stg)).toMatchObject({ verdict: 'skipped' });
  });

  it('is unknown without koji, bodhi or datagrepper', async () => {
    expect(await one(TIME, fault(1014, 'database outage'))).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs koji: /),
    });
    expect(await one(TIME, instead(/^\/releases\/$/, { status: 503, body: '' }))).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs bodhi: /),
    });
    expect(await one(AGAIN, instead(/^\/datagrepper\/v2\/search$/, { status: 502, body: '' }))).toMatchObject(
      {
        verdict: 'unknown',
        reason: expect.stringMatching(/^needs datagrepper: /),
      },
    );
  });
});

describe('the time to sign', () => {
  /** A day of one tag: so many builds that took so long (seconds), and others that still wait. */
  function day(took: readonly number[], waiting: readonly number[]) {
    return editItems('queryHistory', (_, { named }) => {
      if (named.tag !== 'f46-signing-pending') return { tag_listing: [] };
      const row = (create_ts: number, revoke_ts: number | null): XmlRpcStruct => ({
        ...{ 'tag.name': 'f46-signing-pending', create_ts, revoke_ts },
      });
      const now = NOON / 1000;
      return {
        tag_listing: [
          ...took.map((seconds) => row(now - 40_000, now - 40_000 + seconds)),
          ...waiting.map((seconds) => row(now - seconds, null)),
        ],
      };
    });
  }

  const fill = (count: number, seconds: number) => Array.from({ length: count }, () => seconds);

  it('is that of nine in ten: a few slow ones are busy, not ill', async () => {
    const busy = day([...fill(200, 120), ...fill(15, 7000)], []);
    expect(await one(TIME, busy)).toMatchObject({
      verdict: 'ok',
      value: 120,
      reason: '215 builds, half within 2 min, nine of ten within 2 min; 0 wait',
    });
  });

  it('is degraded when the queue is slow, and has failed when it stands', async () => {
    expect(await one(TIME, day(fill(100, 3600), []))).toMatchObject({ verdict: 'degraded', value: 3600 });
    const standing = day(fill(20, 60), fill(80, 5 * 3600));
    expect(await one(TIME, standing)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('80 wait'),
    });
  });

  it('is unknown on a day without builds, and of rows of another tag', async () => {
    expect(await one(TIME, day([], []))).toMatchObject({ verdict: 'unknown' });
    const stray = editItems('queryHistory', () => ({
      tag_listing: [{ 'tag.name': 'f1', create_ts: 1, revoke_ts: 2 }],
    }));
    expect(await one(TIME, stray)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('got f1'),
    });
    expect(signingTimes([], NOON)).toBeNull();
  });
});

describe('signing twice', () => {
  const signing = ({ topic }: Message) => topic.endsWith('.buildsys.rpm.sign');
  /** Each signature is announced once more, by a message of its own. */
  const redelivered = (afterMs: number) =>
    messagesOf((message) => {
      if (!signing(message)) return [message];
      const { topic, category, packages, users, body } = message;
      const twice = {
        id: `${message.id}-again`,
        at: message.at + afterMs,
        topic,
        category,
        packages,
        users,
        body,
      };
      return [message, twice];
    });

  it('has failed when the queue gives everything out again', async () => {
    bus.see(redelivered(HOUR / 2));
    expect(await one(AGAIN)).toMatchObject({
      verdict: 'failed',
      unit: 'builds',
      reason: expect.stringMatching(/^signed again within a day: \S+, \S+, \S+/),
    });
  });

  it('sees one build that was signed hours before', async () => {
    const last = world
      .messagesIn('topic', `${world.topicPrefix}.buildsys.rpm.sign`)
      .filter(({ at }) => at < NOON)
      .at(-1);
    const earlier = last?.packages[0] ?? '';
    // As if its build had been signed ten hours ago for the first time.
    bus.see((of) => ({
      ...of,
      messagesIn: (kind, name) => {
        const found = of.messagesIn(kind, name);
        if (last === undefined || !found.includes(last)) return found;
        const { topic, category, packages, users, body } = last;
        const first = {
          id: `${last.id}-first`,
          at: NOON - 10 * HOUR,
          topic,
          category,
          packages,
          users,
          body,
        };
        return [...found, first].sort((one, other) => one.at - other.at);
      },
    }));
    expect(await one(AGAIN)).toMatchObject({
      verdict: 'degraded',
      value: 1,
      reason: expect.stringContaining(`signed again within a day: ${earlier}-`),
    });
  });

  it('lets pass what was only published twice', async () => {
    bus.see(redelivered(20_000));
    expect(await one(AGAIN)).toMatchObject({ verdict: 'ok', value: 0 });
  });

  it('lets a second key pass', async () => {
    bus.see(
      messagesOf((message) => {
        if (!signing(message)) return [message];
        const { topic, category, packages, users } = message;
        const other = saying(message, { sigkey: 'ffffffff' });
        const body = () => other.body();
        return [
          message,
          { id: `${message.id}-other`, at: message.at, topic, category, packages, users, body },
        ];
      }),
    );
    expect(await one(AGAIN)).toMatchObject({ verdict: 'ok', value: 0 });
  });

  it('is unknown where nothing was announced', async () => {
    bus.see(without(/\.rpm\.sign$/));
    expect(await one(AGAIN)).toMatchObject({ verdict: 'unknown' });
  });
});
