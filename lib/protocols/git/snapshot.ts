import { fromUtf8 } from '../bytes.ts';
import {
  decodeCommit,
  decodeTree,
  encodeCommit,
  encodeTree,
  FILE_MODE,
  type GitObject,
  gitObject,
  type Sha1,
  TREE_MODE,
  type TreeEntry,
} from './objects.ts';
import { GitError } from './pkt-line.ts';

/** One commit with its trees, and as many of its files as have been fetched. */
export interface Snapshot {
  readonly tip: string;
  /** Its tree. */
  readonly root: string;
  readonly objects: ReadonlyMap<string, GitObject>;
}

/** A file as it shall be; null removes it. */
export interface FileChange {
  readonly path: string;
  readonly content: string | Uint8Array | null;
}

/** Who commits and why; author and committer are the same, in UTC. */
export interface CommitInfo {
  readonly author: string;
  readonly email: string;
  /** Milliseconds since the epoch; git keeps whole seconds. */
  readonly at: number;
  readonly message: string;
}

export function snapshotOf(tip: string, objects: ReadonlyMap<string, GitObject>): Snapshot {
  const commit = objects.get(tip);
  if (commit?.type !== 'commit') throw new GitError(`the pack lacks the commit ${tip}`);
  const root = decodeCommit(commit.data).tree;
  entriesOf({ objects }, root);
  return { tip, root, objects };
}

/** What stands in a tree of the snapshot, its root if left out. */
export function rootEntries(snapshot: Snapshot): readonly TreeEntry[] {
  return entriesOf(snapshot, snapshot.root);
}

function entriesOf({ objects }: Pick<Snapshot, 'objects'>, id: string): TreeEntry[] {
  const tree = objects.get(id);
  if (tree?.type !== 'tree') throw new GitError(`the pack lacks the tree ${id}`);
  return decodeTree(tree.data);
}

/** What a path names, or null if there is nothing. */
export function entryAt(snapshot: Snapshot, path: string): TreeEntry | null {
  const names = partsOf(path);
  let id = snapshot.root;
  for (const [at, name] of names.entries()) {
    const found = entriesOf(snapshot, id).find((entry) => entry.name === name);
    if (found === undefined || at === names.length - 1) return found ?? null;
    if (found.mode !== TREE_MODE) return null;
    id = found.id;
  }
  return null;
}

function partsOf(path: string): string[] {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part === '.git')) {
    throw new GitError(`no path of a file: ${JSON.stringify(path)}`);
  }
  return parts;
}

/** The snapshot after a commit, and what is new in it: everything that a push of it has to bring. */
export interface Committed {
  readonly snapshot: Snapshot;
  readonly objects: readonly GitObject[];
}

/** Commits changes on top of a snapshot. One that changes nothing is refused, as git itself does it. */
export function commitOnto(
  snapshot: Snapshot,
  changes: readonly FileChange[],
  { author, email, at, message }: CommitInfo,
  sha1: Sha1,
): Committed {
  const added = new Map<string, GitObject>();
  const all = new Map(snapshot.objects);
  const add = (object: GitObject): string => {
    if (!all.has(object.id)) added.set(object.id, object);
    all.set(object.id, object);
    return object.id;
  };
  let root = snapshot.root;
  for (const { path, content } of changes) {
    const data = typeof content === 'string' ? fromUtf8(content) : content;
    const blob = data === null ? null : add(gitObject('blob', data, sha1));
    root = withEntry(all, root, partsOf(path), blob, (entries) =>
      add(gitObject('tree', encodeTree(entries), sha1)),
    );
  }
  if (root === snapshot.root) throw new GitError('nothing to commit: no file differs');
  const signature = { name: author, email, at: at / 1000 };
  const commit = { tree: root, parents: [snapshot.tip], author: signature, committer: signature, message };
  const tip = add(gitObject('commit', encodeCommit(commit), sha1));
  return { snapshot: { tip, root, objects: all }, objects: reachable(added, tip, root) };
}

/** Of what was made, the commit and all it leads to: each change but the last left trees behind that nobody needs. */
function reachable(added: ReadonlyMap<string, GitObject>, tip: string, root: string): GitObject[] {
  const found = new Map<string, GitObject>();
  const wanted = [tip, root];
  for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
    const object = added.get(id);
    if (object === undefined || found.has(id)) continue;
    found.set(id, object);
    if (object.type === 'tree') wanted.push(...decodeTree(object.data).map((entry) => entry.id));
  }
  return [...found.values()];
}

/** The id of a tree in which one path is changed: as deep as the path is, no deeper. */
function withEntry(
  objects: ReadonlyMap<string, GitObject>,
  tree: string | null,
  [name = '', ...deeper]: readonly string[],
  blob: string | null,
  add: (entries: readonly TreeEntry[]) => string,
): string {
  const entries = tree === null ? [] : entriesOf({ objects }, tree);
  const before = entries.find((entry) => entry.name === name);
  const others = entries.filter((entry) => entry !== before);
  if (deeper.length === 0) {
    if (before?.mode === TREE_MODE) throw new GitError(`${JSON.stringify(name)} is a folder`);
    return add(blob === null ? others : [...others, { mode: before?.mode ?? FILE_MODE, name, id: blob }]);
  }
  if (before !== undefined && before.mode !== TREE_MODE)
    throw new GitError(`${JSON.stringify(name)} is no folder`);
  const inner = withEntry(objects, before?.id ?? null, deeper, blob, add);
  const empty = objects.get(inner)?.data.length === 0;
  return add(empty ? others : [...others, { mode: TREE_MODE, name, id: inner }]);
}
