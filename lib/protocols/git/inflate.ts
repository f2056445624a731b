import { GitError } from './pkt-line.ts';

/** Data of one zlib stream, and where the next byte behind it stands: a pack does not say how long its streams are. */
export interface Inflated {
  readonly data: Uint8Array;
  readonly next: number;
}

/** Lengths and distances of RFC 1951: the smallest value of each code, and how many bits more there are. */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** In which order the lengths of the codes that code lengths are sent. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_CODE = 15;
const END_OF_BLOCK = 256;
const ADLER_MODULUS = 65_521;
/** As many bytes as Adler's sums can take before they must be reduced. */
const ADLER_RUN = 3800;

/**
 * Unpacks the zlib stream at `start`, which must give exactly `size` bytes: more is refused before it is written.
 * Neither k6 nor its libraries tell how much input a stream took, which a reader of packs must know.
 */
export function inflate(source: Uint8Array, start: number, size: number): Inflated {
  const [method = 0, flags = 0] = source.subarray(start, start + 2);
  if ((method & 15) !== 8 || (method * 256 + flags) % 31 !== 0 || (flags & 32) !== 0) {
    throw broken('no zlib stream', start);
  }
  const bits = new BitReader(source, start + 2);
  const out = new Output(size);
  let last = false;
  while (!last) {
    last = bits.take(1) === 1;
    const kind = bits.take(2);
    if (kind === 0) stored(bits, out);
    else if (kind === 1) compressed(bits, out, ...fixedCodes());
    else if (kind === 2) compressed(bits, out, ...sentCodes(bits));
    else throw broken('a block of an unknown kind', bits.at);
  }
  if (out.length !== size) throw broken(`${out.length} bytes instead of ${size}`, start);
  bits.align();
  const stated = bits.uint32();
  if (stated !== adler32(out.data)) throw broken('a checksum that does not fit', start);
  return { data: out.data, next: bits.at };
}

/** The checksum at the end of a zlib stream. */
export function adler32(data: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < data.length; ) {
    const end = Math.min(at + ADLER_RUN, data.length);
    for (; at < end; at++) {
      low += data[at] ?? 0;
      high += low;
    }
    low %= ADLER_MODULUS;
    high %= ADLER_MODULUS;
  }
  return high * 0x10000 + low;
}

function broken(what: string, at: number): GitError {
  return new GitError(`a damaged pack: ${what}, at byte ${at}`);
}

/** Reads bits from the lowest of each byte on; never takes a byte that it does not need. */
class BitReader {
  #held = 0;
  #count = 0;

  constructor(
    private readonly source: Uint8Array,
    public at: number,
  ) {}

