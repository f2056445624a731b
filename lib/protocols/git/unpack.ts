import { toHex } from '../bytes.ts';
import { applyDelta } from './delta.ts';
import { inflate } from './inflate.ts';
import { type GitObject, gitObject, type ObjectType, type Sha1 } from './objects.ts';
import { checkPack } from './pack.ts';
import { GitError } from './pkt-line.ts';

/** What a pack may hold at most: k6 has neither limits of its own nor memory to spare. */
const MAX_OBJECTS = 100_000;
const MAX_BYTES = 64 * 1024 * 1024;

const HEADER = 12;
const TRAILER = 20;
const ID_BYTES = 20;
const OFS_DELTA = 6;
const REF_DELTA = 7;
const TYPES: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };

/** One entry as it stands in the pack: an object, or what makes one of another. */
interface Entry {
  readonly at: number;
  readonly data: Uint8Array;
  readonly what: { readonly type: ObjectType } | { readonly offset: number } | { readonly id: string };
}

/** Every object of a pack by its id. A pack in which a delta lacks its base is refused, as nobody asked for such. */
export function unpack(pack: Uint8Array, sha1: Sha1): Map<string, GitObject> {
  const { objects: count } = checkPack(pack, sha1);
  if (count > MAX_OBJECTS) throw new GitError(`a pack of ${count} objects, more than ${MAX_OBJECTS}`);
  const content = pack.subarray(0, pack.length - TRAILER);
  const budget = new Budget();
  const entries: Entry[] = [];
  let at = HEADER;
  for (let left = count; left > 0; left--) {
    const { entry, next } = readEntry(content, at, budget);
    entries.push(entry);
    at = next;
  }
  if (at !== content.length)
    throw new GitError(`a pack with ${content.length - at} bytes behind its objects`);
  return resolved(entries, budget, sha1);
}

/** How many bytes may still be unpacked. */
class Budget {
  left = MAX_BYTES;

  spend(bytes: number): void {
    if (bytes > this.left) throw new GitError(`a pack of more than ${MAX_BYTES} bytes unpacked`);
    this.left -= bytes;
  }
}

function readEntry(content: Uint8Array, start: number, budget: Budget): { entry: Entry; next: number } {
  let at = start;
  const byte = (): number => {
    const value = content[at++];
    if (value === undefined) throw new GitError('a damaged pack: it ends within an entry');
    return value;
  };
  const first = byte();
  const kind = (first >> 4) & 7;
  let size = first & 15;
  for (let code = first, factor = 16; code >= 128; factor *= 128) {
    code = byte();
    size += (code & 127) * factor;
    if (size > MAX_BYTES) throw new GitError(`a pack of more than ${MAX_BYTES} bytes unpacked`);
  }
  budget.spend(size);
  const what = baseOf(kind, start, byte);
  const { data, next } = inflate(content, at, size);
  return { entry: { at: start, data, what }, next };
}

function baseOf(kind: number, start: number, byte: () => number): Entry['what'] {
  const type = TYPES[kind];
  if (type !== undefined) return { type };
  if (kind === OFS_DELTA) return { offset: start - distance(byte) };
  if (kind === REF_DELTA) return { id: toHex(Uint8Array.from({ length: ID_BYTES }, byte)) };
  throw new GitError(`a damaged pack: an entry of kind ${kind}`);
}

/** How far back the base of a delta stands: seven bits in each byte, the highest first, each step counted on. */
function distance(byte: () => number): number {
  let code = byte();
  let value = code & 127;
  while (code >= 128) {
    code = byte();
    value = (value + 1) * 128 + (code & 127);
    if (value > MAX_BYTES) throw new GitError('a damaged pack: a delta whose base is not in it');
  }
  return value;
}

/** A base may come behind its delta, and be a delta itself: each object that is known sets free those that wait. */
function resolved(entries: readonly Entry[], budget: Budget, sha1: Sha1): Map<string, GitObject> {
  const byId = new Map<string, GitObject>();
  const waiting = new Map<number | string, Entry[]>();
  const known: { readonly at: number; readonly object: GitObject }[] = [];
  for (const entry of entries) {
    if ('type' in entry.what) {
      known.push({ at: entry.at, object: gitObject(entry.what.type, entry.data, sha1) });
      continue;
    }
    const base = 'id' in entry.what ? entry.what.id : entry.what.offset;
    const others = waiting.get(base);
    if (others === undefined) waiting.set(base, [entry]);
    else others.push(entry);
  }
  for (let one = known.pop(); one !== undefined; one = known.pop()) {
    const { at, object } = one;
    byId.set(object.id, object);
    for (const base of [at, object.id]) {
      for (const entry of waiting.get(base) ?? []) {
        const data = applyDelta(object.data, entry.data, budget.left);
        budget.spend(data.length);
        known.push({ at: entry.at, object: gitObject(object.type, data, sha1) });
      }
      waiting.delete(base);
    }
  }
  if (waiting.size > 0) throw new GitError('a damaged pack: a delta whose base is not in it');
  return byId;
}
