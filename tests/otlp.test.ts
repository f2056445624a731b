import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../lib/report/result.ts';
import { VERDICT_CODE } from '../lib/scenario/summary.ts';
import { root } from '../tools/root.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Run } from './support/k6.ts';
import type { OtlpPoint } from './support/otlp.ts';
import { type OtlpReceiver, startOtlpReceiver } from './support/otlp-receiver.ts';

let twin: Twin;
let receiver: OtlpReceiver;
let result: RunResult;

beforeAll(async () => {
  // A red system, so that not all figures are the same.
  twin = await startTwin({ portBase: 0, faults: [{ kind: 'refuse', addresses: ['waiverdb'] }] });
  receiver = await startOtlpReceiver();
  const env = { ...twin.env, ...receiver.env };
  const ran = await k6Run(join(root, 'dist/oss/health.js'), env, ['-o', 'opentelemetry']);
  expect(ran.code).toBe(99);
  if (ran.result === null) throw new Error('no result file');
  result = ran.result;
});
afterAll(async () => {
  await receiver.stop();
  await twin.stop();
});

const named = (name: string): readonly OtlpPoint[] => receiver.points().filter((one) => one.name === name);

/** By probe, the one value of a metric. */
function valuesOf(name: string): Record<string, number> {
  const points = named(name);
  const values = Object.fromEntries(points.map(({ attributes, value }) => [attributes.probe ?? '', value]));
  expect(Object.keys(values).length, name).toBe(points.length);
  return values;
}

describe('a health run by OTLP', () => {
  it('carries the verdicts of the result file', () => {
    const judged = result.systems
      .flatMap(({ probes }) => probes)
      .flatMap(({ probe, verdict }) =>
        verdict === 'skipped' ? [] : [[probe, VERDICT_CODE[verdict]] as const],
      );
    expect(judged.length).toBeGreaterThan(50);
    expect(new Set(judged.map(([, code]) => code)).size).toBeGreaterThan(1);
    expect(valuesOf('pw_probe_verdict')).toEqual(Object.fromEntries(judged));
  });

  it('carries its latencies and ages', () => {
    const probes = result.systems.flatMap((one) => one.probes);
    const timed = probes.flatMap(({ probe, durationMs }) =>
      durationMs === null ? [] : [[probe, durationMs.med / 1000] as const],
    );
    const seconds = valuesOf('pw_probe_seconds');
    expect(Object.keys(seconds).sort()).toEqual(timed.map(([probe]) => probe).sort());
    // The result file is rounded to a tenth of a millisecond.
    for (const [probe, value] of timed) expect(seconds[probe], probe).toBeCloseTo(value, 3);
    const ages = valuesOf('pw_freshness_seconds');
    expect(Object.keys(ages).length).toBeGreaterThan(5);
    for (const [probe, age] of Object.entries(ages)) {
      expect(probes.find((one) => one.probe === probe)?.value, probe).toBeCloseTo(age, 0);
    }
  });

  it('has plain names, counters and gauges', () => {
    const kinds = Object.fromEntries(receiver.points().map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({
      pw_probe_verdict: 'gauge',
      pw_probe_runs: 'sum',
      pw_run_timestamp_seconds: 'gauge',
      http_req_duration: 'histogram',
      'http_req_failed.total': 'sum',
    });
    expect(named('pw_run_timestamp_seconds').map(({ attributes }) => attributes)).toEqual([
      { run: 'health', scenario: 'default', target: 'local' },
    ]);
    expect(receiver.exports()).toBeGreaterThan(0);
  });
});
