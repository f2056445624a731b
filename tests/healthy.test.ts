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
const LATER = [0, 7 * HOUR + 20 * MINUTE];

/** So long may an answer, all of a run, and a test take on a machine that does other work too. */
const PATIENCE_MS = 30_000;
const LIMIT_MS = 60_000;

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
  readonly from: string;
}

/** Every season with several seeds; with more runs than twenty, ever later in the year. */
const CASES: readonly Case[] = Array.from({ length: Math.ceil(RUNS / LATER.length) }, (_, nth) => {
  const round = Math.floor(nth / SEASONS.length);
  const start = Date.parse(STARTS[(nth + round) % STARTS.length] ?? STARTS[0]);
  const further = Math.floor(round / 2) * (5 * DAY + 7 * HOUR + 13 * MINUTE);
  const from = new Date(start + further).toISOString();
  return { season: SEASONS[nth % SEASONS.length] ?? SEASONS[0], seed: 101 + nth, from };
});

const asked = PROBES.filter(({ set }) => set === 'default');

/** What a probe says against a healthy twin. That it was slow is said against the machine, which does other work too. */
function complaints(findings: readonly Pick<Finding, 'probe' | 'verdict' | 'unit' | 'reason'>[]): string[] {
  return findings
    .filter(
      ({ verdict, unit, reason }) => verdict !== 'ok' && !(unit === 'ms' && reason.startsWith('slow: ')),
    )
    .map(({ probe, verdict, reason }) => `${probe} ${verdict}: ${reason}`);
}

/** All probes, as k6 would ask them, at a moment of the twin. */
async function findingsAt(twin: Twin, now: number): Promise<readonly Finding[]> {
  const { target } = resolveConfig(twin.env, { target: 'local', only: '' });
  const node = nodeEngine({ ca: twin.certificate.cert });
  const clock = { ...node.clock, now: () => now, sleep: () => Promise.resolve() };
  const patient = { ...target, timeoutMs: PATIENCE_MS, deadlineMs: PATIENCE_MS };
  return (await runProbes({ ...node, clock }, patient, asked)).findings;
}

describe('a healthy twin', () => {
  // A world is held by its own test alone: hundreds of them fit into no memory.
  it.each(CASES)(
    'is healthy: $season, seed $seed, from $from',
    async ({ season, seed, from }) => {
      let now = Date.parse(from);
      const twin = await startTwin({ portBase: 0, now: () => now, season, seed });
      try {
        for (const later of LATER) {
          now = Date.parse(from) + later;
          const findings = await findingsAt(twin, now);
          expect(findings.map(({ probe }) => probe)).toEqual(asked.map(({ id }) => id));
          expect(complaints(findings), new Date(now).toISOString()).toEqual([]);
        }
      } finally {
        await twin.stop();
      }
    },
    LIMIT_MS,
  );
});

describe('the same with the real k6, at its own time', () => {
  let dist: string;
  beforeAll(async () => {
    dist = mkdtempSync(join(tmpdir(), 'pw-healthy-'));
    await bundle({ entry: 'scenarios/health.ts', out: join(dist, 'health.js') });
  });
  afterAll(() => rmSync(dist, { recursive: true, force: true }));

  it.each(SEASONS.filter((season) => season !== 'ordinary'))(
    'is healthy at %s',
    async (season) => {
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
    },
    LIMIT_MS,
  );
});
