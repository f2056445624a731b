import { beforeEach, describe, expect, it } from 'vitest';
import { altered, without } from '../../../tests/support/altered-world.ts';
import { editItems, inTurn } from '../../../tests/support/hub-items.ts';
import { fault } from '../../../tests/support/koji-tamper.ts';
import { bench, edited, instead, NOON } from '../../../tests/support/probe-bench.ts';
import { bodhi } from '../../../twin/systems/bodhi.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import { greenwave } from '../../../twin/systems/greenwave.ts';
import { koji } from '../../../twin/systems/koji.ts';
import type { Update, World } from '../../../twin/world/types.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { stg } from '../../targets/stg.ts';
import { bodhiCrossProbes } from './cross-probes.ts';

const bus = altered(datagrepper);
const updates = altered(bodhi);
const gate = altered(greenwave);
const { one, run, asked, world } = bench([koji, bus.system, updates.system, gate.system], bodhiCrossProbes);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UNSIGNED = 'bodhi.updates.unsigned';
const WITHOUT = 'bodhi.builds.withoutUpdate';
const ANNOUNCED = 'bodhi.requests.announced';
const FAIL_OPEN = 'bodhi.updates.failOpen';
const record = dictionary(anything);

beforeEach(() => {
  bus.see();
  updates.see();
  gate.see();
});

/** Updates of rawhide of these hours before noon, at most `count`. */
function ofRawhide(hours: readonly [number, number], count: number): readonly Update[] {
  const [least, most] = hours;
  return world
    .updates()
    .filter(({ releaseName, createdAt }) => releaseName === 'F46' && createdAt < NOON - least * HOUR)
    .filter(({ createdAt }) => createdAt > NOON - most * HOUR)
    .slice(-count);
}

/** Bodhi has missed the signatures of these updates. */
const unsignedAt =
  (stuck: readonly Update[]) =>
  (of: World): World => {
    const aliases = new Set(stuck.map(({ alias }) => alias));
    const builds = new Set(stuck.flatMap((update) => update.builds));
    const held = (update: Update): Update =>
      aliases.has(update.alias) ? { ...update, testingAt: null, stableAt: null } : update;
    return {
      ...of,
      updates: () => of.updates().map(held),
      build: (key) => {
        const build = of.build(key);
        return build !== undefined && builds.has(build.id) ? { ...build, signedAt: null } : build;
      },
    };
  };

describe('bodhi against the others, on the twin', () => {
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
    const own = asked.filter(({ tags }) => bodhiCrossProbes.some(({ id }) => id === tags.name));
    expect(own.length).toBeLessThanOrEqual(13);
  });

  it('is unknown without what it is compared with, and says who is needed', async () => {
    const hub = fault(1014, 'database outage');
    for (const id of [UNSIGNED, WITHOUT]) {
      expect(await one(id, hub), id).toMatchObject({
        verdict: 'unknown',
        reason: expect.stringMatching(/^needs koji: /),
      });
    }
    const noBus = instead(/^\/datagrepper\/v2\/search$/, { status: 502, body: '' });
    expect(await one(ANNOUNCED, noBus)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs datagrepper: /),
    });
    const noGate = instead(/\/decision$/, { status: 502, body: '{"message":"resultsdb is down"}' });
    expect(await one(FAIL_OPEN, noGate)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringMatching(/^needs greenwave: /),
    });
  });

  it('has failed without bodhi itself', async () => {
    const down = instead(/^\/updates\/$/, { status: 503, body: '' });
    for (const id of [UNSIGNED, ANNOUNCED, FAIL_OPEN]) {
      expect(await one(id, down), id).toMatchObject({ verdict: 'failed' });
    }
  });
});

