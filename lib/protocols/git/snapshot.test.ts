import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromUtf8, toUtf8 } from '../bytes.ts';
import { decodeCommit, encodeCommit, encodeTree, type GitObject, gitObject } from './objects.ts';
import { commitOnto, entryAt, rootEntries, type Snapshot, snapshotOf } from './snapshot.ts';

const sha1 = (data: Uint8Array): string => createHash('sha1').update(data).digest('hex');
const BY = { author: 'packagerbot', email: 'p@example.org', at: 1_700_000_000_999, message: 'Bump' };
const blob = (text: string): GitObject => gitObject('blob', fromUtf8(text), sha1);
const file = (name: string, text: string, mode = '100644') => ({ mode, name, id: blob(text).id });

/** As a partial clone has it: the commit and its trees, none of the files. */
function start(): Snapshot {
  const tests = gitObject('tree', encodeTree([file('run.sh', 'true', '100755')]), sha1);
  const root = gitObject(
    'tree',
    encodeTree([file('a.spec', 'one'), file('sources', 's'), { mode: '40000', name: 'tests', id: tests.id }]),
    sha1,
  );
  const by = { name: 'a', email: 'b', at: 1 };
  const commit = gitObject(
    'commit',
    encodeCommit({ tree: root.id, parents: [], author: by, committer: by, message: 'x' }),
    sha1,
  );
  return snapshotOf(commit.id, new Map([tests, root, commit].map((object) => [object.id, object])));
}

const change = (path: string, content: string | null) => ({ path, content });

describe('a commit onto a snapshot', () => {
  it('brings only what is new: the file, the trees above it, the commit', () => {
    const before = start();
    const { snapshot, objects } = commitOnto(before, [change('a.spec', 'two')], BY, sha1);
    expect(objects.map(({ type }) => type).sort()).toEqual(['blob', 'commit', 'tree']);
    expect(entryAt(snapshot, 'a.spec')).toEqual(file('a.spec', 'two'));
    expect(entryAt(snapshot, 'tests/run.sh')).toEqual(file('run.sh', 'true', '100755'));
    const commit = objects.find(({ id }) => id === snapshot.tip);
    expect(decodeCommit(commit?.data ?? new Uint8Array(0))).toMatchObject({
      parents: [before.tip],
      author: { name: 'packagerbot', at: 1_700_000_000 },
      message: 'Bump\n',
    });
  });

  it('leaves nothing behind of the steps in between', () => {
    const { objects } = commitOnto(start(), [change('a.spec', 'two'), change('sources', 't')], BY, sha1);
    expect(objects.map(({ type }) => type).sort()).toEqual(['blob', 'blob', 'commit', 'tree']);
  });

  it('keeps modes, makes folders, removes files and empty folders', () => {
    const changes = [change('tests/run.sh', 'false'), change('new/deep/file', 'é'), change('sources', null)];
    const { snapshot, objects } = commitOnto(start(), changes, BY, sha1);
    expect(entryAt(snapshot, 'tests/run.sh')).toEqual(file('run.sh', 'false', '100755'));
    const made = objects.find(({ id }) => id === entryAt(snapshot, 'new/deep/file')?.id);
    expect(toUtf8(made?.data ?? new Uint8Array(0))).toBe('é');
    expect(rootEntries(snapshot).map(({ name }) => name)).toEqual(['a.spec', 'new', 'tests']);
    const emptied = commitOnto(snapshot, [change('tests/run.sh', null)], BY, sha1);
    expect(rootEntries(emptied.snapshot).map(({ name }) => name)).toEqual(['a.spec', 'new']);
  });

  it('stacks', () => {
    const one = commitOnto(start(), [change('a.spec', 'two')], BY, sha1);
    const two = commitOnto(one.snapshot, [change('a.spec', 'three')], BY, sha1);
    const commit = two.objects.find(({ id }) => id === two.snapshot.tip);
    expect(decodeCommit(commit?.data ?? new Uint8Array(0)).parents).toEqual([one.snapshot.tip]);
  });

  it.each([
    ['nothing', [], 'nothing to commit'],
    ['the same again', [change('a.spec', 'one')], 'nothing to commit'],
    ['a folder as a file', [change('tests', 'x')], 'is a folder'],
    ['a file as a folder', [change('a.spec/x', 'x')], 'is no folder'],
    ['a way out', [change('../x', 'x')], 'no path of a file'],
    ['git’s own folder', [change('.git/config', 'x')], 'no path of a file'],
    ['an empty name', [change('', 'x')], 'no path of a file'],
  ])('refuses %s', (_what, changes, reason) => {
    expect(() => commitOnto(start(), changes, BY, sha1)).toThrow(reason);
  });
});

it('finds nothing where nothing is', () => {
  for (const path of ['none', 'a.spec/x', 'tests/none', 'none/x']) expect(entryAt(start(), path)).toBeNull();
});

it('needs the commit and its trees', () => {
  const { tip, root, objects } = start();
  expect(() => snapshotOf('0'.repeat(40), objects)).toThrow('lacks the commit');
  const without = new Map([...objects].filter(([id]) => id !== root));
  expect(() => snapshotOf(tip, without)).toThrow('lacks the tree');
});
