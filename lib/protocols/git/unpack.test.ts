import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, toLatin1 } from '../bytes.ts';
import { applyDelta } from './delta.ts';
import { bytesOfId, type GitObject, gitObject } from './objects.ts';
import { encodePack } from './pack-writer.ts';
import { unpack } from './unpack.ts';

const sha1 = (data: Uint8Array): string => createHash('sha1').update(data).digest('hex');
const blob = (text: string): GitObject => gitObject('blob', fromLatin1(text), sha1);
const zlib = (data: Uint8Array): Uint8Array => new Uint8Array(deflateSync(data));
const small = (kind: number, size: number): number[] =>
  size < 16 ? [(kind << 4) | size] : [(kind << 4) | (size & 15) | 128, size >> 4];

function packOf(count: number, ...entries: readonly Uint8Array[]): Uint8Array {
  const head = Uint8Array.of(...fromLatin1('PACK'), 0, 0, 0, 2, 0, 0, 0, count);
  const content = concat(head, ...entries);
  return concat(content, bytesOfId(sha1(content)));
}

const whole = (text: string): Uint8Array =>
  concat(Uint8Array.from(small(3, text.length)), zlib(fromLatin1(text)));
const refDelta = (base: GitObject, delta: Uint8Array): Uint8Array =>
  concat(Uint8Array.from(small(7, delta.length)), bytesOfId(base.id), zlib(delta));
const ofsDelta = (back: number, delta: Uint8Array): Uint8Array => {
  const distance = back < 128 ? [back] : [((back >> 7) - 1) | 128, back & 127];
  return concat(Uint8Array.from(small(6, delta.length)), Uint8Array.from(distance), zlib(delta));
};
/** A delta that keeps the first `keep` bytes of a base and adds a text. */
const keeping = (size: number, keep: number, text: string): Uint8Array =>
  Uint8Array.of(size, keep + text.length, 0x90, keep, text.length, ...fromLatin1(text));

const BASE = 'the base of it all';
const NEXT = `the base of ours`;
const LAST = `the base of us two`;
const delta1 = keeping(BASE.length, 12, 'ours');
const delta2 = keeping(NEXT.length, 12, 'us two');
const texts = (objects: ReadonlyMap<string, GitObject>): string[] =>
  [...objects.values()].map(({ data }) => toLatin1(data)).sort();

describe('unpack', () => {
  it('reads what encodePack writes, each object once', () => {
    const big = gitObject('blob', new Uint8Array(200_000).fill(7), sha1);
    const objects = [blob(''), blob('a'), big, gitObject('commit', fromLatin1('c'), sha1), blob('a')];
    expect(unpack(encodePack(objects, sha1), sha1)).toEqual(
      new Map(objects.map((object) => [object.id, object])),
    );
  });

  it('resolves deltas by distance, also of deltas', () => {
    const first = whole(BASE);
    const second = ofsDelta(first.length, delta1);
    const pack = packOf(3, first, second, ofsDelta(second.length, delta2));
    expect(texts(unpack(pack, sha1))).toEqual([BASE, NEXT, LAST].sort());
    expect([...unpack(pack, sha1).keys()].sort()).toEqual(
      [BASE, NEXT, LAST].map((text) => blob(text).id).sort(),
    );
  });

  it('resolves deltas by id whose bases come later, also of deltas', () => {
    const pack = packOf(3, refDelta(blob(NEXT), delta2), refDelta(blob(BASE), delta1), whole(BASE));
    expect(texts(unpack(pack, sha1))).toEqual([BASE, NEXT, LAST].sort());
  });

  it('takes the type of the base, whatever it is', () => {
    const tree = concat(Uint8Array.from(small(2, BASE.length)), zlib(fromLatin1(BASE)));
    const types = [...unpack(packOf(2, tree, ofsDelta(tree.length, delta1)), sha1).values()];
    expect(types.map(({ type }) => type)).toEqual(['tree', 'tree']);
  });

  it.each([
    ['a base that is not there', packOf(1, refDelta(blob('another'), delta1)), 'base is not in it'],
    ['a base before the pack', packOf(1, ofsDelta(5000, delta1)), 'base is not in it'],
    [
      'two deltas of each other',
      packOf(2, refDelta(blob(NEXT), delta1), refDelta(blob(BASE), delta1)),
      'not in it',
    ],
    ['an unknown kind', packOf(1, Uint8Array.of(0x50)), 'kind 5'],
    ['fewer objects than announced', packOf(2, whole(BASE)), 'ends within an entry'],
    ['more than announced', packOf(1, whole(BASE), whole(NEXT)), 'bytes behind its objects'],
    [
      'a delta for another base',
      packOf(2, whole(BASE), ofsDelta(whole(BASE).length, delta2)),
      'its base has',
    ],
    ['an object beyond all bounds', packOf(1, Uint8Array.of(0xbf, 255, 255, 255, 255, 127)), 'more than'],
  ])('refuses %s', (_what, pack, reason) => {
    expect(() => unpack(pack, sha1)).toThrow(reason);
  });

  it('refuses more objects than anybody asks for', () => {
    const head = Uint8Array.of(...fromLatin1('PACK'), 0, 0, 0, 2, 0, 255, 255, 255);
    expect(() => unpack(concat(head, bytesOfId(sha1(head))), sha1)).toThrow('16777215 objects');
  });
});

describe('applyDelta', () => {
  const base = fromLatin1('0123456789');

  it('copies and adds, also from far behind', () => {
    const far = new Uint8Array(70_000).fill(1);
    far[69_999] = 9;
    // 70000 and 69999 in seven bits each; a copy of 0x10000 needs no size; the other has three bytes of offset.
    const sizes = [0xf0, 0xa2, 0x04, 0x81, 0x80, 0x04];
    const delta = Uint8Array.of(...sizes, 0x80, 0x97, 0x6f, 0x11, 0x01, 1);
    expect([...applyDelta(far, delta, 100_000).subarray(65_535)]).toEqual([1, 9]);
  });

  it.each([
    ['nothing', [], 'ends too early'],
    ['a reserved instruction', [10, 1, 0], 'does not exist'],
    ['a copy beyond the base', [10, 4, 0x91, 8, 4], 'behind the end'],
    ['more than announced', [10, 1, 0x90, 4], 'more than the 1'],
    ['less than announced', [10, 6, 0x90, 4], '4 bytes instead of 6'],
    ['a text that is cut', [10, 6, 6, 65], 'ends too early'],
    ['a size without end', [255, 255, 255, 255, 255, 255, 255, 255, 255, 255], 'beyond all bounds'],
    ['an object too large', [10, 0xff, 0xff, 0x7f], 'more than 1000'],
  ])('refuses %s', (_what, bytes, reason) => {
    expect(() => applyDelta(base, Uint8Array.from(bytes), 1000)).toThrow(reason);
  });
});
