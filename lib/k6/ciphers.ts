import { exact } from './exact.ts';
import type { Ciphers } from './ports.ts';

const BLOCK = 16;
const CBC = 'AES-CBC';

/** k6 rejects with Go's own objects, which are no errors and cannot be told as such further up. */
async function native(call: () => Promise<ArrayBuffer>): Promise<Uint8Array> {
  try {
    return new Uint8Array(await call());
  } catch (thrown) {
    throw new Error(`WebCrypto: ${String(thrown)}`);
  }
}

async function cbc(way: 'encrypt' | 'decrypt', key: Uint8Array, iv: Uint8Array, data: ArrayBuffer) {
  return native(async () => {
    const imported = await crypto.subtle.importKey('raw', exact(key), CBC, false, [way]);
    return crypto.subtle[way]({ name: CBC, iv: exact(iv) }, imported, data);
  });
}

/** The block that WebCrypto adds to whole blocks. */
const PADDING = new Uint8Array(BLOCK).fill(BLOCK);

/**
 * k6's cryptography for Kerberos, by its WebCrypto, which takes the whole buffer behind a view, and so answers wrongly
 * without an error: everything that it is given is an exact copy. The only module that may name `subtle`.
 */
export const ciphers: Ciphers = {
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),

  pbkdf2Sha1(password, salt, iterations, bytes) {
    return native(async () => {
      const key = await crypto.subtle.importKey('raw', exact(password), 'PBKDF2', false, ['deriveBits']);
      const algorithm = { name: 'PBKDF2', hash: 'SHA-1', salt: exact(salt), iterations };
      return crypto.subtle.deriveBits(algorithm, key, bytes * 8);
    });
  },

  async aesCbcEncrypt(key, iv, data) {
    return (await cbc('encrypt', key, iv, exact(data))).slice(0, data.length);
  },

  async aesCbcDecrypt(key, iv, data) {
    // WebCrypto insists on padding: a last block that decrypts to it is made by encrypting it (and not by encrypting
    // nothing, which k6 refuses).
    const padding = (await cbc('encrypt', key, data.slice(-BLOCK), exact(PADDING))).slice(0, BLOCK);
    const padded = new Uint8Array(data.length + BLOCK);
    padded.set(data);
    padded.set(padding, data.length);
    return cbc('decrypt', key, iv, exact(padded));
  },

  hmacSha1(key, data) {
    return native(async () => {
      const algorithm = { name: 'HMAC', hash: 'SHA-1' };
      const imported = await crypto.subtle.importKey('raw', exact(key), algorithm, false, ['sign']);
      return crypto.subtle.sign('HMAC', imported, exact(data));
    });
  },
};
