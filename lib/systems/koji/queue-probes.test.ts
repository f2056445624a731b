import { describe, expect, it } from 'vitest';
import { editItems, inTurn, listOf, memberOf } from '../../../tests/support/hub-items.ts';
import { fault } from '../../../tests/support/koji-tamper.ts';
import { bench, NOON } from '../../../tests/support/probe-bench.ts';
import type { Tamper } from '../../../tests/support/twin-transport.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../../protocols/xmlrpc/value.ts';
import { kojiQueueProbes } from './queue-probes.ts';

const { one, run, asked } = bench([koji], kojiQueueProbes);
const MINUTE = 60;
const NOW = NOON / 1000;

/** A task that waits, `age` seconds old. */
function task(id: number, age: number, more: XmlRpcStruct = {}): XmlRpcStruct {
  const usual = { method: 'buildArch', arch: 'x86_64', channel_id: 1, owner: 5, priority: 19, state: 0 };
  return { ...usual, id, create_ts: NOW - age, ...more };
}

/** The hub with these unfinished tasks. */
function hubWith(tasks: readonly XmlRpcStruct[]): Tamper {
  return editItems('listTasks', (_, { named }) => {
    const states = listOf(memberOf(named.opts, 'state'));
    const owner = memberOf(named.opts, 'owner');
    const found = tasks.filter(
      (one) => states.includes(one.state ?? null) && (owner === null || one.owner === owner),
    );
    if (memberOf(named.queryOpts, 'countOnly') === true) return found.length;
    const byPriority = memberOf(named.queryOpts, 'order') === 'priority,id';
    const ordered = byPriority ? [...found].sort((a, b) => Number(a.priority) - Number(b.priority)) : found;
    return ordered.slice(0, Number(memberOf(named.queryOpts, 'limit')));
  });
}

const many = (count: number, of: (nth: number) => XmlRpcStruct): XmlRpcStruct[] =>
  Array.from({ length: count }, (_, nth) => of(nth));

describe('koji’s queue, on the twin', () => {
  it('is ok at every hour of a day', async () => {
    for (let hour = 0; hour < 24; hour += 3) {
      const found = await run(undefined, { now: NOON - hour * 3_600_000 });
      for (const finding of found.values())
        expect(finding.verdict, `${finding.probe} ${finding.reason}`).toBe('ok');
    }
  });

  it('asks the hub five times', async () => {
    asked.length = 0;
    await run();
    const own = asked.filter(({ tags }) => kojiQueueProbes.some(({ id }) => id === tags.name));
    expect(own.length).toBeLessThanOrEqual(5);
  });
});

describe('koji.queue.length', () => {
  it('is ok on a busy day, and tells architectures and channels', async () => {
    const busy = many(400, (nth) => task(nth, 300, { arch: nth % 4 === 0 ? 's390x' : 'x86_64', owner: nth }));
    expect(await one('koji.queue.length', hubWith(busy))).toMatchObject({
      verdict: 'ok',
      value: 400,
      unit: 'tasks',
      reason: '400 wait: x86_64 300, s390x 100; channel default 400',
    });
  });

  it('has failed at a burst of thousands, most of which it only counts', async () => {
    const burst = many(5001, (nth) => task(nth, 300, { channel_id: 2 }));
    expect(await one('koji.queue.length', hubWith(burst))).toMatchObject({
      verdict: 'failed',
      value: 5001,
      reason: '5001 wait, the first 1000 by x86_64 1000; channel createrepo 1000',
    });
  });

  it('refuses tasks that do not wait, a fault, and a queue of another shape', async () => {
    const open = editItems('listTasks', (value) =>
      typeof value === 'number' ? 1 : [task(7, 60, { state: 1 })],
    );
    expect(await one('koji.queue.length', open)).toMatchObject({
      verdict: 'failed',
      reason: 'asked for free tasks, got task 7 of state 1',
    });
    expect(await one('koji.queue.length', fault(1014, 'database outage'))).toMatchObject({
      verdict: 'failed',
    });
    const nil = editItems('listTasks', (): XmlRpcValue => null);
    expect(await one('koji.queue.length', nil)).toMatchObject({
      verdict: 'failed',
      reason: 'listTasks is null, expected a list',
    });
  });
});

