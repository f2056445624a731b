import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../build.mjs';
import type { Finding } from '../lib/probe/finding.ts';
import { runProbes } from '../lib/probe/run.ts';
import { PROBES } from '../lib/systems/index.ts';
import { resolveConfig } from '../lib/targets/resolve.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { DAY, HOUR, MINUTE } from '../twin/world/calendar.ts';
import { SEASONS, type SeasonName } from '../twin/world/seasons.ts';
import { k6Run } from './support/k6.ts';
import { nodeEngine } from './support/node-engine.ts';

/** 200 is a soak. */
const RUNS = Number(process.env.HEALTHY_RUNS ?? 20);
if (!(RUNS >= 1)) throw new Error(`HEALTHY_RUNS is ${process.env.HEALTHY_RUNS}, expected a number of runs`);
/** Each world is asked as soon as it is made, and when it has gone on for a while. */
const LATER_MINUTES = [0, 440];

const STARTS = [
  '2026-11-23T12:00:00Z', // noon on a Monday
  '2026-11-28T03:10:00Z', // in the night to a Saturday
  '2027-02-28T23:59:30Z', // a Sunday, and the end of a month
  '2026-12-31T18:00:00Z', // the new year begins in between
  '2026-11-27T00:00:00Z', // midnight
] as const;

interface Case {
  readonly season: SeasonName;
  readonly seed: number;
  readonly start: number;
}

/** Every season with several seeds; with more runs than twenty, ever later in the year. */
const CASES: readonly Case[] = Array.from({ length: Math.ceil(RUNS / LATER_MINUTES.length) }, (_, nth) => {
  const round = Math.floor(nth / SEASONS.length);
  const start = Date.parse(STARTS[(nth + round) % STARTS.length] ?? STARTS[0]);
  const further = Math.floor(round / 2) * (5 * DAY + 7 * HOUR + 13 * MINUTE);
  return { season: SEASONS[nth % SEASONS.length] ?? SEASONS[0], seed: 101 + nth, start: start + further };
});

const asked = PROBES.filter(({ set }) => set === 'default');

/** What a probe says against a healthy twin; that a busy machine is slow says nothing of the probe. */
function complaints(findings: readonly Pick<Finding, 'probe' | 'verdict' | 'unit' | 'reason'>[]): string[] {
  return findings
    .filter(({ verdict, unit }) => verdict !== 'ok' && !(verdict === 'degraded' && unit === 'ms'))
    .map(({ probe, verdict, reason }) => `${probe} ${verdict}: ${reason}`);
}

/** All probes, as k6 would ask them, at a moment of the twin. */
async function findingsAt(twin: Twin, now: number): Promise<readonly Finding[]> {
  const { target } = resolveConfig(twin.env, { target: 'local', only: '' });
  const node = nodeEngine({ ca: twin.certificate.cert });
  const clock = { ...node.clock, now: () => now, sleep: () => Promise.resolve() };
  return (await runProbes({ ...node, clock }, target, asked)).findings;
}

describe.each(CASES)('a healthy twin, $season with seed $seed', ({ season, seed, start }) => {
  let now = start;
  let twin: Twin;
  beforeAll(async () => {
    twin = await startTwin({ portBase: 0, now: () => now, season, seed });
  });
  afterAll(() => twin.stop());

  it.each(LATER_MINUTES)(`is healthy %i min after ${new Date(start).toISOString()}`, async (later) => {
    now = start + later * MINUTE;
    const findings = await findingsAt(twin, now);
    expect(findings.map(({ probe }) => probe)).toEqual(asked.map(({ id }) => id));
    expect(complaints(findings)).toEqual([]);
  });
});

describe('the same with the real k6, at its own time', () => {
  let dist: string;
  beforeAll(async () => {
    dist = mkdtempSync(join(tmpdir(), 'pw-healthy-'));
    await bundle({ entry: 'scenarios/health.ts', out: join(dist, 'health.js') });
  });
  afterAll(() => rmSync(dist, { recursive: true, force: true }));

  it.each(SEASONS.filter((season) => season !== 'ordinary'))('is healthy at %s', async (season) => {
    const twin = await startTwin({ portBase: 0, season, seed: 97 });
    try {
      const { code, errors, result } = await k6Run(join(dist, 'health.js'), twin.env);
      const findings = result?.systems.flatMap(({ probes }) => probes) ?? [];
      expect(findings.length, errors).toBe(asked.length);
      expect(complaints(findings)).toEqual([]);
      expect(code).toBe(0);
    } finally {
      await twin.stop();
    }
  });
});
