import { describe, expect, it } from 'vitest';
import {
  bench,
  CHALLENGE,
  edited,
  FAULTS,
  instead,
  NOON,
  truncated,
} from '../../../tests/support/probe-bench.ts';
import type { Tamper } from '../../../tests/support/twin-transport.ts';
import { releaseJson } from '../../../twin/systems/bodhi/records.ts';
import { bodhi } from '../../../twin/systems/bodhi.ts';
import { anything, dictionary, list } from '../../protocols/shape.ts';
import { bodhiProbes } from './probes.ts';

const { run, one, asked, world } = bench([bodhi], bodhiProbes);
const record = dictionary(anything);
const records = list(record);

/** Changes every entry of a list that an answer holds. */
function each(path: RegExp, name: string, change: (entry: Record<string, unknown>, at: number) => unknown) {
  return edited(path, (value) => {
    const answer = record(value, '');
    return { ...answer, [name]: records(answer[name], name).map(change) };
  });
}

function time(hoursAgo: number): string {
  return new Date(NOON - hoursAgo * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

const RELEASE = { name: 'F44' };
const compose = (state: string, hoursAgo: number, error_message: string | null = null) => ({
  composes: [
    {
      release: RELEASE,
      content_type: 'rpm',
      request: 'testing',
      state,
      state_date: time(hoursAgo),
      error_message,
    },
  ],
});

describe('the probes of bodhi', () => {
  it('are green on the twin at any hour', async () => {
    for (const hours of [0, 1, 5, 12]) {
      for (const [id, finding] of await run(undefined, { now: NOON + hours * 3_600_000 })) {
        expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'ok' });
      }
    }
  });

  it('tell what they saw', async () => {
    const found = await run();
    expect(found.get('bodhi.api.updates')?.reason).toMatch(/^20 of \d+ updates, newest \d+ (s|min) old$/);
    expect(found.get('bodhi.api.releases')?.reason).toBe('7 releases, current: EPEL-10, EPEL-9, F43, F44');
    expect(found.get('bodhi.api.composes')?.reason).toMatch(/^\d composes under way$/);
  });

  it('ask for bounded answers, as JSON, and for the page as HTML', async () => {
    asked.length = 0;
    await run();
    const updates = asked.find(({ url }) => url.includes('/updates/'));
    expect(updates?.url).toContain('rows_per_page=20');
    expect(updates?.headers.accept).toBe('application/json');
    expect(asked.find(({ url }) => /:\d+\/$/.test(url))?.headers.accept).toBe('text/html');
    expect(asked).toHaveLength(bodhiProbes.length);
  });

  it.each(Object.entries(FAULTS))('are red on %s', async (_name, fault) => {
    for (const [id, finding] of await run(fault)) {
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are red on a truncated body', async () => {
    for (const [id, finding] of await run(truncated, { only: /health|api/ })) {
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are unknown behind a challenge page', async () => {
    for (const [id, finding] of await run(() => CHALLENGE)) {
      expect(finding, id).toMatchObject({
        verdict: 'unknown',
        reason: 'blocked by a challenge page (HTTP 200)',
      });
    }
  });

  it('are red where nobody is', async () => {
    for (const finding of (await bench([], bodhiProbes).run()).values()) {
      expect(finding).toMatchObject({ verdict: 'failed', reason: 'down: connection refused, 3 of 3' });
    }
  });
});

describe('bodhi.health', () => {
  it('is red when it lives but its database does not answer', async () => {
    const down = instead(/healthz\/ready/, { status: 500, body: 'Internal Server Error' });
    expect(await one('bodhi.health.live', down)).toMatchObject({ verdict: 'ok' });
    expect(await one('bodhi.health.ready', down)).toMatchObject({
      verdict: 'failed',
      reason: 'down: HTTP 500, 3 of 3',
    });
    const no = instead(/healthz\/ready/, { status: 200, body: '{"db_session": false}' });
    expect((await one('bodhi.health.ready', no)).reason).toBe('db_session is false, expected true');
  });
});

describe('bodhi.api.version', () => {
  it('is red on one that says nothing', async () => {
    const empty = instead(/api_version/, { status: 200, body: '{"version": ""}' });
    expect((await one('bodhi.api.version', empty)).reason).toBe('version is "", expected some text');
  });
});

describe('bodhi.api.updates', () => {
  const id = 'bodhi.api.updates';
  it.each([
    [
      'nothing',
      edited(/updates/, (value) => ({ ...record(value, ''), updates: [] })),
      'updates is a list of 0',
    ],
    [
      'an error in a 200',
      instead(/updates/, { status: 200, body: '{"status":"error","errors":[]}' }),
      'page is missing',
    ],
    [
      'oldest first',
      edited(/updates/, (value) => {
        const answer = record(value, '');
        return { ...answer, updates: records(answer.updates, '').reverse() };
      }),
      'updates are not sorted',
    ],
    [
      'a time that is none',
      each(/updates/, 'updates', (entry) => ({ ...entry, date_submitted: 'yesterday' })),
      'updates[0].date_submitted is "yesterday"',
    ],
    [
      'an update without builds',
      each(/updates/, 'updates', ({ builds: _, ...entry }) => entry),
      'updates[0].builds is missing',
    ],
    [
      'more rows than asked for',
      edited(/updates/, (value) => {
        const answer = record(value, '');
        const updates = records(answer.updates, '');
        return { ...answer, updates: updates.flatMap((update) => [update, update]) };
      }),
      '40 updates, asked for 20',
    ],
    [
      'fewer rows than there are',
      edited(/updates/, (value) => {
        const answer = record(value, '');
        return { ...answer, updates: records(answer.updates, '').slice(0, 1) };
      }),
      '1 updates on the page with total',
    ],
    ['another page', edited(/updates/, (value) => ({ ...record(value, ''), page: 2 })), 'page 2, asked for'],
    ['one update over and over', each(/updates/, 'updates', (entry) => ({ ...entry, alias: 'x' })), 'twice'],
    [
      'an answer of last month',
      each(/updates/, 'updates', (entry) => ({ ...entry, date_submitted: '2026-10-20 12:00:00' })),
      'stale: the newest record is 34 d old',
    ],
    [
      'updates of tomorrow',
      each(/updates/, 'updates', (entry) => ({ ...entry, date_submitted: '2026-11-24 12:00:00' })),
      'a time that is 24 h ahead',
    ],
  ])('is red on %s', async (_name, tamper, reason) => {
    const finding = await one(id, tamper);
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
  });
});

describe('bodhi.api.releases', () => {
  const id = 'bodhi.api.releases';
  it.each([
    [
      'nothing',
      edited(/releases/, (value) => ({ ...record(value, ''), releases: [], total: 0, pages: 0 })),
      'releases is a list of 0',
    ],
    [
      'half of them',
      edited(/releases/, (value) => {
        const answer = record(value, '');
        return { ...answer, releases: records(answer.releases, '').slice(0, 4) };
      }),
      '4 releases of 7',
    ],
    [
      'archived ones',
      each(/releases/, 'releases', (entry, at) => (at === 0 ? { ...entry, state: 'archived' } : entry)),
      'archived releases',
    ],
    [
      'no current one',
      each(/releases/, 'releases', (entry) => ({ ...entry, state: 'pending' })),
      'no release is current',
    ],
    [
      'a release without its tag',
      each(/releases/, 'releases', ({ stable_tag: _, ...entry }) => ({ ...entry, stable_tag: 7 })),
      'releases[0].stable_tag is 7',
    ],
  ])('is red on %s', async (_name, tamper, reason) => {
    const finding = await one(id, tamper);
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
  });

  it('takes a release that is not signed: flatpaks and containers', async () => {
    const unsigned = each(/releases/, 'releases', (entry) => ({ ...entry, pending_signing_tag: '' }));
    expect(await one(id, unsigned)).toMatchObject({ verdict: 'ok' });
  });

  /** As if a page held so many releases; each page beyond those that exist has made-up ones. */
  const paged =
    (pages: number, total: number, rename: boolean): Tamper =>
    (reply, request) => {
      const answer = record(JSON.parse(String(reply.body)), '');
      const page = Number(request.query.get('page'));
      const releases = seven.map((entry) => ({
        ...entry,
        name: rename ? `${entry.name}-${page}` : entry.name,
      }));
      return { ...reply, body: JSON.stringify({ ...answer, releases, page, pages, total }) };
    };
  const seven = world.releases.map((release) => releaseJson(release));

  it('follows pages, three at most', async () => {
    asked.length = 0;
    expect((await one(id, paged(2, 14, true))).reason).toMatch(/^14 releases/);
    expect(asked).toHaveLength(2);
    expect(await one(id, paged(2, 14, false))).toMatchObject({
      verdict: 'failed',
      reason: 'pages that repeat releases',
    });
    asked.length = 0;
    expect((await one(id, paged(9, 63, true))).reason).toBe('21 releases of 63');
    expect(asked).toHaveLength(3);
  });
});

describe('bodhi.api.composes', () => {
  const id = 'bodhi.api.composes';
  const saying = (value: unknown) => instead(/composes/, { status: 200, body: JSON.stringify(value) });

  it('takes none for the rest of the day', async () => {
    expect(await one(id, saying({ composes: [] }))).toMatchObject({
      verdict: 'ok',
      reason: '0 composes under way',
    });
  });

  it('tells of one that failed today, and is red on the second day', async () => {
    const today = await one(id, saying(compose('failed', 3, 'mock gave up')));
    expect(today).toMatchObject({
      verdict: 'ok',
      reason: '0 composes under way; F44 testing failed for 3 h (mock gave up)',
    });
    const reason = 'stuck compose: F44 testing failed for 30 h';
    expect(await one(id, saying(compose('failed', 30)))).toMatchObject({ verdict: 'failed', reason });
  });

  it('is red on one that will begin tomorrow, and could not be stuck until then', async () => {
    const reason = 'a time that is 24 h ahead of this machine’s clock';
    expect(await one(id, saying(compose('punging', -24)))).toMatchObject({ verdict: 'failed', reason });
  });

  it('is red on one that stands still', async () => {
    const reason = 'stuck compose: F44 testing punging for 26 h';
    expect(await one(id, saying(compose('punging', 26)))).toMatchObject({ verdict: 'failed', reason });
  });
});

describe('bodhi.web.home', () => {
  it('is red on a page without its statistics', async () => {
    const plain = {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>Fedora Updates System</html>',
    };
    const finding = await one('bodhi.web.home', () => plain);
    expect(finding).toMatchObject({ verdict: 'failed', reason: 'page without "Active Testers"' });
  });
});
