import type { Ciphers } from '../../k6/ports.ts';
import { concat } from '../bytes.ts';

const BLOCK = 16;
const ZERO = new Uint8Array(BLOCK);

/**
 * AES-CBC with ciphertext stealing as RFC 3962 (section 5) has it: the output is as long as the input, at least one
 * block; the last two blocks are exchanged even where both are whole; the vector is zero.
 */
export async function ctsEncrypt(ciphers: Ciphers, key: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const padded = new Uint8Array(Math.ceil(data.length / BLOCK) * BLOCK);
  padded.set(data);
  const blocks = await ciphers.aesCbcEncrypt(key, ZERO, padded);
  const last = blocks.length - BLOCK;
  if (last === 0) return blocks;
  const beforeLast = last - BLOCK;
  const exchanged = concat(
    blocks.subarray(0, beforeLast),
    blocks.subarray(last),
    blocks.subarray(beforeLast, last),
  );
  return exchanged.slice(0, data.length);
}

/** The way back. */
export async function ctsDecrypt(ciphers: Ciphers, key: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  if (data.length <= BLOCK) return ciphers.aesCbcDecrypt(key, ZERO, data);
  const tail = data.length % BLOCK || BLOCK;
  const start = data.length - tail - BLOCK;
  const last = data.subarray(start, start + BLOCK);
  // What the last block was encrypted from, before it was chained: the stolen end of the one before it.
  const unchained = await ciphers.aesCbcDecrypt(key, ZERO, last);
  const beforeLast = concat(data.subarray(start + BLOCK), unchained.subarray(tail));
  const plain = await ciphers.aesCbcDecrypt(key, ZERO, concat(data.subarray(0, start), beforeLast, last));
  return plain.slice(0, data.length);
}
