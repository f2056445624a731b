import { GitError } from './pkt-line.ts';

const COPY = 0x80;
/** What a copy without a size means. */
const WHOLE_COPY = 0x10000;

/**
 * The object that a delta makes of its base. Every read and write is checked: a damaged delta throws, and none gives
 * more than it announces, nor announces more than `most` bytes.
 */
export function applyDelta(base: Uint8Array, delta: Uint8Array, most: number): Uint8Array {
  const reader = new DeltaReader(delta);
  const from = reader.size();
  if (from !== base.length) throw damaged(`it is for ${from} bytes, its base has ${base.length}`);
  const size = reader.size();
  if (size > most) throw new GitError(`a pack with an object of ${size} bytes, more than ${most}`);
  const out = new Uint8Array(size);
  let written = 0;
  while (!reader.ended) {
    const part = instruction(reader, base);
    if (written + part.length > size) throw damaged(`more than the ${size} bytes announced`);
    out.set(part, written);
    written += part.length;
  }
  if (written !== size) throw damaged(`${written} bytes instead of ${size}`);
  return out;
}

/** The bytes that one instruction adds: a part of the base, or what stands in the delta itself. */
function instruction(reader: DeltaReader, base: Uint8Array): Uint8Array {
  const code = reader.byte();
  if (code === 0) throw damaged('an instruction that does not exist');
  if (code < COPY) return reader.bytes(code);
  let offset = 0;
  let length = 0;
  for (let at = 0; at < 4; at++) if ((code & (1 << at)) !== 0) offset += reader.byte() * 2 ** (8 * at);
  for (let at = 0; at < 3; at++) if ((code & (16 << at)) !== 0) length += reader.byte() * 2 ** (8 * at);
  if (length === 0) length = WHOLE_COPY;
  if (offset + length > base.length) throw damaged('a copy from behind the end of its base');
  return base.subarray(offset, offset + length);
}

function damaged(what: string): GitError {
  return new GitError(`a damaged delta: ${what}`);
}

class DeltaReader {
  #at = 0;

  constructor(private readonly data: Uint8Array) {}

  get ended(): boolean {
    return this.#at >= this.data.length;
  }

  byte(): number {
    const byte = this.data[this.#at++];
    if (byte === undefined) throw damaged('it ends too early');
    return byte;
  }

  bytes(length: number): Uint8Array {
    const part = this.data.subarray(this.#at, this.#at + length);
    if (part.length < length) throw damaged('it ends too early');
    this.#at += length;
    return part;
  }

  /** A size: seven bits in each byte, the lowest first. */
  size(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 49; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw damaged('a size beyond all bounds');
  }
}