describe('a mass rebuild', () => {
  const rebuild = many(18_000, (nth) => task(nth, 40_000, { owner: 42, priority: 25 }));
  const others = many(30, (nth) => task(20_000 + nth, 2 * MINUTE, { owner: nth }));

  it('waits for all others, and is told but not counted', async () => {
    const found = await run(hubWith([...rebuild, ...others]));
    expect(found.get('koji.queue.length')).toMatchObject({
      verdict: 'ok',
      value: 30,
      reason: '18030 wait, the first 1000 by x86_64 1000; channel default 1000; 18000 of low priority',
    });
    expect(found.get('koji.queue.oldest')).toMatchObject({
      verdict: 'ok',
      value: 120,
      reason: expect.stringMatching(/; 18000 of low priority$/),
    });
    expect(found.get('koji.queue.share')).toMatchObject({
      verdict: 'ok',
      value: 1,
      reason: expect.stringMatching(/^user \d+ has 1 of 30 unfinished tasks \(3 %\); 18000 of low priority/),
    });
  });

  it('does not hide a task of usual priority that nobody takes', async () => {
    const stuck = task(20_000, 7 * 3600, { arch: 's390x' });
    expect(await one('koji.queue.oldest', hubWith([...rebuild, stuck]))).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('task 20000 (buildArch s390x)'),
    });
  });

  it('is a burst like any other when it has the usual priority', async () => {
    const urgent = rebuild.map((one) => ({ ...one, priority: 20 }));
    expect(await one('koji.queue.length', hubWith(urgent))).toMatchObject({
      verdict: 'failed',
      value: 18_000,
    });
    expect(await one('koji.queue.share', hubWith(urgent))).toMatchObject({
      verdict: 'degraded',
      value: 18_000,
    });
  });
});

describe('koji.queue.oldest', () => {
  it('has failed where an architecture has lost its builders, and names it', async () => {
    const stuck = [
      task(1, 7 * 3600, { arch: 's390x' }),
      task(2, 2 * MINUTE),
      task(3, MINUTE, { arch: 's390x' }),
    ];
    expect(await one('koji.queue.oldest', hubWith(stuck))).toMatchObject({
      verdict: 'failed',
      value: 25_200,
      reason: 'task 1 (buildArch s390x); s390x 7 h, x86_64 2 min; channel default 7 h',
    });
  });

  it('lets work of low priority wait for a day', async () => {
    const background = [task(1, 86_400, { priority: 30 }), task(2, 5 * MINUTE)];
    expect(await one('koji.queue.oldest', hubWith(background))).toMatchObject({
      verdict: 'ok',
      value: 300,
      reason: expect.stringMatching(/; 1 of low priority$/),
    });
    expect(await one('koji.queue.oldest', hubWith([]))).toMatchObject({ verdict: 'ok', value: 0 });
  });

  it('refuses a task of the future', async () => {
    expect(await one('koji.queue.oldest', hubWith([task(1, -3600)]))).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('ahead of this machine’s clock'),
    });
  });
});

