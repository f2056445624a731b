import { describe, expect, it } from 'vitest';
import { finding } from '../../tests/support/sample-result.ts';
import { ConfigError } from '../targets/config-error.ts';
import { SYSTEMS } from '../targets/systems.ts';
import type { Finding } from './finding.ts';
import { excuse, type Notices, plannedSource, readNotices } from './planned.ts';

const NOON = Date.UTC(2026, 10, 23, 12);

const MARKDOWN = `Title: koji upgrades
Date: 2026-11-23 11:00+0000
OutageFinish: 2026-11-23 13:00+0000
Ticket:10613

The hubs will be down.

Update 2026-11-23 11:30UTC:
it has begun.
Title: Bodhi Upgrade
date: 2026-11-24 11:00+0000
OutageFinish:
Ticket: https://tracker.example/issue/7

A new version.
`;

const SITE = JSON.stringify({
  outages: [
    {
      title: 'koji upgrades',
      ticket: { id: '10613', url: 'https://tracker.example/issue/10613' },
      startdate: '2026-11-23T11:00:00+0000',
      enddate: '2026-11-23T13:00:00+0000',
    },
    { title: 'wiki', ticket: null, startdate: null, enddate: null },
  ],
});

function read(text: string): Notices {
  const notices = readNotices(text);
  if (notices === null) throw new Error('no notices');
  return notices;
}

const plain = (systems: readonly string[], more: object = {}): Notices =>
  read(
    JSON.stringify([{ systems, title: 'work', from: '2026-11-23 11:00', to: '2026-11-23 13:00', ...more }]),
  );

describe('notices', () => {
  it('are read from Markdown files behind each other', () => {
    const { outages, notes } = read(MARKDOWN);
    expect(notes).toEqual([]);
    expect(outages).toMatchObject([
      {
        title: 'koji upgrades',
        systems: ['koji'],
        ticket: 'ticket 10613',
        from: NOON - 3_600_000,
        mended: '',
      },
      { title: 'Bodhi Upgrade', systems: ['bodhi'], ticket: 'https://tracker.example/issue/7' },
    ]);
    expect(read(MARKDOWN.replace(/\n/g, '\r\n')).outages).toEqual(outages);
  });

  it('are read from the JSON of the status site', () => {
    const { outages, notes } = read(SITE);
    expect(outages).toMatchObject([
      { systems: ['koji'], ticket: 'https://tracker.example/issue/10613', to: NOON + 3_600_000 },
    ]);
    expect(notes).toEqual(['notice of a planned outage “wiki” could not be read: it has no start']);
  });

  it('are read from a plain list', () => {
    expect(plain(['koji', 'koij'])).toMatchObject({
      outages: [{ systems: ['koji'], ticket: '' }],
      notes: ['notice of a planned outage “work” names what is no system: koij'],
    });
    expect(plain(['all'], { url: 'https://x.example/1' }).outages).toMatchObject([
      { systems: SYSTEMS, ticket: 'https://x.example/1' },
    ]);
    expect(read('[{}]').notes).toEqual([
      'notice of a planned outage “without a title” could not be read: it has no start',
    ]);
  });

  it.each(['', '  \n', '[]', '{"outages":[]}'])('may be none: %j', (text) => {
    expect(readNotices(text)).toEqual({ outages: [], notes: [] });
  });

  it.each(['{', '{"a":1}', '"x"', 'words', '<!doctype html><title>x</title>'])(
    'are no notices: %j',
    (text) => {
      expect(readNotices(text)).toBeNull();
    },
  );
});

describe('PW_PLANNED', () => {
  it('is an address, a file, or nothing', () => {
    const never = (): string => {
      throw new Error('not asked');
    };
    expect(plannedSource(undefined, never)).toBeNull();
    expect(plannedSource('https://status.example/planned.json', never)).toEqual({
      url: 'https://status.example/planned.json',
    });
    expect(plannedSource('a.md', () => MARKDOWN)).toEqual({ notices: readNotices(MARKDOWN) });
  });

  it('is refused in one line where it cannot be meant', () => {
    const gone = (): unknown =>
      plannedSource('gone.md', () => {
        throw new Error('no such file');
      });
    expect(gone).toThrow(ConfigError);
    expect(gone).toThrow('PW_PLANNED: "gone.md" cannot be read. Valid: an http or https address, or a file');
    expect(() => plannedSource('a.md', () => 'words')).toThrow('PW_PLANNED: "a.md" holds no notices');
  });
});

