import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Change, useTwin } from '../../../tests/support/twin-run.ts';
import type { ProbeId } from '../../../thresholds/objectives.ts';
import { html } from '../../../twin/service.ts';
import type { Transport } from '../../k6/ports.ts';
import { lookasideProbes } from './probes.ts';

const { run, tamper } = useTwin(lookasideProbes);
const ANY = /^/;

const DOWNLOAD = 'lookaside.file.download';
const CHALLENGE = 'lookaside.upload.challenge';
const LOGIN = html('<!doctype html><title>Log in</title><form><input type="password" name="p"></form>');
const size = (bytes: number) => ({ 'content-type': 'application/x-gzip', 'content-length': String(bytes) });
const onGet =
  (change: Change): Change =>
  (reply, request, times) =>
    request.method === 'GET' ? change(reply, request, times) : reply;

describe('green', () => {
  it('verifies an archive', async () => {
    const finding = await run(DOWNLOAD);
    expect(finding).toMatchObject({ verdict: 'ok', samples: 1, reason: expect.stringContaining('verified') });
  });

  it('passes over an archive that is too large', async () => {
    tamper('lookaside', ANY, (reply, { method, path }) =>
      method === 'HEAD' && path.includes('/bash/') ? { ...reply, headers: size(2 ** 30) } : reply,
    );
    expect(await run(DOWNLOAD)).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining('dummy-test-package-gloster'),
    });
  });

  it('is challenged', async () => {
    expect(await run(CHALLENGE)).toMatchObject({ verdict: 'ok' });
  });
});

interface Red {
  readonly id: ProbeId;
  readonly when: string;
  readonly at?: 'dist-git';
  readonly change: Change;
  readonly verdict?: 'unknown';
  readonly reason: string;
}

const REDS: readonly Red[] = [
  {
    id: DOWNLOAD,
    when: 'the archive is gone',
    change: () => html('', 404),
    reason: 'is in sources, but not in the cache',
  },
  {
    id: DOWNLOAD,
    when: 'the archive is another',
    change: onGet((reply) => ({ ...reply, body: 'other' })),
    reason: 'is not what sources names: another SHA-512, 5 of',
  },
  {
    id: DOWNLOAD,
    when: 'the archive is empty',
    change: (reply) => ({ ...reply, body: '' }),
    reason: 'content length 0',
  },
  {
    id: DOWNLOAD,
    when: 'a login page comes',
    change: () => LOGIN,
    reason: 'an HTML page instead of an archive',
  },
  {
    id: DOWNLOAD,
    when: 'a login page comes later',
    change: onGet(() => LOGIN),
    reason: 'an HTML login page instead of an archive',
  },
  {
    id: DOWNLOAD,
    when: 'all archives are large',
    change: (reply) => ({ ...reply, headers: size(2 ** 30) }),
    verdict: 'unknown',
    reason: 'no archive of at most 8 MiB',
  },
  {
    id: DOWNLOAD,
    when: 'the archive is packed on its way',
    change: onGet((reply) => ({ ...reply, headers: { 'content-encoding': 'x-gzip' }, body: 'other' })),
    verdict: 'unknown',
    reason: 'was sent as x-gzip',
  },
  { id: DOWNLOAD, when: 'the cache is down', change: () => html('', 503), reason: 'down: HTTP 503' },
  {
    id: DOWNLOAD,
    when: 'dist-git is down',
    at: 'dist-git',
    change: () => html('', 503),
    verdict: 'unknown',
    reason: 'needs dist-git: dist-git.raw.sources',
  },
  {
    id: CHALLENGE,
    when: 'anybody may upload',
    change: () => html('Required field "name" is not present.', 200),
    reason: 'HTTP 200, expected 401',
  },
  {
    id: CHALLENGE,
    when: 'Kerberos is not offered',
    change: () => html('', 401, { 'www-authenticate': 'Basic realm="x"' }),
    reason: 'expected Negotiate',
  },
  { id: CHALLENGE, when: 'nothing is offered', change: () => html('', 401), reason: 'no challenge' },
];

describe('red', () => {
  it.each(REDS)('$id: $when', async ({ id, at, change, verdict = 'failed', reason }) => {
    tamper(at ?? 'lookaside', ANY, change);
    expect(await run(id)).toMatchObject({ verdict, reason: expect.stringContaining(reason) });
  });

  it('a truncated archive', async () => {
    const { transport } = nodeEngine();
    const cut: Transport = async (request) => {
      const response = await transport(request);
      return {
        ...response,
        bytes: request.read === 'bytes' ? response.bytes.subarray(0, 1000) : response.bytes,
      };
    };
    expect(await run(DOWNLOAD, { transport: cut })).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('1000 of'),
    });
  });

  it('says why it cannot be judged when dist-git is down', async () => {
    tamper('dist-git', ANY, () => html('', 503));
    expect(await run(DOWNLOAD)).toMatchObject({ causedBy: 'dist-git.raw.sources' });
  });
});
