import type { GitObject } from '../../../lib/protocols/git/objects.ts';
import { decodeCommit, decodeTree, TREE_MODE } from '../../../lib/protocols/git/objects.ts';
import type { Live } from '../../live/live.ts';
import { pushBody } from '../../world/bodies-git.ts';
import { asUsers } from '../../world/people.ts';
import type { Commit, Package } from '../../world/types.ts';
import { git, gitLines } from './git-process.ts';

/** A branch that a push has moved. */
export interface Moved {
  readonly branch: string;
  readonly from: string;
  readonly to: string;
}

/** What is new on a branch becomes part of the world, and is announced as one push. Returns the commits' ids. */
export async function receive(
  live: Live,
  one: Package,
  folder: string,
  { branch, from, to }: Moved,
  user: string,
): Promise<readonly string[]> {
  const ids = await gitLines(folder, ['rev-list', '--reverse', '--topo-order', `${from}..${to}`]);
  const at = live.world.now();
  const commits = await readCommits(folder, ids, { package: one.name, branch, at });
  live.ledger.commits.push(...commits);
  const [first, last] = [commits[0], commits.at(-1)];
  if (first !== undefined && last !== undefined) {
    live.ledger.publish(at, 'pagure.git.receive', { packages: [one.name], users: asUsers(user) }, () => ({
      ...pushBody(one, last),
      agent: user,
      old_commit: from,
      start_commit: first.sha,
      total_commits: commits.length,
    }));
  }
  return ids;
}

/** Commits as the world knows them: with all their files. */
async function readCommits(
  folder: string,
  ids: readonly string[],
  { package: name, branch, at }: Pick<Commit, 'package' | 'branch' | 'at'>,
): Promise<readonly Commit[]> {
  const objects = await readObjects(folder, ids);
  const read = ids.map((sha) => ({ sha, ...decodeCommit(dataOf(objects, sha)) }));
  const files = await readFiles(folder, [...new Set(read.map(({ tree }) => tree))]);
  return read.map(({ sha, tree, parents, author, message }) => ({
    sha,
    parent: parents[0] ?? null,
    package: name,
    branch,
    at,
    author: author.name,
    message: message.trimEnd(),
    files: files.get(tree) ?? {},
  }));
}

/** The files below each tree by their paths, level by level. */
async function readFiles(
  folder: string,
  trees: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  interface Place {
    readonly root: string;
    readonly path: string;
    readonly id: string;
  }
  const blobs: Place[] = [];
  let level: Place[] = trees.map((id) => ({ root: id, path: '', id }));
  while (level.length > 0) {
    const found = await readObjects(
      folder,
      level.map(({ id }) => id),
    );
    const below = level.flatMap(({ root, path, id }) =>
      decodeTree(dataOf(found, id)).map((entry) => ({ root, path: `${path}${entry.name}`, entry })),
    );
    level = [];
    for (const { root, path, entry } of below) {
      if (entry.mode === TREE_MODE) level.push({ root, path: `${path}/`, id: entry.id });
      else blobs.push({ root, path, id: entry.id });
    }
  }
  const contents = await readObjects(
    folder,
    blobs.map(({ id }) => id),
  );
  const files = new Map<string, Record<string, string>>(trees.map((id) => [id, {}]));
  for (const { root, path, id } of blobs) {
    const tree = files.get(root);
    if (tree !== undefined) tree[path] = Buffer.from(dataOf(contents, id)).toString('utf8');
  }
  return files;
}

type Objects = ReadonlyMap<string, Pick<GitObject, 'data'>>;

function dataOf(objects: Objects, id: string): Uint8Array {
  const object = objects.get(id);
  if (object === undefined) throw new Error(`git has no object ${id}`);
  return object.data;
}

/** Objects as git hands them out: each with a line of its id, type and size before it. */
async function readObjects(folder: string, ids: readonly string[]): Promise<Objects> {
  const found = new Map<string, Pick<GitObject, 'data'>>();
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return found;
  const output = await git(folder, ['cat-file', '--batch'], `${wanted.join('\n')}\n`);
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    const [id = '', type, size = ''] = output.subarray(at, end).toString('latin1').split(' ');
    const start = end + 1;
    if (type !== 'missing')
      found.set(id, { data: new Uint8Array(output.subarray(start, start + Number(size))) });
    at = type === 'missing' ? start : start + Number(size) + 1;
  }
  return found;
}
