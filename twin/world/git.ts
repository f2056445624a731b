import { createHash } from 'node:crypto';
import { mailOf } from './people.ts';
import type { Commit } from './types.ts';

export interface GitObject {
  readonly type: 'blob' | 'tree' | 'commit';
  readonly id: string;
  /** Content without git's own header `type size\0`. */
  readonly data: Buffer;
}

function gitObject(type: GitObject['type'], data: Buffer): GitObject {
  return { type, id: objectId(type, data), data };
}

/** The name that git gives an object. */
export function objectId(type: GitObject['type'], data: Buffer | string): string {
  const size = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
  return createHash('sha1').update(`${type} ${size}\0`).update(data).digest('hex');
}

/** Content of a flat tree of plain files, each given by the id of its blob. */
export function treeData(blobs: Readonly<Record<string, string>>): Buffer {
  const entries = Object.keys(blobs)
    .sort()
    .map((name) => `100644 ${name}\0${Buffer.from(blobs[name] ?? '', 'hex').toString('latin1')}`);
  return Buffer.from(entries.join(''), 'latin1');
}

type Signed = Pick<Commit, 'parent' | 'author' | 'at' | 'message'>;

/** Content of a commit whose author is also its committer. */
export function commitData(tree: string, { parent, author, at, message }: Signed): string {
  const signature = `${author} <${mailOf(author)}> ${Math.floor(at / 1000)} +0000`;
  const parents = parent === null ? '' : `parent ${parent}\n`;
  return `tree ${tree}\n${parents}author ${signature}\ncommitter ${signature}\n\n${message}\n`;
}

/** Every object of one commit: its blobs, its tree, and itself last; older commits have their own. */
export function gitObjects(commit: Commit): GitObject[] {
  const blobs = Object.entries(commit.files).map(
    ([name, text]) => [name, gitObject('blob', Buffer.from(text))] as const,
  );
  const tree = gitObject('tree', treeData(Object.fromEntries(blobs.map(([name, blob]) => [name, blob.id]))));
  const itself = gitObject('commit', Buffer.from(commitData(tree.id, commit)));
  return [...blobs.map(([, blob]) => blob), tree, itself];
}
