import type { Ciphers, Nonce } from '../../k6/ports.ts';

/** What the client needs of its surroundings. */
export interface KerberosTools {
  readonly ciphers: Ciphers;
  readonly nonce: Nonce;
  /** Milliseconds since the epoch. */
  now(): number;
}
