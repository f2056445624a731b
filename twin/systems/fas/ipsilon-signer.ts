import { createHash, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

const makeKeys = promisify(generateKeyPair);
/** The id that Fedora's playbooks give the keys. */
const KEY_ID = '20161031';

/** ipsilon's keys, made while the twin starts, off its thread; other ones each time, as after a rotation. */
export class Signer {
  readonly #signing = makeKeys('rsa', { modulusLength: 2048 });
  readonly #encrypting = makeKeys('rsa', { modulusLength: 2048 });

  /** What is at `jwks_uri`. */
  async publicKeys(): Promise<readonly object[]> {
    const [signing, encrypting] = await Promise.all([this.#signing, this.#encrypting]);
    return [jwk(signing.publicKey, 'sig'), jwk(encrypting.publicKey, 'enc')];
  }

  /** A JSON Web Token of these claims, signed with RS256. */
  async token(claims: object): Promise<string> {
    const { privateKey } = await this.#signing;
    const head = encoded({ alg: 'RS256', kid: `${KEY_ID}-sig` });
    const signed = `${head}.${encoded(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  }
}

function jwk(key: KeyObject, use: 'sig' | 'enc'): object {
  return { ...key.export({ format: 'jwk' }), kid: `${KEY_ID}-${use}`, use };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** What ties an id token to the code that it was made with (`c_hash`). */
export function halfHash(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
}
