import { describe, expect, it } from 'vitest';
import { type Change, useTwin } from '../../../tests/support/twin-run.ts';
import type { ProbeId } from '../../../thresholds/objectives.ts';
import { html, json, text } from '../../../twin/service.ts';
import { distGitProbes } from './probes.ts';

const { run, tamper } = useTwin(distGitProbes);

const LOGIN = html('<!doctype html><title>Log in</title><form><input type="password" name="p"></form>');
const CHALLENGE = html('<!doctype html><title>Making sure you&#39;re not a bot!</title>');

describe('green', () => {
  it.each(distGitProbes.map(({ id }) => id))('%s', async (id) => {
    const finding = await run(id);
    expect(finding).toMatchObject({ verdict: 'ok' });
    expect(finding.samples).toBeGreaterThan(0);
  });
});

interface Red {
  readonly id: ProbeId;
  readonly when: string;
  readonly at: RegExp;
  readonly change: Change;
  readonly verdict?: 'unknown';
  readonly reason: string;
}

const REDS: readonly Red[] = [
  {
    id: 'dist-git.web.project',
    when: 'a login page',
    at: /^\/rpms/,
    change: () => LOGIN,
    reason: 'an HTML login page',
  },
  {
    id: 'dist-git.web.project',
    when: 'an error page with 200',
    at: /^\/rpms/,
    change: () => html('<title>Fedora</title>'),
    reason: 'page without',
  },
  {
    id: 'dist-git.web.project',
    when: 'a challenge',
    at: /^\/rpms/,
    change: () => CHALLENGE,
    verdict: 'unknown',
    reason: 'challenge page',
  },
  {
    id: 'dist-git.web.project',
    when: 'a proxy of another site',
    at: /^\/rpms/,
    change: () => html('', 421),
    reason: 'wrong proxy (421)',
  },
  {
    id: 'dist-git.web.project',
    when: 'blocked',
    at: /^\/rpms/,
    change: () => html('', 403),
    verdict: 'unknown',
    reason: 'blocked by the edge',
  },
  {
    id: 'dist-git.web.project',
    when: 'half a page',
    at: /^\/rpms/,
    change: (reply) => html(String(reply.body).slice(0, -20)),
    reason: 'a page that is cut short',
  },
  {
    id: 'dist-git.api.version',
    when: 'a version that says nothing',
    at: /version/,
    change: () => json({ version: '' }),
    reason: 'version is "", expected some text',
  },
  {
    id: 'dist-git.api.version',
    when: '503',
    at: /version/,
    change: () => html('', 503),
    reason: 'down: HTTP 503',
  },
  {
    id: 'dist-git.api.version',
    when: 'an empty body',
    at: /version/,
    change: () => json({}),
    reason: 'version is missing',
  },
  {
    id: 'dist-git.api.version',
    when: 'a hang',
    at: /version/,
    change: () => new Promise(() => undefined),
    reason: 'timed out',
  },
  {
    id: 'dist-git.api.project',
    when: 'another project',
    at: /api/,
    change: () => json({ id: 1, fullname: 'rpms/other', date_modified: '1', user: { name: 'x' } }),
    reason: 'asked for rpms/bash, got rpms/other',
  },
  {
    id: 'dist-git.api.project',
    when: 'an HTML page',
    at: /api/,
    change: () => html('<html>'),
    reason: 'an HTML page instead of JSON',
  },
  {
    id: 'dist-git.api.branches',
    when: 'no branches',
    at: /branches/,
    change: () => json({ branches: {}, total_branches: 0 }),
    reason: '0 branches, none of them rawhide or main',
  },
  {
    id: 'dist-git.api.branches',
    when: 'branches without commits',
    at: /branches/,
    change: () => json({ branches: ['rawhide'], total_branches: 1 }),
    reason: 'branches is a list of 1',
  },
  {
    id: 'dist-git.api.branches',
    when: 'fewer branches than it counts',
    at: /branches/,
    change: () => json({ branches: { rawhide: 'a'.repeat(40) }, total_branches: 9 }),
    reason: '1 branches of 9',
  },
  {
    id: 'dist-git.api.branches',
    when: 'a broken id',
    at: /branches/,
    change: () => json({ branches: { rawhide: 'HEAD' }, total_branches: 1 }),
    reason: 'branches.rawhide is "HEAD"',
  },
  {
    id: 'dist-git.api.branches',
    when: 'a truncated body',
    at: /branches/,
    change: (reply) => text(String(reply.body).slice(0, 60)),
    reason: 'truncated or malformed JSON',
  },
  {
    id: 'dist-git.raw.sources',
    when: 'an empty file',
    at: /raw/,
    change: () => text(''),
    reason: 'page without "SHA512 ("',
  },
  {
    id: 'dist-git.raw.sources',
    when: 'a login page',
    at: /raw/,
    change: () => LOGIN,
    reason: 'an HTML login page',
  },
  {
    id: 'dist-git.raw.sources',
    when: 'half a line',
    at: /raw/,
    change: (reply) => text(String(reply.body).slice(0, 90)),
    reason: 'line 1 of sources',
  },
];

describe('red', () => {
  it.each(REDS)('$id: $when', async ({ id, at, change, verdict = 'failed', reason }) => {
    tamper('dist-git', at, change);
    expect(await run(id)).toMatchObject({ verdict, reason: expect.stringContaining(reason) });
  });

  it('counts lost requests', async () => {
    tamper('dist-git', /version/, (reply, _request, times) => (times % 25 === 0 ? html('', 502) : reply));
    expect(await run('dist-git.deep.failureShare')).toMatchObject({
      verdict: 'failed',
      value: 4,
      reason: '8 of 200 requests failed: 8 × HTTP 502',
    });
  });
});
