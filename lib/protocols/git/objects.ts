import { concat, fromLatin1, fromUtf8, toHex, toLatin1, toUtf8 } from '../bytes.ts';
import { OBJECT_ID } from './advertisement.ts';
import { GitError } from './pkt-line.ts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** A hex digest of exactly the bytes given. */
export type Sha1 = (data: Uint8Array) => string;

/** One object of a repository; `data` is its content without git's own header. */
export interface GitObject {
  readonly type: ObjectType;
  readonly id: string;
  readonly data: Uint8Array;
}

/** An object with the name that git gives it. */
export function gitObject(type: ObjectType, data: Uint8Array, sha1: Sha1): GitObject {
  return { type, data, id: sha1(concat(fromLatin1(`${type} ${data.length}\0`), data)) };
}

export const TREE_MODE = '40000';
export const FILE_MODE = '100644';

/** One name in a tree: `mode` in octal digits, as git writes it. */
export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

const ID_BYTES = 20;
const MODE = /^[0-7]{5,6}$/;

export function decodeTree(data: Uint8Array): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < data.length; ) {
    const blank = data.indexOf(0x20, at);
    const end = data.indexOf(0, at);
    const next = end + 1 + ID_BYTES;
    if (blank < 0 || end < blank || next > data.length) throw new GitError(`a damaged tree, at byte ${at}`);
    const mode = toLatin1(data.subarray(at, blank));
    if (!MODE.test(mode)) throw new GitError(`a damaged tree: mode ${JSON.stringify(mode)}`);
    entries.push({
      mode,
      name: nameOf(data.subarray(blank + 1, end)),
      id: toHex(data.subarray(end + 1, next)),
    });
    at = next;
  }
  return entries;
}

/** Names are bytes, nearly always of UTF-8; others would not come out again as they went in. */
function nameOf(data: Uint8Array): string {
  try {
    return toUtf8(data);
  } catch {
    throw new GitError(`a file name that is no UTF-8: ${JSON.stringify(toLatin1(data))}`);
  }
}

export function encodeTree(entries: readonly TreeEntry[]): Uint8Array {
  const named = entries.map((entry) => ({ ...entry, bytes: fromUtf8(entry.name) }));
  named.sort((one, other) => compare(sortKey(one.bytes, one.mode), sortKey(other.bytes, other.mode)));
  return concat(
    ...named.flatMap(({ mode, bytes, id }) => [fromLatin1(`${mode} `), bytes, NUL, bytesOfId(id)]),
  );
}

const NUL = new Uint8Array(1);

/** Git sorts by bytes, and a folder as if its name ended with a slash. */
function sortKey(name: Uint8Array, mode: string): string {
  return toLatin1(name) + (mode === TREE_MODE ? '/' : '');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The twenty bytes that an id of forty hex digits stands for. */
export function bytesOfId(id: string): Uint8Array {
  if (!OBJECT_ID.test(id)) throw new GitError(`no object id: ${JSON.stringify(id)}`);
  const out = new Uint8Array(ID_BYTES);
  for (let at = 0; at < ID_BYTES; at++) out[at] = Number.parseInt(id.slice(at * 2, at * 2 + 2), 16);
  return out;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since the epoch, whole. */
  readonly at: number;
}

const SIGNATURE = /^(.*) <([^>]*)> (\d+) [+-]\d{4}$/;

export function decodeCommit(data: Uint8Array): Commit {
  const text = textOf(data);
  const end = text.indexOf('\n\n');
  const head = (end < 0 ? text : text.slice(0, end)).split('\n');
  const values = (key: string): string[] =>
    head.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [tree = ''] = values('tree');
  const parents = values('parent');
  for (const id of [tree, ...parents]) {
    if (!OBJECT_ID.test(id)) throw new GitError(`a damaged commit: ${JSON.stringify(head[0] ?? '')}`);
  }
  return {
    tree,
    parents,
    author: signatureOf(values('author')[0]),
    committer: signatureOf(values('committer')[0]),
    message: end < 0 ? '' : text.slice(end + 2),
  };
}

function textOf(data: Uint8Array): string {
  try {
    return toUtf8(data);
  } catch {
    return toLatin1(data);
  }
}

function signatureOf(line: string | undefined): Signature {
  const [, name, email, at] = SIGNATURE.exec(line ?? '') ?? [];
  if (name === undefined || email === undefined) {
    throw new GitError(`a damaged commit: signed ${JSON.stringify(line ?? 'by nobody')}`);
  }
  return { name, email, at: Number(at) };
}

/** Content of a commit in UTC. Names that would break its format are refused, as git's server would do it later. */
export function encodeCommit({ tree, parents, author, committer, message }: Commit): Uint8Array {
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${signed(author)}`,
    `committer ${signed(committer)}`,
    '',
    message.endsWith('\n') ? message : `${message}\n`,
  ];
  return fromUtf8(lines.join('\n'));
}

function signed({ name, email, at }: Signature): string {
  if (name.trim() === '' || /[<>\n\0]/.test(name + email)) {
    throw new GitError(`no author: ${JSON.stringify(`${name} <${email}>`)}`);
  }
  return `${name} <${email}> ${Math.floor(at)} +0000`;
}
