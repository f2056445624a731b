import { beforeEach, describe, expect, it } from 'vitest';
import { altered } from '../../../tests/support/altered-world.ts';
import { bench, edited, instead, NOON } from '../../../tests/support/probe-bench.ts';
import { bodhi } from '../../../twin/systems/bodhi.ts';
import { greenwave } from '../../../twin/systems/greenwave.ts';
import { resultsdb } from '../../../twin/systems/resultsdb.ts';
import { waiverdb } from '../../../twin/systems/waiverdb.ts';
import type { World } from '../../../twin/world/types.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { waiverCrossProbes } from '../waiverdb/cross-probes.ts';
import { greenwaveCrossProbes } from './cross-probes.ts';

const gate = altered(greenwave);
const updates = altered(bodhi);
const tests = altered(resultsdb);
const probes = [...greenwaveCrossProbes, ...waiverCrossProbes];
const { one, run, asked } = bench([gate.system, updates.system, tests.system, waiverdb], probes);
const HOUR = 3_600_000;
const SEEN = 'greenwave.results.seen';
const EFFECT = 'waiverdb.waivers.effect';

beforeEach(() => {
  gate.see();
  updates.see();
  tests.see();
});

/** Every package is gated, and no result of the last hours is known, so that gates stay shut. */
const blind = (world: World): World => ({
  ...world,
  testRunsOf: () => [],
  waivers: () => [],
  package: (name) => {
    const found = world.package(name);
    return found === undefined ? found : { ...found, gated: true };
  },
});

describe('gating on the twin', () => {
  it('is ok at every hour of a day', async () => {
    for (let hour = 0; hour < 24; hour += 3) {
      const found = await run(undefined, { now: NOON - hour * HOUR });
      for (const finding of found.values()) {
        expect(finding.verdict, `${finding.probe} ${finding.reason}`).toBe('ok');
      }
    }
  });

  it('asks little, also on a bad day', async () => {
    gate.see(blind);
    updates.see(blind);
    asked.length = 0;
    await run();
    const count = (id: string) => asked.filter(({ tags }) => tags.name === id).length;
    expect(count(SEEN)).toBeLessThanOrEqual(7);
    expect(count(EFFECT)).toBeLessThanOrEqual(4);
  });

  it('is unknown without those who are asked besides, and has failed by itself', async () => {
    const down = (path: RegExp) => instead(path, { status: 503, body: '' });
    expect(await one(SEEN, down(/^\/updates\/$/))).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs bodhi: /),
    });
    expect(await one(EFFECT, down(/\/decision$/))).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs greenwave: /),
    });
    expect(await one(EFFECT, down(/\/waivers\/$/))).toMatchObject({ verdict: 'failed' });
    gate.see(blind);
    updates.see(blind);
    expect(await one(SEEN, down(/results\/latest$/))).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs resultsdb: /),
    });
    expect(await one(SEEN, down(/\/decision$/))).toMatchObject({ verdict: 'failed' });
  });
});

/** The gating test of every build has passed: `age` ms before noon, as resultsdb has it. */
const passed =
  (age: number) =>
  (world: World): World => ({
    ...world,
    testRunsOf: (buildId) => [
      {
        ...{
          id: 77,
          buildId,
          update: '',
          testcase: 'fedora-ci.koji-build.tier0.functional',
          outcome: 'PASSED',
        },
        ...{
          queuedAt: NOON - age,
          runningAt: NOON - age,
          doneAt: NOON - age,
          recordedAt: NOON - age,
          runUrl: '',
        },
      },
    ],
  });

describe('results that greenwave does not see', () => {
  it('has failed when resultsdb has held them for an hour', async () => {
    gate.see(blind);
    updates.see(blind);
    tests.see(passed(HOUR));
    expect(await one(SEEN)).toMatchObject({
      verdict: 'failed',
      unit: 'results',
      reason: expect.stringMatching(
        /^missing to greenwave, but at resultsdb: fedora-ci\.koji-build\.tier0\.functional of \S+ PASSED for 60 min \(FEDORA/,
      ),
    });
  });

  it('is ok when they are new, or nobody has them', async () => {
    gate.see(blind);
    updates.see(blind);
    tests.see(passed(HOUR / 4));
    expect(await one(SEEN)).toMatchObject({
      verdict: 'ok',
      reason: expect.stringMatching(/^\d+ results are missing, and resultsdb has none of 3 either$/),
    });
    tests.see(blind);
    expect(await one(SEEN)).toMatchObject({ verdict: 'ok', value: 0 });
  });

  it('does not take the result of another item for one', async () => {
    gate.see(blind);
    updates.see(blind);
    tests.see(passed(HOUR));
    const other = edited(/results\/latest$/, (value) =>
      JSON.parse(JSON.stringify(value).replace(/"item":\["[^"]*"\]/g, '"item":["other-1-1"]')),
    );
    expect(await one(SEEN, other)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs resultsdb: result 77 is none of/),
    });
  });

  it('refuses a decision that contradicts itself', async () => {
    gate.see(blind);
    updates.see(blind);
    const lenient = edited(/\/decision$/, (value) => ({
      ...dictionary(anything)(value, ''),
      policies_satisfied: true,
    }));
    expect(await one(SEEN, lenient)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/^policies_satisfied is true with \d+ unsatisfied requirements$/),
    });
  });
});

describe('a waiver without effect', () => {
  it('has failed when greenwave still holds the test against the build', async () => {
    gate.see((world) => ({ ...world, waivers: () => [] }));
    expect(await one(EFFECT)).toMatchObject({
      verdict: 'failed',
      unit: 'waivers',
      reason: expect.stringMatching(
        /^without effect on greenwave: \d+ \(fedora-ci\.koji-build\.tier0\.functional of \S+\)/,
      ),
    });
  });

  it('is ok when another test than the waived one is held against it', async () => {
    const busy = edited(/\/decision$/, (value) => ({
      ...dictionary(anything)(value, ''),
      policies_satisfied: false,
      unsatisfied_requirements: [{ type: 'test-result-failed', testcase: 'other', subject_identifier: 'x' }],
    }));
    expect(await one(EFFECT, busy)).toMatchObject({ verdict: 'ok', value: 0 });
  });

  it('tries a waiver of two weeks ago, when nobody has waived since', async () => {
    const earlier = edited(/\/waivers\/$/, (value) => {
      const page = dictionary(anything)(value, '');
      const waivers = list(dictionary(anything))(page.data, '').map((one) => ({
        ...one,
        timestamp: new Date(Date.parse(`${one.timestamp}Z`) - 14 * 24 * HOUR).toISOString().slice(0, 23),
      }));
      return { ...page, data: waivers };
    });
    expect(await one(EFFECT, earlier)).toMatchObject({ verdict: 'ok', value: 0 });
  });

  it('is unknown where greenwave has no policy, or nothing was waived for a month', async () => {
    const none = instead(/\/decision$/, {
      status: 404,
      headers: { 'content-type': 'application/json' },
      body: '{"message":"Found no applicable policies for koji_build subjects"}',
    });
    expect(await one(EFFECT, none)).toMatchObject({ verdict: 'unknown' });
    const old = edited(/\/waivers\/$/, (value) =>
      JSON.parse(JSON.stringify(value).replace(/"timestamp":"2026/g, '"timestamp":"2025')),
    );
    expect(await one(EFFECT, old)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^none of/),
    });
  });
});