describe('koji.queue.share', () => {
  it('is degraded when one owner has more than half of a long queue', async () => {
    const crowd = many(600, (nth) =>
      task(nth, 300, { owner: nth % 3 === 0 ? 1000 + nth : 42, state: nth % 2 }),
    );
    expect(await one('koji.queue.share', hubWith(crowd))).toMatchObject({
      verdict: 'degraded',
      value: 400,
      reason: expect.stringMatching(/^user 42 has 400 of 600 unfinished tasks \(67 %\)/),
    });
  });

  it('counts what it has not read', async () => {
    const crowd = many(3000, (nth) => task(nth, 300, { owner: 42 }));
    expect(await one('koji.queue.share', hubWith(crowd))).toMatchObject({ verdict: 'degraded', value: 3000 });
  });

  it('is degraded when one package has most of many builds', async () => {
    const builds = editItems('listBuilds', (value, { named }) =>
      named.state === 0
        ? many(300, (nth) => ({
            nvr: `kernel-${nth}-1`,
            name: nth % 4 === 0 ? `a${nth}` : 'kernel',
            owner_name: 'x',
          }))
        : value,
    );
    expect(await one('koji.queue.share', inTurn(hubWith([task(1, 10)]), builds))).toMatchObject({
      verdict: 'degraded',
      reason: expect.stringContaining('builds under way 300, of kernel 225'),
    });
  });

  it('is ok when a long queue is of many, and a short one of one', async () => {
    const shared = many(600, (nth) => task(nth, 300, { owner: nth % 5 }));
    expect(await one('koji.queue.share', hubWith(shared))).toMatchObject({ verdict: 'ok', value: 120 });
    const short = many(200, (nth) => task(nth, 300));
    expect(await one('koji.queue.share', hubWith(short))).toMatchObject({ verdict: 'ok', value: 200 });
    expect(await one('koji.queue.share', hubWith([]))).toMatchObject({ verdict: 'ok', value: 0 });
  });
});

describe('koji.repo.lag', () => {
  const repoOfAge = (seconds: number) =>
    editItems('getRepo', (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? { ...value, create_ts: NOW - seconds }
        : value,
    );

  it('grows from the first change that the newest repo lacks', async () => {
    const found = await one('koji.repo.lag', repoOfAge(13 * 3600));
    expect(found).toMatchObject({
      verdict: 'failed',
      unit: 's',
      reason: expect.stringMatching(
        /^repo \d+ of f46-build is 13 h old and lacks \d+ builds of f46, the first for 1\d(\.\d)? h$/,
      ),
    });
    expect(await one('koji.repo.lag', repoOfAge(5 * 3600))).toMatchObject({ verdict: 'degraded' });
  });

  it('is 0 when nothing has changed, however old the repo is', async () => {
    const quiet = inTurn(
      repoOfAge(30 * 3600),
      editItems('queryHistory', () => ({ tag_listing: [] })),
    );
    expect(await one('koji.repo.lag', quiet)).toMatchObject({
      verdict: 'ok',
      value: 0,
      reason: expect.stringMatching(/is 30 h old, f46 has not changed since$/),
    });
  });

  it('is unknown without a repo, and where the name of the build tag does not lead on', async () => {
    expect(
      await one(
        'koji.repo.lag',
        editItems('getRepo', () => null),
      ),
    ).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('has no ready repo'),
    });
    const renamed = inTurn(
      editItems('getBuildTarget', (value) => ({
        ...{ name: 'rawhide', build_tag: 1, build_tag_name: 'f46', dest_tag: 2 },
        dest_tag_name: memberOf(value, 'dest_tag_name'),
      })),
      editItems('getTag', () => ({ id: 1, name: 'f46', arches: 'x86_64' })),
      editItems('getRepo', () => ({ id: 9, tag_name: 'f46', create_ts: NOW - 60 })),
    );
    expect(await one('koji.repo.lag', renamed)).toMatchObject({
      verdict: 'unknown',
      reason: 'the name of f46 does not tell where its packages are',
    });
  });

  it('refuses a history of another tag', async () => {
    const row = { build_id: 1, name: 'a', version: '1', release: '1', active: true, create_ts: NOW };
    const stray = editItems('queryHistory', () => ({ tag_listing: [{ ...row, 'tag.name': 'f1' }] }));
    expect(await one('koji.repo.lag', stray)).toMatchObject({
      verdict: 'failed',
      reason: 'asked for f46, got f1',
    });
  });
});
