import { beforeEach, describe, expect, it } from 'vitest';
import { altered } from '../../../tests/support/altered-world.ts';
import { editItems } from '../../../tests/support/hub-items.ts';
import { fault } from '../../../tests/support/koji-tamper.ts';
import { bench, instead, NOON } from '../../../tests/support/probe-bench.ts';
import { koji } from '../../../twin/systems/koji.ts';
import { koschei } from '../../../twin/systems/koschei.ts';
import { koscheiCrossProbes, packageOf } from './results.ts';

const known = altered(koschei);
const { one, run, asked } = bench([koji, known.system], koscheiCrossProbes);
const HOUR = 3_600_000;
const LAG = 'koschei.results.lag';

beforeEach(() => known.see());

/** Koschei has registered nothing for so long (ms). */
const frozen = (ms: number) =>
  known.see((world) => ({
    ...world,
    koscheiBuilds: () => world.koscheiBuilds().filter(({ finishedAt }) => finishedAt < NOON - ms),
  }));

describe('koschei.results.lag', () => {
  it('is ok at every hour of a day, by three requests', async () => {
    for (let hour = 0; hour < 24; hour += 3) {
      const finding = (await run(undefined, { now: NOON - hour * HOUR })).get(LAG);
      expect(finding, finding?.reason).toMatchObject({ verdict: 'ok', value: 0 });
    }
    asked.length = 0;
    await run();
    expect(asked.filter(({ tags }) => tags.name === LAG).length).toBe(3);
  });

  it('grows from the first build of which Koschei does not know the end', async () => {
    frozen(12 * HOUR);
    const found = await one(LAG);
    expect(found).toMatchObject({
      unit: 's',
      reason: expect.stringMatching(/^5 of 5 ended builds not registered: \S+, task \d+, for \d+ min, /),
    });
    expect(found.value).toBeGreaterThan(30 * 60);
    const stale = editItems('listTasks', (value) =>
      JSON.parse(
        JSON.stringify(value).replace(/"completion_ts":[\d.]+/g, `"completion_ts":${NOON / 1000 - 7 * 3600}`),
      ),
    );
    expect(await one(LAG, stale)).toMatchObject({ verdict: 'failed', value: 25_200 });
  });

  it('is unknown without koji, and has failed without Koschei', async () => {
    expect(await one(LAG, fault(1014, 'database outage'))).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs koji: /),
    });
    expect(await one(LAG, instead(/^\/api\/v1\/packages$/, { status: 503, body: '' }))).toMatchObject({
      verdict: 'failed',
    });
    expect(
      await one(
        LAG,
        editItems('listTasks', () => []),
      ),
    ).toMatchObject({ verdict: 'unknown' });
  });

  it('refuses the tasks of others', async () => {
    const others = editItems('listTasks', (value) =>
      JSON.parse(JSON.stringify(value).replace(/"owner":\d+/g, '"owner":1')),
    );
    expect(await one(LAG, others)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs koji: asked for ended builds of koschei, got task/),
    });
  });
});

describe('packageOf', () => {
  it.each([
    ['git+https://src.fedoraproject.org/rpms/python-six.git#0123', 'python-six'],
    ['git+https://src.fedoraproject.org/rpms/python-six#0123', 'python-six'],
    ['cli-build/1700000000.1/rust-serde-1.0.1-2.fc46.src.rpm', 'rust-serde'],
    ['https://kojipkgs.fedoraproject.org/packages/a/1/2/src/a-1-2.src.rpm', 'a'],
    ['something else', null],
  ])('of %s is %s', (source, name) => {
    expect(packageOf([source])).toBe(name);
    expect(packageOf([])).toBeNull();
  });
});
