import { describe, expect, it } from 'vitest';
import { bench, CHALLENGE, edited, FAULTS, instead, truncated } from '../../../tests/support/probe-bench.ts';
import { resultsdb } from '../../../twin/systems/resultsdb.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { resultsdbProbes } from './probes.ts';

const { run, one, asked } = bench([resultsdb], resultsdbProbes);
const record = dictionary(anything);
const records = list(record);
const JSON_TYPE = { 'content-type': 'application/json' };

function data(change: (rows: Record<string, unknown>[]) => unknown, path = /v2\.0\/results$/) {
  return edited(path, (value) => ({
    ...record(value, ''),
    data: change(records(record(value, '').data, '')),
  }));
}

describe('the probes of resultsdb', () => {
  it('are green on the twin', async () => {
    for (const [id, finding] of await run())
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'ok' });
  });

  it('ask with a start and a limit', async () => {
    asked.length = 0;
    await run();
    const searches = asked.filter(({ url }) => url.includes('/results?'));
    expect(searches).toHaveLength(2);
    for (const { url } of searches) expect(url).toMatch(/since=2026-11-22T12:00:00&limit=5$/);
  });

  it.each(Object.entries(FAULTS))('are red on %s', async (_name, fault) => {
    for (const [id, finding] of await run(fault)) {
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are red on a truncated body', async () => {
    for (const [id, finding] of await run(truncated, { only: /api|results\./ })) {
      if (id !== 'resultsdb.web.results')
        expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are unknown behind a challenge page, and say so', async () => {
    for (const [id, finding] of await run(() => CHALLENGE))
      expect(finding, id).toMatchObject({ verdict: 'unknown' });
  });

  it('are red where nobody is', async () => {
    for (const finding of (await bench([], resultsdbProbes).run()).values()) {
      expect(finding).toMatchObject({ verdict: 'failed' });
    }
  });
});

describe('resultsdb.api', () => {
  it('is red when the database is away, but the root does not know', async () => {
    const down = instead(/healthcheck/, {
      status: 503,
      headers: JSON_TYPE,
      body: '{"message":"Unable to communicate with database"}',
    });
    expect(await one('resultsdb.api.health', down)).toMatchObject({
      verdict: 'failed',
      reason: 'down: HTTP 503, 3 of 3',
    });
    expect(await one('resultsdb.api.root', down)).toMatchObject({ verdict: 'ok' });
  });

  it('takes the root with 300 only, and its redirect for what it is', async () => {
    const found = instead(/v2\.0$/, { status: 301, headers: { location: 'https://example.org/' }, body: '' });
    expect((await one('resultsdb.api.root', found)).reason).toBe('HTTP 301, expected 300');
    expect((await one('resultsdb.api.root', (reply) => ({ ...reply, status: 200 }))).reason).toBe(
      'HTTP 200, expected 300',
    );
  });
});

describe('resultsdb.results.recent', () => {
  const id = 'resultsdb.results.recent';
  it.each([
    ['no result in a day', data(() => []), 'data is a list of 0'],
    [
      'values that are no lists',
      data((rows) => rows.map((row) => ({ ...row, data: { item: 'bash-5-1' } }))),
      'data[0].data.item is "bash-5-1", expected a list',
    ],
    [
      'results of last year',
      data((rows) => rows.map((row) => ({ ...row, submit_time: '2025-11-23T11:00:00.000000' }))),
      'is older than asked for',
    ],
    ['more than asked for', data((rows) => [...rows, ...rows]), '10 results, asked for 5'],
    [
      'a time that is none',
      data((rows) => rows.map((row) => ({ ...row, submit_time: null }))),
      'data[0].submit_time is null',
    ],
    ['oldest first', data((rows) => rows.reverse()), 'results are not sorted'],
    ['one result over and over', data((rows) => rows.map(() => rows[0])), 'a result twice'],
    [
      'results of next year',
      data((rows) => rows.map((row) => ({ ...row, submit_time: '2027-11-23T12:00:00' }))),
      'a time that is 365 d ahead',
    ],
  ])('is red on %s', async (_name, tamper, reason) => {
    const finding = await one(id, tamper);
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
  });
});

describe('resultsdb.results.latest', () => {
  const id = 'resultsdb.results.latest';
  const latest = /latest$/;
  it.each([
    ['nothing', data(() => [], latest), 'data is a list of 0'],
    [
      'results of another item',
      data((rows) => rows.map((row) => ({ ...row, data: { item: ['other-1-1'] } })), latest),
      'is of another item than',
    ],
    [
      'another test case',
      data((rows) => rows.map((row) => ({ ...row, testcase: { name: 'other' } })), latest),
      'no result of fedora-ci',
    ],
    [
      'an answer from before the result',
      data((rows) => rows.map((row) => ({ ...row, submit_time: '2026-11-20T12:00:00' })), latest),
      'is older than result',
    ],
  ])('is red on %s', async (_name, tamper, reason) => {
    const finding = await one(id, tamper);
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
  });

  it('names what it needed when the list failed', async () => {
    const finding = await one(
      id,
      data(() => []),
    );
    expect(finding).toMatchObject({ verdict: 'failed', causedBy: 'resultsdb.results.recent' });
  });

  it('cannot judge results that name nothing', async () => {
    const finding = await one(
      id,
      data((rows) => rows.map((row) => ({ ...row, data: {} }))),
    );
    expect(finding).toMatchObject({
      verdict: 'unknown',
      reason: 'none of 5 recent results names item and type',
    });
  });
});

describe('resultsdb.web.results', () => {
  it('is red on the error text that the page shows with 200', async () => {
    const text = instead(/^\/results$/, {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: 'Connection refused',
    });
    expect(await one('resultsdb.web.results', text)).toMatchObject({
      verdict: 'failed',
      reason: 'page without "Outcome"',
    });
  });

  it('is red on a table without rows', async () => {
    const empty = instead(/^\/results$/, {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<table><th>Outcome</th></table>',
    });
    expect(await one('resultsdb.web.results', empty)).toMatchObject({
      verdict: 'failed',
      reason: 'page without any result',
    });
  });
});
