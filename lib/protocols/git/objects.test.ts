import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromLatin1, fromUtf8 } from '../bytes.ts';
import { decodeCommit, decodeTree, encodeCommit, encodeTree, gitObject } from './objects.ts';

const sha1 = (data: Uint8Array): string => createHash('sha1').update(data).digest('hex');
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const BY = { name: 'Packager é', email: 'p@example.org', at: 1_700_000_000 };

describe('a tree', () => {
  const entries = [
    { mode: '100644', name: 'a.b', id: A },
    { mode: '40000', name: 'a', id: B },
    { mode: '100755', name: 'a0', id: A },
    { mode: '100644', name: 'é', id: B },
    { mode: '120000', name: 'Z', id: A },
  ];

  it('is sorted by bytes, folders as if they ended with a slash', () => {
    const names = decodeTree(encodeTree(entries)).map(({ name }) => name);
    expect(names).toEqual(['Z', 'a.b', 'a', 'a0', 'é']);
    expect(decodeTree(encodeTree(entries))).toEqual(expect.arrayContaining(entries));
  });

  it.each([
    ['no blank', fromLatin1('100644')],
    ['no end of a name', fromLatin1('100644 a')],
    ['a short id', fromLatin1('100644 a\0abc')],
    ['no mode', fromLatin1(`file a\0${'x'.repeat(20)}`)],
    ['a name that is no UTF-8', fromLatin1(`100644 \xff\0${'x'.repeat(20)}`)],
  ])('with %s is refused', (_what, data) => {
    expect(() => decodeTree(data)).toThrow(/damaged tree|no UTF-8/);
  });
});

describe('a commit', () => {
  const commit = { tree: A, parents: [B, A], author: BY, committer: BY, message: 'Bump é\n\nWhy.\n' };

  it('comes back as it went in', () => {
    expect(decodeCommit(encodeCommit(commit))).toEqual(commit);
  });

  it('is read with a signature, with other zones, and without a message', () => {
    const text = `tree ${A}\nauthor A <a@b> 5 +0200\ncommitter B <> 6 -0100\ngpgsig -----BEGIN\n abc\n -----END\n`;
    expect(decodeCommit(fromUtf8(text))).toMatchObject({
      parents: [],
      author: { name: 'A', at: 5 },
      committer: { email: '' },
      message: '',
    });
  });

  it('refuses an author who would break it', () => {
    for (const author of [
      { ...BY, name: 'A <b' },
      { ...BY, email: 'x>\n' },
      { ...BY, name: ' ' },
    ]) {
      expect(() => encodeCommit({ ...commit, author })).toThrow('no author');
    }
  });

  it.each(['', 'tree short\n', `tree ${A}\nauthor nobody\n`])('refuses %j', (text) => {
    expect(() => decodeCommit(fromUtf8(text))).toThrow('damaged commit');
  });
});

describe('names of objects', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pw-objects-'));
    execFileSync('git', ['init', '-q', '--bare', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['blob', fromUtf8('é\n')],
    ['tree', encodeTree([])],
    ['commit', encodeCommit({ tree: A, parents: [], author: BY, committer: BY, message: 'x' })],
  ] as const)('of a %s are those of git itself', (type, data) => {
    const input = Buffer.from(data);
    const args = ['-C', folder, 'hash-object', '-t', type, '--stdin', '--literally'];
    const name = execFileSync('git', args, { input }).toString().trim();
    expect(gitObject(type, data, sha1).id).toBe(name);
  });
});