  take(count: number): number {
    while (this.#count < count) this.#fill();
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  /** The symbol of the next code. */
  symbol({ table, longest }: Codes): number {
    // Behind the last code may be nothing any more: what is missing reads as zeros, which the code does not need.
    while (this.#count < longest && this.at < this.source.length) this.#fill();
    const entry = table[this.#held & ((1 << longest) - 1)] ?? 0;
    const length = entry & 15;
    if (length === 0) throw broken('a code that does not exist', this.at);
    if (length > this.#count) throw broken('it ends within a stream', this.at);
    this.#held >>>= length;
    this.#count -= length;
    return entry >> 4;
  }

  #fill(): void {
    const byte = this.source[this.at];
    if (byte === undefined) throw broken('it ends within a stream', this.at);
    this.#held |= byte << this.#count;
    this.#count += 8;
    this.at++;
  }

  /** Goes on at a whole byte; whole bytes that were read ahead are given back. */
  align(): void {
    this.at -= this.#count >> 3;
    this.#held = 0;
    this.#count = 0;
  }

  bytes(length: number): Uint8Array {
    const part = this.source.subarray(this.at, this.at + length);
    if (part.length < length) throw broken('it ends within a stream', this.at);
    this.at += length;
    return part;
  }

  uint32(): number {
    return this.bytes(4).reduce((value, byte) => value * 256 + byte, 0);
  }
}

/** What a stream gives, never more than was announced. */
class Output {
  readonly data: Uint8Array;
  length = 0;

  constructor(size: number) {
    this.data = new Uint8Array(size);
  }

  push(byte: number): void {
    if (this.length >= this.data.length) throw this.#tooMuch();
    this.data[this.length++] = byte;
  }

  append(part: Uint8Array): void {
    if (this.length + part.length > this.data.length) throw this.#tooMuch();
    this.data.set(part, this.length);
    this.length += part.length;
  }

  /** Repeats what was written `distance` bytes ago; it may overlap with what is being written. */
  repeat(distance: number, length: number): void {
    let from = this.length - distance;
    if (from < 0) throw broken('a reference to before its beginning', 0);
    if (this.length + length > this.data.length) throw this.#tooMuch();
    const { data } = this;
    for (let left = length; left > 0; left--) data[this.length++] = data[from++] ?? 0;
  }

  #tooMuch(): GitError {
    return broken(`more than the ${this.data.length} bytes announced`, 0);
  }
}

/** A table of all bit patterns of the longest code's length: the symbol above four bits of its code's length. */
interface Codes {
  readonly table: Uint16Array;
  readonly longest: number;
}

function codesOf(lengths: Uint8Array): Codes {
  const counts = new Uint16Array(MAX_CODE + 1);
  let longest = 0;
  for (const length of lengths) {
    if (length === 0) continue;
    counts[length] = (counts[length] ?? 0) + 1;
    longest = Math.max(longest, length);
  }
  const next = new Uint16Array(MAX_CODE + 2);
  for (let length = 1; length <= longest; length++) {
    const first = ((next[length] ?? 0) + (counts[length] ?? 0)) * 2;
    if (first > 2 << length) throw broken('more codes than bits allow', 0);
    next[length + 1] = first;
  }
  const table = new Uint16Array(1 << longest);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    const entry = (symbol << 4) | length;
    for (let at = reversed(code, length); at < table.length; at += 1 << length) table[at] = entry;
  }
  return { table, longest };
}

/** Codes are sent highest bit first, all else lowest bit first. */
function reversed(code: number, length: number): number {
  let out = 0;
  for (let bit = 0; bit < length; bit++) out = (out << 1) | ((code >> bit) & 1);
  return out;
}

let fixed: readonly [Codes, Codes] | null = null;

function fixedCodes(): readonly [Codes, Codes] {
  if (fixed === null) {
    const literals = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
    fixed = [codesOf(literals), codesOf(new Uint8Array(30).fill(5))];
  }
  return fixed;
}

function sentCodes(bits: BitReader): readonly [Codes, Codes] {
  const literals = bits.take(5) + 257;
  const distances = bits.take(5) + 1;
  const sent = bits.take(4) + 4;
  const first = new Uint8Array(ORDER.length);
  for (const symbol of ORDER.slice(0, sent)) first[symbol] = bits.take(3);
  const codes = codesOf(first);
  const lengths = new Uint8Array(literals + distances);
  for (let at = 0; at < lengths.length; ) {
    const symbol = bits.symbol(codes);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw broken('a repetition of nothing', bits.at);
    const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
    const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (at + times > lengths.length) throw broken('more lengths than codes', bits.at);
    lengths.fill(value, at, at + times);
    at += times;
  }
  return [codesOf(lengths.subarray(0, literals)), codesOf(lengths.subarray(literals))];
}

function stored(bits: BitReader, out: Output): void {
  bits.align();
  const [low = 0, high = 0, notLow = 0, notHigh = 0] = bits.bytes(4);
  if ((low ^ notLow) !== 0xff || (high ^ notHigh) !== 0xff)
    throw broken('a block whose length is wrong', bits.at);
  out.append(bits.bytes(low + high * 256));
}

function compressed(bits: BitReader, out: Output, literals: Codes, distances: Codes): void {
  for (;;) {
    const symbol = bits.symbol(literals);
    if (symbol < END_OF_BLOCK) {
      out.push(symbol);
      continue;
    }
    if (symbol === END_OF_BLOCK) return;
    const length = extended(bits, LENGTH_BASE, LENGTH_BITS, symbol - END_OF_BLOCK - 1);
    out.repeat(extended(bits, DISTANCE_BASE, DISTANCE_BITS, bits.symbol(distances)), length);
  }
}

function extended(
  bits: BitReader,
  bases: readonly number[],
  extras: readonly number[],
  code: number,
): number {
  const [base, extra] = [bases[code], extras[code]];
  if (base === undefined || extra === undefined) throw broken('a code that does not exist', bits.at);
  return base + bits.take(extra);
}