describe('a planned outage', () => {
  const failed = { verdict: 'failed', value: null, reason: 'down: HTTP 503' } as const;
  const unknown = { verdict: 'unknown', value: null, reason: 'needs koji: HTTP 503' } as const;
  const excused = (findings: readonly Finding[], notices: Notices, at = NOON) =>
    excuse(findings, notices, at).findings;

  it('leaves what failed degraded, and names its notice', () => {
    const [found] = excused([finding('koji.hub.getBuild', failed)], read(MARKDOWN));
    expect(found).toMatchObject({
      verdict: 'degraded',
      planned: true,
      reason: 'planned: “koji upgrades” (ticket 10613): down: HTTP 503',
    });
  });

  it('excuses nothing before it, after it, or elsewhere', () => {
    const findings = [finding('koji.hub.getBuild', failed), finding('waiverdb.api.about', failed)];
    for (const at of [NOON - 3_600_001, NOON + 3_600_001]) {
      expect(excused(findings, read(MARKDOWN), at)).toEqual(findings);
    }
    expect(excused(findings, read(MARKDOWN)).map((one) => one.verdict)).toEqual(['degraded', 'failed']);
  });

  it('excuses what it is behind, and leaves what is unknown by itself', () => {
    const findings = [
      finding('koji.hub.apiVersion', failed),
      finding('koji.web.home', unknown),
      finding('sigul.signature.present', { ...unknown, causedBy: 'koji.hub.apiVersion' }),
      finding('bodhi.api.updates', { ...failed, causedBy: 'koji.hub.apiVersion' }),
      finding('bodhi.web.home', { ...unknown, causedBy: 'bodhi.health.live' }),
      finding('koji.hub.listTags'),
    ];
    const found = excused(findings, plain(['koji']));
    expect(found.map((one) => one.verdict)).toEqual([
      'degraded',
      'unknown',
      'degraded',
      'degraded',
      'unknown',
      'ok',
    ]);
    expect(found.map((one) => one.planned)).toEqual([true, false, true, true, false, false]);
  });

  it('excuses what waits for a shared part only if all that the part broke is planned', () => {
    const causedBy = 'shared edge';
    const findings = [
      finding('koji.hub.apiVersion', { ...failed, causedBy }),
      finding('bodhi.api.updates', { ...failed, causedBy }),
      finding('sigul.signature.present', { ...unknown, causedBy }),
    ];
    const verdicts = (systems: readonly string[]) =>
      excused(findings, plain(systems)).map((one) => one.verdict);
    expect(verdicts(['koji', 'bodhi'])).toEqual(['degraded', 'degraded', 'degraded']);
    expect(verdicts(['koji'])).toEqual(['degraded', 'failed', 'unknown']);
  });

  it('says how broken dates were read while that matters, and what excuses nothing', () => {
    const broken = plain(['koji'], { to: '2026-11-22 13:00' });
    const said =
      'notice of a planned outage “work”: it ends before it starts, so it is taken for 4 h from its start on';
    expect(excuse([], broken, NOON).notes).toEqual([said]);
    expect(excuse([], broken, NOON + 24 * 3_600_000).notes).toEqual([said]);
    expect(excuse([], broken, NOON + 30 * 24 * 3_600_000).notes).toEqual([]);
    const foreign = read(MARKDOWN.replace('koji upgrades', 'Wiki upgrade'));
    expect(excuse([], foreign, NOON).notes).toEqual([
      'notice of a planned outage “Wiki upgrade” names no system of the workflow, and excuses nothing',
    ]);
  });
});
