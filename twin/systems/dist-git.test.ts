import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTwin, type Twin } from '../twin.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 23, 12);
let now = START;
let twin: Twin;
let folder: string;

beforeAll(async () => {
  twin = await startTwin({ portBase: 0, now: () => now });
  folder = mkdtempSync(join(tmpdir(), 'pw-git-'));
});
afterAll(async () => {
  await twin.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function git(...args: string[]): Promise<string> {
  const env = {
    ...process.env,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  return (await promisify(execFile)('git', args, { env, timeout: 15_000 })).stdout.trim();
}

const url = (path: string): string => `${twin.addresses['dist-git']}${path}`;
const read = async (path: string): Promise<unknown> => (await fetch(url(path))).json();

describe('the twin’s git', () => {
  it('is cloned whole by git itself, and passes its check', async () => {
    const clone = join(folder, 'bash');
    await git('clone', '-q', url('/rpms/bash.git'), clone);
    await git('-C', clone, 'fsck', '--strict');
    const heads = await git(
      '-C',
      clone,
      'for-each-ref',
      '--format=%(refname:lstrip=3) %(objectname)',
      'refs/remotes/origin',
    );
    const { branches } = {
      branches: {},
      ...Object(await read('/api/0/rpms/bash/git/branches?with_commits=1')),
    };
    const told = Object.entries(branches).map(([branch, sha]) => `${branch} ${sha}`);
    expect(heads.split('\n').filter((line) => !line.startsWith('HEAD'))).toEqual(told);
    const sources = await (await fetch(url('/rpms/bash/raw/rawhide/f/sources'))).text();
    expect(readFileSync(join(clone, 'sources'), 'utf8')).toBe(sources);
  });

  it('is cloned in protocol version 0 and with a filter', async () => {
    await git(
      '-c',
      'protocol.version=0',
      'clone',
      '-q',
      '--depth',
      '1',
      url('/rpms/bash'),
      join(folder, 'v0'),
    );
    await git('clone', '-q', '--bare', '--filter=blob:none', url('/rpms/bash.git'), join(folder, 'filtered'));
  });

  it('moves on with the world', async () => {
    const pushed = (): string | undefined => twin.world.commits('bash').at(-1)?.sha;
    const before = pushed();
    for (let hour = 1; hour <= 24 * 30 && pushed() === before; hour++) now = START + hour * HOUR;
    expect(pushed()).not.toBe(before);
    expect(await git('ls-remote', url('/rpms/bash.git'))).toContain(pushed());
  });

  it('knows no push without a token, and no package that is not there', async () => {
    const refused = await fetch(url('/rpms/bash.git/info/refs?service=git-receive-pack'));
    expect([refused.status, refused.headers.get('www-authenticate')?.slice(0, 5)]).toEqual([401, 'Basic']);
    expect((await fetch(url('/rpms/bash.git/git-receive-pack'), { method: 'POST' })).status).toBe(401);
    expect((await fetch(url('/rpms/nope.git/info/refs?service=git-upload-pack'))).status).toBe(404);
    expect((await fetch(url('/rpms/..%2f..%2fetc/info/refs?service=git-upload-pack'))).status).toBe(404);
  });

  it('serves many at once', async () => {
    const asked = Array.from({ length: 30 }, () =>
      fetch(url('/rpms/bash.git/info/refs?service=git-upload-pack')),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 200));
  });
});

describe('the twin’s pagure', () => {
  it.each([
    ['/api/0/version', { version: '0.31' }],
    [
      '/api/0/rpms/bash',
      { fullname: 'rpms/bash', namespace: 'rpms', access_users: { owner: [expect.any(String)] } },
    ],
    ['/api/0/rpms/bash/git/branches', { default: 'rawhide', branches: expect.arrayContaining(['rawhide']) }],
    [
      '/api/0/rpms/bash/git/urls',
      { total_urls: 2, urls: { git: expect.stringContaining('/rpms/bash.git') } },
    ],
    ['/api/0/rpms/nope', { error: 'Project not found', error_code: 'ENOPROJECT' }],
    ['/api/0/rpms/bash/pull-request/0', { error_code: 'ENOREQ' }],
    ['/api/0/rpms/bash/pull-requests?per_page=0', { error_code: 'EINVALIDREQ' }],
  ])('answers %s', async (path, answer) => {
    expect(await read(path)).toMatchObject(answer);
  });

  it('lists pull requests, and finds each by number and by uid, with its flag', async () => {
    const known = twin.world.packages.flatMap(({ name }) => twin.world.pullRequests(name));
    const one = known.find(({ mergedAt }) => mergedAt !== null && mergedAt <= now);
    if (one === undefined) throw new Error('the world has no merged pull request');
    const project = `/api/0/rpms/${one.package}`;
    const list = await read(`${project}/pull-requests?status=Merged&per_page=100`);
    expect(list).toMatchObject({
      requests: expect.arrayContaining([expect.objectContaining({ uid: one.uid })]),
    });
    expect(await read(`${project}/pull-request/${one.id}`)).toMatchObject({ uid: one.uid, status: 'Merged' });
    expect(await read(`/api/0/pull-requests/${one.uid}`)).toMatchObject({ id: one.id });
    expect(await read(`${project}/pull-request/${one.id}/flag`)).toMatchObject({
      flags: [{ status: 'success' }],
    });
  });

  it('wants a token for changes', async () => {
    const answer = await fetch(url('/api/0/rpms/bash/pull-request/new'), { method: 'POST' });
    expect([answer.status, await answer.json()]).toMatchObject([401, { error_code: 'EINVALIDTOK' }]);
  });

  it.each([
    '/rpms/nope',
    '/rpms/bash/raw/rawhide/f/none',
    '/rpms/bash/raw/none/f/sources',
    '/rpms/%zz',
    '/api/0/none',
  ])('has no page %s', async (path) => {
    const answer = await fetch(url(path));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });
});

describe('the twin’s lookaside cache', () => {
  it('has each package’s archive under both names, and nothing else', async () => {
    for (const { name, source } of twin.world.packages) {
      const path = `/pkgs/rpms/${name}/${source.file}/sha512/${source.sha512}/${source.file}`;
      for (const root of ['lookaside', 'repo']) {
        const answer = await fetch(`${twin.addresses.lookaside}/${root}${path}`, { method: 'HEAD' });
        expect([answer.status, answer.headers.get('content-length')]).toEqual([
          200,
          String(source.content.length),
        ]);
      }
      const wrong = path.replace(source.sha512, '0'.repeat(128));
      expect((await fetch(`${twin.addresses.lookaside}/lookaside${wrong}`)).status).toBe(404);
    }
  });

  it.each(['GET', 'POST'])('wants Kerberos for an upload by %s', async (method) => {
    const answer = await fetch(`${twin.addresses.lookaside}/repo/pkgs/upload.cgi`, { method });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Negotiate']);
  });
});
