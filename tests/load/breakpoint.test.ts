import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoadResult } from '../../lib/report/load/result.ts';
import { startTwin } from '../../twin/twin.ts';
import { k6Load } from '../support/k6.ts';
import { capacity } from '../support/load-faults.ts';
import { start } from '../support/start.ts';

/** How far the answer may lie from the truth. */
const TOLERANCE = 0.15;
const LEAST = 80;
const MOST = 400;
const LIMIT_MS = 400_000;
/** How many capacities are drawn; CI, which has little time, draws one. */
const DRAWS = Number(process.env.LOAD_DRAWS ?? 3);

interface Climbed {
  readonly code: number | null;
  readonly result: LoadResult;
}

/** `npm start` against a twin that serves so many requests a second, which it is not told. */
async function climb(perSecond: number, env: Readonly<Record<string, string>> = {}): Promise<Climbed> {
  const dir = mkdtempSync(join(tmpdir(), 'pw-climb-'));
  const twin = await startTwin({ portBase: 0, intercept: capacity(perSecond) });
  try {
    const args = ['--scenario', 'load', '--profile', 'breakpoint'];
    const { code } = await start(
      args,
      { ...twin.env, PW_REPORT_DIR: dir, ...env },
      'tools/start.ts',
      LIMIT_MS,
    );
    const result: LoadResult = JSON.parse(readFileSync(join(dir, 'load.json'), 'utf8'));
    return { code, result };
  } finally {
    await twin.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

describe('the breakpoint profile', { timeout: LIMIT_MS }, () => {
  it.each(Array.from({ length: DRAWS }, (_, at) => at + 1))(
    'finds a capacity that it does not know, draw %i',
    async () => {
      const drawn = LEAST + Math.random() * (MOST - LEAST);
      const { code, result } = await climb(drawn);
      const found = result.breakpoint?.highest ?? 0;
      const off = `${Math.round((found / drawn - 1) * 100)} %`;
      console.log(`capacity ${drawn.toFixed(1)} requests/s, found ${found.toFixed(1)} (${off})`);
      expect({ code, verdict: result.verdict }).toEqual({ code: 0, verdict: 'ok' });
      expect(result.breakpoint?.brokeAt).toBeGreaterThan(found);
      expect(Math.abs(found / drawn - 1)).toBeLessThanOrEqual(TOLERANCE);
    },
  );

  it('fails when the lowest step is too much already', async () => {
    const { code, result } = await climb(20);
    expect({ code, verdict: result.verdict }).toEqual({ code: 99, verdict: 'failed' });
    expect(result.breakpoint?.highest).toBeNull();
  });

  it('is unknown when the ceiling comes first, also for k6 alone', async () => {
    const ceiling = { PW_RATE_CEILING: '50' };
    const { code, result } = await climb(1000, ceiling);
    expect({ code, verdict: result.verdict }).toEqual({ code: 110, verdict: 'unknown' });
    expect(result.notes.join(' ')).toMatch(
      /every step up to 47 requests\/s met every objective: the ceiling of 50/,
    );
    const twin = await startTwin({ portBase: 0 });
    try {
      expect((await k6Load({ ...twin.env, PW_PROFILE: 'breakpoint', ...ceiling })).code).toBe(110);
    } finally {
      await twin.stop();
    }
  });
});
