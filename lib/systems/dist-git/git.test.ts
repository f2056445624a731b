import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Change, useTwin } from '../../../tests/support/twin-run.ts';
import type { ProbeId } from '../../../thresholds/objectives.ts';
import { html, json, type TwinReply, text } from '../../../twin/service.ts';
import type { Transport } from '../../k6/ports.ts';
import { isRecord } from '../../protocols/shape.ts';
import { distGitProbes } from './probes.ts';

const { run, tamper, twin } = useTwin(distGitProbes);

const LOGIN = html('<!doctype html><title>Log in</title><form><input type="password" name="p"></form>');
const CHALLENGE = html('<!doctype html><title>Making sure you&#39;re not a bot!</title>');
const bytes = (reply: TwinReply): Buffer => Buffer.from(reply.body ?? '');
const OLD = 'a'.repeat(40);

/** The same answer, with another commit at the head of rawhide. */
function movedHead(reply: TwinReply): TwinReply {
  const answer: unknown = JSON.parse(String(reply.body));
  if (!isRecord(answer) || !isRecord(answer.branches)) throw new Error('no branches to move');
  return json({ ...answer, branches: { ...answer.branches, rawhide: OLD } });
}

describe('git', () => {
  it('goes on in protocol version 0 where the web server drops the header', async () => {
    const { transport } = nodeEngine();
    const dropped: Transport = (request) => {
      const { 'git-protocol': _version, ...headers } = request.headers;
      return transport({ ...request, headers });
    };
    const engine = { transport: dropped };
    expect(await run('dist-git.git.lsRefs', engine)).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining('version 0'),
    });
    expect(await run('dist-git.git.fetch', engine)).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining('SHA-1 right'),
    });
  });

  it('bears a push between the two questions', async () => {
    tamper('dist-git', /with_commits/, (reply, _request, times) => (times === 1 ? movedHead(reply) : reply));
    expect(await run('dist-git.git.lsRefs')).toMatchObject({ verdict: 'ok' });
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

const gitPath = /git-upload-pack\?$/;
const advertisement = /info\/refs/;
const isFetch = (reply: TwinReply): boolean => bytes(reply).includes('packfile');
/** Fetch and ls-refs share a path: only the answer with a pack is changed. */
const inFetch = (change: (reply: TwinReply) => TwinReply) => (reply: TwinReply) =>
  isFetch(reply) ? change(reply) : reply;
const pkt = (line: string): string => (line.length + 4).toString(16).padStart(4, '0') + line;

const REDS: readonly Red[] = [
  {
    id: 'dist-git.git.lsRefs',
    when: 'two heads',
    at: /with_commits/,
    change: movedHead,
    reason: `the API has rawhide at ${OLD}`,
  },
  {
    id: 'dist-git.git.lsRefs',
    when: 'an empty 200',
    at: gitPath,
    change: (reply) => ({ ...reply, body: '' }),
    reason: 'an empty body instead of refs',
  },
  {
    id: 'dist-git.git.lsRefs',
    when: 'no such refs',
    at: gitPath,
    change: (reply) => ({ ...reply, body: '0000' }),
    reason: '0 refs, none of them',
  },
  {
    id: 'dist-git.git.lsRefs',
    when: 'an error line',
    at: gitPath,
    change: (reply) => ({ ...reply, body: pkt('ERR access denied') }),
    reason: 'the server refused: access denied',
  },
  {
    id: 'dist-git.git.lsRefs',
    when: 'a login page',
    at: advertisement,
    change: () => LOGIN,
    reason: 'an HTML login page instead of git’s protocol',
  },
  {
    id: 'dist-git.git.lsRefs',
    when: 'a challenge',
    at: advertisement,
    change: () => CHALLENGE,
    verdict: 'unknown',
    reason: 'challenge page',
  },
  {
    id: 'dist-git.git.lsRefs',
    when: 'another type',
    at: advertisement,
    change: (reply) => text(String(reply.body)),
    reason: 'content type text/plain',
  },
  {
    id: 'dist-git.git.lsRefs',
    when: 'a dead API',
    at: /api/,
    change: () => html('', 500),
    reason: 'caused by dist-git.api.branches',
  },
  {
    id: 'dist-git.git.fetch',
    when: 'a damaged pack',
    at: gitPath,
    change: inFetch((reply) => ({ ...reply, body: flipped(reply) })),
    reason: 'a damaged pack',
  },
  {
    id: 'dist-git.git.fetch',
    when: 'a truncated answer',
    at: gitPath,
    change: inFetch((reply) => ({ ...reply, body: bytes(reply).subarray(0, -30) })),
    reason: 'truncated',
  },
  {
    id: 'dist-git.git.fetch',
    when: 'an unknown commit',
    at: gitPath,
    change: inFetch((reply) => ({ ...reply, body: pkt('ERR upload-pack: not our ref') })),
    reason: 'not our ref',
  },
  {
    id: 'dist-git.git.fetch',
    when: 'no repository',
    at: advertisement,
    change: () => ({ status: 404 }),
    reason: 'HTTP 404, expected 200',
  },
  {
    id: 'dist-git.git.pushRefused',
    when: 'an open door',
    at: /receive-pack/,
    change: () => text('001f# service=git-receive-pack\n'),
    reason: 'HTTP 200, expected 401',
  },
  {
    id: 'dist-git.git.pushRefused',
    when: '502',
    at: /receive-pack/,
    change: () => html('', 502),
    reason: 'down: HTTP 502',
  },
];

function flipped(reply: TwinReply): Buffer {
  const body = Buffer.from(bytes(reply));
  const at = body.indexOf('PACK') + 14;
  body[at] = (body[at] ?? 0) ^ 1;
  return body;
}

describe('red', () => {
  it.each(REDS)('$id: $when', async ({ id, at, change, verdict = 'failed', reason }) => {
    tamper('dist-git', at, change);
    expect(await run(id)).toMatchObject({ verdict, reason: expect.stringContaining(reason) });
  });

  it('names an SSH port where nobody listens, or where something else does', async () => {
    const closed = await run(
      'dist-git.ssh.greeting',
      {},
      {
        PW_DIST_GIT_SSH_URL: 'ssh://127.0.0.1:9',
      },
    );
    expect(closed).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('connection refused'),
    });
    const web = twin().addresses['dist-git'].replace('http:', 'ssh:');
    const http = await run('dist-git.ssh.greeting', {}, { PW_DIST_GIT_SSH_URL: web });
    expect(http).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('an HTTP answer') });
  });

  // k6 takes a line with a blank for an HTTP status line, and quotes its second word.
  it.each([
    ['Exceeded MaxStartups', 'MaxStartups', 'failed', 'greeted with "MaxStartups"'],
    ['220 mail.example ESMTP', 'mail.example', 'failed', 'greeted with "mail.example"'],
    ['Not allowed at this time', 'allowed', 'unknown', 'sshd turns this address away'],
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2', 'Debian-2', 'ok', 'SSH with the comment Debian-2'],
  ])('hears sshd say %s', async (_said, quoted, verdict, reason) => {
    const { transport } = nodeEngine();
    const greeted: Transport = async (request) => ({
      ...(await transport(request)),
      error: `malformed HTTP status code "${quoted}"`,
    });
    const finding = await run('dist-git.ssh.greeting', { transport: greeted });
    expect(finding).toMatchObject({ verdict, reason: expect.stringContaining(reason) });
  });
});