describe('signed at koji, pending at bodhi', () => {
  it('is degraded by one update, and has failed by four', async () => {
    const [stuck] = ofRawhide([3, 12], 1);
    if (stuck === undefined) throw new Error('no update of rawhide');
    updates.see(unsignedAt([stuck]));
    expect(await one(UNSIGNED)).toMatchObject({
      verdict: 'degraded',
      value: 1,
      unit: 'updates',
      reason: expect.stringMatching(
        new RegExp(`^signed at koji, pending at bodhi: ${stuck.alias} \\(\\S+, signed \\d.* ago\\)$`),
      ),
      url: expect.stringContaining(`/updates/${stuck.alias}`),
    });
    updates.see(unsignedAt(ofRawhide([3, 12], 4)));
    expect(await one(UNSIGNED)).toMatchObject({ verdict: 'failed', value: 4 });
  });

  it('sees an update of signed builds that stays pending where nothing is composed', async () => {
    const [stuck] = ofRawhide([3, 12], 1);
    updates.see((of) => ({
      ...of,
      updates: () =>
        of
          .updates()
          .map((one) => (one.alias === stuck?.alias ? { ...one, testingAt: null, stableAt: null } : one)),
    }));
    expect(await one(UNSIGNED)).toMatchObject({ verdict: 'degraded', value: 1 });
  });

  it('gives bodhi an hour', async () => {
    updates.see(unsignedAt(ofRawhide([0.1, 0.9], 3)));
    expect(await one(UNSIGNED)).toMatchObject({ verdict: 'ok', value: 0 });
  });

  it('leaves to robosignatory what is not signed at koji', async () => {
    updates.see(unsignedAt(ofRawhide([3, 12], 4)));
    const waits = editItems('queryHistory', (value) => {
      const rows = list(record)(record(value, '').tag_listing, '');
      const name = rows[0]?.name;
      if (rows.length === 0 || typeof name !== 'string') return value;
      return {
        tag_listing: [
          {
            build_id: 1,
            name,
            version: '1',
            release: '1',
            'tag.name': 'f46-signing-pending',
            active: true,
            create_ts: NOON / 1000 - 9000,
          },
        ],
      };
    });
    expect(await one(UNSIGNED, waits)).toMatchObject({
      verdict: 'ok',
      value: 0,
      reason: expect.stringMatching(/^koji has signed none of \d+ builds that bodhi waits for$/),
    });
  });

  it('is skipped where nothing is signed', async () => {
    expect(await one(UNSIGNED, undefined, stg)).toMatchObject({ verdict: 'skipped' });
  });
});

describe('a candidate without an update', () => {
  const lost =
    (aliases: readonly string[]) =>
    (of: World): World => ({
      ...of,
      updates: () => of.updates().filter(({ alias }) => !aliases.includes(alias)),
    });
  /** Builds that bodhi has not taken out of rawhide’s candidate tag, of these minutes before noon. */
  const held = (least: number, most: number) =>
    editItems('queryHistory', (value, { named }) => {
      if (named.tag !== 'f46-updates-candidate') return value;
      const rows = world
        .builds()
        .filter(({ releaseName, sideTag }) => releaseName === 'F46' && sideTag === null)
        .filter(({ completedAt: at, outcome }) => {
          return outcome === 'complete' && at < NOON - least * MINUTE && at > NOON - most * MINUTE;
        });
      return {
        tag_listing: rows.map(({ id, name, version, release, completedAt }) => ({
          ...{ build_id: id, name, version, release, 'tag.name': named.tag ?? '', active: true },
          create_ts: Math.floor(completedAt / 1000),
        })),
      };
    });
  const aliasesOf = (hours: readonly [number, number]): readonly string[] =>
    ofRawhide(hours, 20).flatMap(({ fromSideTag, alias }) => (fromSideTag === null ? [alias] : []));

  it('is ok on a day when bodhi leaves many, each with its update', async () => {
    expect(await one(WITHOUT, held(60, 360))).toMatchObject({
      verdict: 'ok',
      reason: expect.stringMatching(
        /^\d+ of \d+ builds in eln-updates-candidate, f46-updates-candidate are in an update$/,
      ),
    });
  });

  it('is degraded when bodhi missed a tag, and has failed when it missed many, or is down', async () => {
    const some = aliasesOf([2, 5]);
    updates.see(lost(some.slice(0, 1)));
    expect(await one(WITHOUT, held(60, 360))).toMatchObject({
      verdict: 'degraded',
      value: 1,
      reason: expect.stringMatching(/^1 of \d+ builds in .* without an update: \S+$/),
    });
    expect(some.length).toBeGreaterThan(3);
    updates.see(lost(some));
    expect(await one(WITHOUT, held(60, 360))).toMatchObject({ verdict: 'failed', unit: 'builds' });
    const down = inTurn(held(60, 360), instead(/^\/updates\/$/, { status: 503, body: '' }));
    expect(await one(WITHOUT, down)).toMatchObject({ verdict: 'failed' });
  });

  it('gives bodhi half an hour', async () => {
    updates.see(lost(aliasesOf([0, 2])));
    expect(await one(WITHOUT, held(0, 29))).toMatchObject({ verdict: 'ok', value: 0 });
    expect(await one(WITHOUT, held(31, 90))).not.toMatchObject({ verdict: 'ok' });
  });

  it('is unknown where no release has automatic updates', async () => {
    const manual = edited(/^\/releases\/$/, (page) => {
      const { releases, ...rest } = record(page, '');
      return {
        ...rest,
        releases: list(record)(releases, '').map((one) => ({ ...one, create_automatic_updates: false })),
      };
    });
    expect(await one(WITHOUT, manual)).toMatchObject({ verdict: 'unknown' });
  });
});

