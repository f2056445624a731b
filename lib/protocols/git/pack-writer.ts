import { concat, fromLatin1 } from '../bytes.ts';
import { adler32 } from './inflate.ts';
import { bytesOfId, type GitObject, type ObjectType, type Sha1 } from './objects.ts';

const KINDS: Readonly<Record<ObjectType, number>> = { commit: 1, tree: 2, blob: 3, tag: 4 };
/** Largest stored block of a zlib stream. */
const BLOCK = 65_535;

/**
 * A pack of these objects, each once. They are stored, not compressed: that is as good for a few small objects, every
 * git reads it, and nothing here needs to compress.
 */
export function encodePack(objects: readonly GitObject[], sha1: Sha1): Uint8Array {
  const each = [...new Map(objects.map((object) => [object.id, object])).values()];
  const content = concat(fromLatin1('PACK'), uint32(2), uint32(each.length), ...each.flatMap(entry));
  return concat(content, bytesOfId(sha1(content)));
}

function entry({ type, data }: GitObject): Uint8Array[] {
  const head: number[] = [];
  let code = (KINDS[type] << 4) | (data.length & 15);
  for (let rest = Math.floor(data.length / 16); rest > 0; rest = Math.floor(rest / 128)) {
    head.push(code | 128);
    code = rest & 127;
  }
  head.push(code);
  return [Uint8Array.from(head), stored(data)];
}

/** A zlib stream that holds its data as it is. */
function stored(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 1)];
  let at = 0;
  do {
    const part = data.subarray(at, at + BLOCK);
    at += part.length;
    const [low, high] = [part.length & 255, part.length >> 8];
    parts.push(Uint8Array.of(at >= data.length ? 1 : 0, low, high, low ^ 255, high ^ 255), part);
  } while (at < data.length);
  return concat(...parts, uint32(adler32(data)));
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}
