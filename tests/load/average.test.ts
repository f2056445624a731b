import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTwin, type Twin } from '../../twin/twin.ts';
import { k6Load } from '../support/k6.ts';

let twin: Twin;

beforeAll(async () => {
  twin = await startTwin({ portBase: 0 });
});
afterAll(() => twin.stop());

describe('the average profile on the twin', () => {
  it('gives every objective its least number of samples, and is ok', { timeout: 180_000 }, async () => {
    const { code, result, errors } = await k6Load({ ...twin.env, PW_PROFILE: 'average' }, 170_000);
    expect({ code, errors, notes: result?.notes }).toEqual({ code: 0, errors: '', notes: [] });
    if (result === null) throw new Error('no result');
    const { calls, objectives, reached, durationMs, requests } = result;
    console.log(
      `${calls.length} calls, ${objectives.length} objectives, ${reached.toFixed(1)} requests/s for ${Math.round(durationMs / 1000)} s, ${requests} requests`,
    );
    expect(durationMs).toBeGreaterThanOrEqual(60_000);
    expect(reached).toBeGreaterThanOrEqual(50);
    expect(calls.length).toBeGreaterThanOrEqual(12);
    expect(calls.filter((one) => one.skipped !== null || one.together)).toEqual([]);
    expect(objectives).toHaveLength(3 * calls.length);
    for (const { objective, verdict, samples, minSamples } of objectives) {
      expect({ objective, verdict }).toEqual({ objective, verdict: 'ok' });
      expect(samples).toBeGreaterThanOrEqual(minSamples);
    }
  });
});
