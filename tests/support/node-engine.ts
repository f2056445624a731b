import { createHash, randomInt } from 'node:crypto';
import type { Clock, Engine, Hashes } from '../../lib/k6/ports.ts';
import { nodeTransport } from './node-transport.ts';

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

const hashes: Hashes = {
  sha1: (data) => createHash('sha1').update(data).digest('hex'),
  sha512: (data) => createHash('sha512').update(data).digest('hex'),
};

/**
 * An engine for tests in Node that answers and fails as k6 does, so that probes can be tried without it.
 * `ca` is the PEM of an authority to trust, as `SSL_CERT_FILE` names one to k6.
 */
export function nodeEngine(overrides: Partial<Engine> & { readonly ca?: string } = {}): Engine {
  const { ca, ...rest } = overrides;
  return { transport: nodeTransport(ca), clock, hashes, nonce: () => randomInt(2 ** 31), ...rest };
}
