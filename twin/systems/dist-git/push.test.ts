import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord } from '../../../lib/protocols/shape.ts';
import { usePackager } from '../../../tests/support/packager.ts';

const NAME = 'dummy-test-package-crested';
const { twin, packager } = usePackager();
let folder: string;
let clones = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pw-push-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENV = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'packagerbot',
  GIT_AUTHOR_EMAIL: 'packagerbot@example.org',
  GIT_COMMITTER_NAME: 'packagerbot',
  GIT_COMMITTER_EMAIL: 'packagerbot@example.org',
};

/** Runs git; what it says on its way counts too, also when it fails. */
async function git(...args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)('git', args, { env: ENV, timeout: 15_000 });
    return `${stdout}${stderr}`.trim();
  } catch (thrown) {
    if (isRecord(thrown) && typeof thrown.stderr === 'string') return thrown.stderr;
    throw thrown;
  }
}

/** The address of a repository with a token in it, as git's credential helper would give it. */
function address(path: string, token = packager().pushToken): string {
  const url = new URL(`${twin().addresses['dist-git']}/${path}.git`);
  url.username = '-openidc-';
  url.password = token;
  return url.href;
}

async function cloned(name = NAME): Promise<string> {
  clones += 1;
  const to = join(folder, `clone-${clones}`);
  await git('clone', '-q', address(`rpms/${name}`), to);
  return to;
}

async function committed(clone: string, line: string): Promise<string> {
  writeFileSync(join(clone, 'notes'), `${line}\n`);
  await git('-C', clone, 'add', 'notes');
  await git('-C', clone, 'commit', '-q', '-m', line);
  return git('-C', clone, 'rev-parse', 'HEAD');
}

const heads = (name = NAME): Promise<string> => git('ls-remote', address(`rpms/${name}`));

describe('git pushes to the twin', () => {
  it('commits that become part of the world, and stay', async () => {
    const clone = await cloned();
    await committed(clone, 'one');
    const id = await committed(clone, 'two');
    expect(await git('-C', clone, 'push', 'origin', 'HEAD:rawhide')).toContain('HEAD -> rawhide');
    const commits = twin().world.commits(NAME).slice(-2);
    expect(commits.map(({ message, author, branch }) => [message, author, branch])).toEqual([
      ['one', 'packagerbot', 'rawhide'],
      ['two', 'packagerbot', 'rawhide'],
    ]);
    expect(commits[1]).toMatchObject({ sha: id, parent: commits[0]?.sha, files: { notes: 'two\n' } });
    const raw = `${twin().addresses['dist-git']}/rpms/${NAME}/raw/rawhide/f/notes`;
    expect(await (await fetch(raw)).text()).toBe('two\n');
    expect(await heads()).toContain(`${id}\trefs/heads/rawhide`);
    const again = await cloned();
    expect(await git('-C', again, 'fsck', '--strict', '--full', '--no-progress')).toBe('');
    const body = twin()
      .world.messagesIn('package', NAME)
      .filter(({ topic }) => topic.endsWith('pagure.git.receive'))
      .at(-1)
      ?.body();
    expect(body).toMatchObject({
      agent: 'packagerbot',
      branch: 'rawhide',
      end_commit: id,
      start_commit: commits[0]?.sha,
      total_commits: 2,
      forced: false,
    });
  });

  it('folders, and files that are no text, too', async () => {
    const clone = await cloned();
    mkdirSync(join(clone, 'tests/deep'), { recursive: true });
    writeFileSync(join(clone, 'tests/deep/run'), 'deep\n');
    writeFileSync(join(clone, 'binary'), Buffer.from([0, 255, 10, 128]));
    await git('-C', clone, 'add', '.');
    await committed(clone, 'folders');
    await git('-C', clone, 'push', '-q', 'origin', 'HEAD:rawhide');
    expect(twin().world.commits(NAME).at(-1)?.files).toMatchObject({ 'tests/deep/run': 'deep\n' });
  });

  it('two at once: one of them, and the other is told', async () => {
    const [one, other] = [await cloned(), await cloned()];
    const ids = [await committed(one, 'first'), await committed(other, 'second')];
    const said = await Promise.all(
      [one, other].map((clone) => git('-C', clone, 'push', 'origin', 'HEAD:rawhide')),
    );
    const taken = said.findIndex((words) => words.includes('HEAD -> rawhide') && !words.includes('rejected'));
    expect(said.filter((words) => words.includes('rejected'))).toHaveLength(1);
    expect(twin().world.commits(NAME).at(-1)?.sha).toBe(ids[taken]);
  });
});

describe('git is refused', () => {
  it.each([
    ['a branch that is no release’s', 'HEAD:scratch', 'Unspecified ref refs/heads/scratch is blocked'],
    ['a tag', 'HEAD:refs/tags/one', 'Unspecified ref refs/tags/one is blocked'],
    ['the deletion of a branch', ':rawhide', 'deletion prohibited'],
    ['a forced push', '+HEAD~1:rawhide', 'non-fast-forward'],
  ])('%s', async (_what, refspec, reason) => {
    const clone = await cloned();
    const before = await heads();
    const said = await git('-C', clone, 'push', 'origin', refspec);
    expect(said).toContain(reason);
    expect(said).toContain('rejected');
    expect(await heads()).toBe(before);
  });

  it('a package of somebody else', async () => {
    const clone = await cloned('curl');
    await committed(clone, 'not mine');
    const said = await git('-C', clone, 'push', 'origin', 'HEAD:rawhide');
    expect(said).toContain("remote: Denied push for ref 'refs/heads/rawhide' for user 'packagerbot'");
    expect(said).toContain('(pre-receive hook declined)');
    expect(said).not.toContain('Unspecified');
  });

  it('what is left of a push is taken', async () => {
    const clone = await cloned();
    const id = await committed(clone, 'partly');
    const said = await git('-C', clone, 'push', 'origin', 'HEAD:rawhide', 'HEAD:scratch');
    expect(said).toContain('HEAD -> rawhide');
    expect(said).toContain('(hook declined)');
    expect(twin().world.commits(NAME).at(-1)?.sha).toBe(id);
    expect(await heads()).not.toContain('scratch');
  });

  it('a commit that git’s own check does not bear', async () => {
    const clone = await cloned();
    const tree = await git('-C', clone, 'rev-parse', 'HEAD^{tree}');
    const parent = await git('-C', clone, 'rev-parse', 'HEAD');
    const file = join(folder, 'commit');
    writeFileSync(file, `tree ${tree}\nparent ${parent}\nauthor x\ncommitter x\n\nbroken\n`);
    const id = await git('-C', clone, 'hash-object', '-t', 'commit', '-w', '--literally', file);
    expect(await git('-C', clone, 'push', 'origin', `${id}:rawhide`)).toContain('rejected');
  });

  it('every token but a fresh one for pushes', async () => {
    const clone = await cloned();
    await committed(clone, 'x');
    for (const token of ['wrong', '']) {
      const said = await git('-C', clone, 'push', address(`rpms/${NAME}`, token), 'HEAD:rawhide');
      expect(said).toMatch(/Authentication failed|could not read Password/);
    }
    const url = `${twin().addresses['dist-git']}/rpms/${NAME}.git/info/refs?service=git-receive-pack`;
    const other = await fetch(url, { headers: { authorization: `Basic ${btoa('-openidc-:wrong')}` } });
    expect(other.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });
});
