import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBES } from '../lib/systems/index.ts';
import { root } from '../tools/root.ts';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Run } from './support/k6.ts';

interface Sample {
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

let dir: string;
let twin: Twin;
let samples: readonly Sample[];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pw-metrics-'));
  twin = await startTwin({ portBase: 0 });
  const out = join(dir, 'samples.json');
  await k6Run(join(root, 'dist/oss/health.js'), twin.env, ['-o', `json=${out}`]);
  samples = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'Point')
    .map(({ metric, data }) => ({ metric, value: data.value, tags: data.tags }));
});
afterAll(async () => {
  await twin.stop();
  rmSync(dir, { recursive: true, force: true });
});

const series = (metric: string): readonly Sample[] => samples.filter((one) => one.metric === metric);
const probesOf = (metric: string): string[] =>
  series(metric)
    .map(({ tags }) => tags.probe ?? '')
    .sort();

describe('the metrics of a run', () => {
  it('are those of docs/metrics.md, and no others', () => {
    const [page = ''] = readFileSync(join(root, 'docs/metrics.md'), 'utf8').split(/^## /m);
    const documented = [...page.matchAll(/^\| (`pw_.*?) \|/gm)]
      .flatMap(([, cell = '']) => [...cell.matchAll(/`(pw_[a-z_]+)`/g)])
      .map(([, name]) => name);
    const written = new Set(samples.map(({ metric }) => metric).filter((name) => name.startsWith('pw_')));
    expect([...written].sort()).toEqual(documented.toSorted());
  });

  it('carry system, probe, kind, target and run, and nothing else', () => {
    for (const { metric, tags } of samples.filter((one) => one.metric.startsWith('pw_'))) {
      const own = metric === 'pw_run_timestamp_seconds' ? [] : ['kind', 'probe', 'system'];
      expect(Object.keys(tags).sort(), metric).toEqual([...own, 'run', 'scenario', 'target'].sort());
    }
    const tags = new Set(samples.flatMap((sample) => Object.keys(sample.tags)));
    for (const unbounded of ['url', 'group', 'error', 'vu', 'iter']) expect(tags).not.toContain(unbounded);
  });

  it('judge each probe once', () => {
    const ids = PROBES.filter(({ set }) => set === 'default')
      .map(({ id }) => id)
      .sort();
    for (const metric of ['pw_probe_up', 'pw_probe_verdict', 'pw_probe_runs']) {
      expect(probesOf(metric), metric).toEqual(ids);
    }
  });

  it('hold an age only where the figure is one', () => {
    const ages = PROBES.filter(({ kind, id }) => kind === 'freshness' && id !== 'koji.builders.checkedIn');
    expect(probesOf('pw_freshness_seconds')).toEqual(ages.map(({ id }) => id).sort());
    const lags = PROBES.filter(({ kind }) => kind === 'lag').map(({ id }) => id);
    expect(lags.length).toBeGreaterThan(0);
    expect(probesOf('pw_lag_seconds')).toEqual(lags.sort());
    const lengths = ['koji.queue.length', 'koji.queue.share', 'robosignatory.queue.length'];
    expect(probesOf('pw_queue_length')).toEqual(lengths);
    expect(probesOf('pw_queue_oldest_seconds')).toEqual(['koji.queue.oldest', 'robosignatory.queue.oldest']);
    const [stamp] = series('pw_run_timestamp_seconds');
    expect(Math.abs((stamp?.value ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  });
});