describe('a request without its message', () => {
  it('is degraded by one, and has failed when none is sent', async () => {
    const [, , quiet] = [...world.updates()]
      .reverse()
      .filter(({ createdAt }) => createdAt < NOON - 10 * MINUTE);
    if (quiet === undefined) throw new Error('too few updates');
    bus.see(without(/request\.testing$/, ({ at }) => Math.abs(at - quiet.createdAt) > 1000));
    expect(await one(ANNOUNCED)).toMatchObject({
      verdict: 'degraded',
      value: 1,
      reason: expect.stringContaining(`without bodhi.update.request.testing: ${quiet.alias}`),
    });
    bus.see(without(/request\.testing$/));
    expect(await one(ANNOUNCED)).toMatchObject({ verdict: 'failed', unit: 'updates' });
  });
});

describe('stable without a decision', () => {
  it('has failed when a required result was missing', async () => {
    // Greenwave never saw the results that the gate of some packages requires.
    gate.see((of) => ({
      ...of,
      testRunsOf: () => [],
      package: (name) => {
        const found = of.package(name);
        return found === undefined ? found : { ...found, gated: true };
      },
    }));
    expect(await one(FAIL_OPEN)).toMatchObject({
      verdict: 'failed',
      unit: 'updates',
      reason: expect.stringMatching(
        /^stable although not let through: FEDORA-\S+: \d+ of \d+ required test results missing/,
      ),
    });
  });

  it('asks as of the push: what came later could not have held it back', async () => {
    asked.length = 0;
    await one(FAIL_OPEN);
    const bodies = asked.flatMap(({ url, body }) =>
      url.endsWith('/decision') ? [record(JSON.parse(String(body)), '')] : [],
    );
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) {
      expect(body.when).toMatch(/^2026-11-2\dT/);
      expect(JSON.stringify(body.decision_context)).toContain('push_stable');
    }
  });

  it('looks first at those whose gate bodhi calls shut', async () => {
    let shut = '';
    const page = edited(/^\/updates\/$/, (value) => {
      const found = record(value, '');
      const rows = list(record)(found.updates, '');
      const last = rows.filter(({ release }) => /^F\d+$/.test(String(record(release, '').name))).at(-1);
      shut = String(last?.alias);
      return {
        ...found,
        updates: rows.map((one) => (one === last ? { ...one, test_gating_status: 'failed' } : one)),
      };
    });
    asked.length = 0;
    await one(FAIL_OPEN, page);
    const first = asked.find(({ url }) => url.endsWith('/decision'));
    expect(String(first?.body)).toContain(shut);
  });

  it('is unknown where nothing became stable', async () => {
    const nothing = instead(/^\/updates\/$/, {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"page":1,"pages":0,"total":0,"updates":[]}',
    });
    expect(await one(FAIL_OPEN, nothing)).toMatchObject({ verdict: 'unknown' });
  });
});
