import { describe, expect, it } from 'vitest';
import { bench, CHALLENGE, edited, FAULTS, instead, truncated } from '../../../tests/support/probe-bench.ts';
import { waiverdb } from '../../../twin/systems/waiverdb.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { waiverdbProbes } from './probes.ts';

const { run, one, asked } = bench([waiverdb], waiverdbProbes);
const record = dictionary(anything);
const records = list(record);

describe('the probes of waiverdb', () => {
  it('are green on the twin', async () => {
    for (const [id, finding] of await run())
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'ok' });
  });

  it('ask for ten waivers at most', async () => {
    asked.length = 0;
    await one('waiverdb.waivers.list');
    expect(asked.map(({ url }) => url.replace(/.*\/waivers/, ''))).toEqual(Array(3).fill('/?limit=10'));
  });

  it.each(Object.entries(FAULTS))('are red on %s', async (_name, fault) => {
    for (const [id, finding] of await run(fault)) {
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are red on a truncated body', async () => {
    for (const [id, finding] of await run(truncated, { only: /health|about|waivers/ })) {
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are unknown behind a challenge page', async () => {
    for (const [id, finding] of await run(() => CHALLENGE))
      expect(finding, id).toMatchObject({ verdict: 'unknown' });
  });

  it('are red where nobody is', async () => {
    for (const finding of (await bench([], waiverdbProbes).run()).values()) {
      expect(finding).toMatchObject({ verdict: 'failed' });
    }
  });

  it('see a database that does not answer, except where the real one is blind', async () => {
    const down = instead(/healthcheck|waivers/, { status: 500, body: '{"message":"Internal Server Error"}' });
    const found = await run(down);
    expect(found.get('waiverdb.health.check')).toMatchObject({
      verdict: 'failed',
      reason: 'down: HTTP 500, 3 of 3',
    });
    expect(found.get('waiverdb.waivers.list')).toMatchObject({ verdict: 'failed' });
    expect(found.get('waiverdb.api.about')).toMatchObject({ verdict: 'ok' });
  });
});

describe('waiverdb.waivers.list', () => {
  const id = 'waiverdb.waivers.list';
  const changed = (change: (rows: Record<string, unknown>[]) => unknown) =>
    edited(/waivers/, (value) => ({
      ...record(value, ''),
      data: change(records(record(value, '').data, '')),
    }));

  it.each([
    ['no waiver at all', changed(() => []), 'data is a list of 0'],
    [
      'a waiver without its test case',
      changed((rows) => rows.map(({ testcase: _, ...row }) => row)),
      'data[0].testcase is missing',
    ],
    [
      'a time that is none',
      changed((rows) => rows.map((row) => ({ ...row, timestamp: '' }))),
      'data[0].timestamp is ""',
    ],
    ['oldest first', changed((rows) => rows.reverse()), 'waivers are not sorted'],
    ['more than asked for', changed((rows) => [...rows, ...rows]), '20 waivers, asked for 10'],
    ['a waiver twice', changed((rows) => rows.map(() => rows[0])), 'a waiver twice'],
    [
      'an answer of last month',
      changed((rows) => rows.map((row) => ({ ...row, timestamp: '2026-10-20T12:00:00' }))),
      'stale: the newest record is 34 d old',
    ],
    [
      'waivers of next year',
      changed((rows) => rows.map((row) => ({ ...row, timestamp: '2027-11-23T12:00:00' }))),
      'a time that is 365 d ahead',
    ],
  ])('is red on %s', async (_name, tamper, reason) => {
    const finding = await one(id, tamper);
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
  });
});

describe('waiverdb.api.about', () => {
  it('is red on a version that says nothing', async () => {
    const empty = edited(/about/, (value) => ({ ...record(value, ''), version: '' }));
    expect(await one('waiverdb.api.about', empty)).toMatchObject({
      verdict: 'failed',
      reason: 'version is "", expected some text',
    });
  });
});

describe('waiverdb.api.metrics', () => {
  it('is red on metrics that end within a line', async () => {
    const cut = await one('waiverdb.api.metrics', (reply) => ({
      ...reply,
      body: String(reply.body).slice(0, -2),
    }));
    expect(cut).toMatchObject({ verdict: 'failed', reason: 'metrics that are cut short' });
  });

  it('is red on metrics of another program', async () => {
    const other = instead(/metrics/, {
      status: 200,
      body: '# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1.0\n',
    });
    expect(await one('waiverdb.api.metrics', other)).toMatchObject({
      verdict: 'failed',
      reason: 'metrics without messaging_tx_failed_total',
    });
  });
});
