/** RFC 3961, section 5.1: stretches or folds bytes to another length, so that each bit counts about equally often. */
export function nFold(input: Uint8Array, size: number): Uint8Array {
  const copies = leastCommonMultiple(input.length, size) / input.length;
  const out = new Uint8Array(size);
  let carry = 0;
  // The copies, each turned further, are one long number; its parts of `size` bytes are added in ones' complement.
  for (let copy = copies - 1; copy >= 0; copy--) {
    const turned = turnedRight(input, 13 * copy);
    for (let i = input.length - 1; i >= 0; i--) {
      carry = addAt(out, (copy * input.length + i) % size, (turned[i] ?? 0) + carry);
    }
  }
  for (let i = size - 1; carry > 0; i = (i + size - 1) % size) carry = addAt(out, i, carry);
  return out;
}

/** Adds to one byte and returns what is carried over. */
function addAt(out: Uint8Array, at: number, value: number): number {
  const sum = (out[at] ?? 0) + value;
  out[at] = sum & 0xff;
  return sum >>> 8;
}

/** All bits moved to the right; those that leave at the end come in at the start. */
function turnedRight(input: Uint8Array, bits: number): Uint8Array {
  const { length } = input;
  const byteAt = (i: number): number => input[((i % length) + length) % length] ?? 0;
  const whole = Math.floor(bits / 8);
  return Uint8Array.from(input, (_, i) => {
    const pair = (byteAt(i - whole - 1) << 8) | byteAt(i - whole);
    return (pair >>> (bits % 8)) & 0xff;
  });
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a * b) / x;
}
