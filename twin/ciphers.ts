import { createCipheriv, createDecipheriv, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Ciphers } from '../lib/k6/ports.ts';

const derive = promisify(pbkdf2);

function cbcOf(key: Uint8Array): string {
  return `aes-${key.length * 8}-cbc`;
}

/** A copy: node's Buffers are views into a pool that others share. */
function plain(data: Buffer): Uint8Array {
  return Uint8Array.from(data);
}

/** Node's cryptography for Kerberos: for the twin, and for tests of the client outside of k6. */
export const nodeCiphers: Ciphers = {
  random: (bytes) => plain(randomBytes(bytes)),
  pbkdf2Sha1: async (password, salt, iterations, bytes) =>
    plain(await derive(password, salt, iterations, bytes, 'sha1')),
  async aesCbcEncrypt(key, iv, data) {
    const cipher = createCipheriv(cbcOf(key), key, iv).setAutoPadding(false);
    return plain(Buffer.concat([cipher.update(data), cipher.final()]));
  },
  async aesCbcDecrypt(key, iv, data) {
    const cipher = createDecipheriv(cbcOf(key), key, iv).setAutoPadding(false);
    return plain(Buffer.concat([cipher.update(data), cipher.final()]));
  },
  hmacSha1: async (key, data) => plain(createHmac('sha1', key).update(data).digest()),
};
