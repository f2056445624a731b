import crypto from 'k6/crypto';
import http from 'k6/http';
import { clearTimeout, setTimeout } from 'k6/timers';
import { exact } from './exact.ts';
import type { Clock, Engine, Hashes, Timings, Transport, WireRequest, WireResponse } from './ports.ts';

const NO_TIMINGS: Timings = { dns: 0, connect: 0, tls: 0, sending: 0, waiting: 0, receiving: 0, duration: 0 };
const NOTHING = new Uint8Array(0);

const hashes: Hashes = {
  sha1: (data) => crypto.sha1(exact(data), 'hex'),
  sha512: (data) => crypto.sha512(exact(data), 'hex'),
};

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => void setTimeout(() => resolve(), ms)),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) out[name.toLowerCase()] = value;
  return out;
}

/** Nine series for each set of tags are too many for each probe, whose latency and verdict have series of their own. */
function seriesOf({ target = '', system = '' }: WireRequest['tags']): Record<string, string> {
  return { name: system, system, target };
}

const RESPONSE_TYPE = { text: 'text', bytes: 'binary', none: 'none' } as const;

/**
 * One request through k6. `throw: false` beats `--throw`, which Synthetic Monitoring sets; healthy 300s and
 * 401s are named, so that they do not count in `http_req_failed`.
 */
const transport: Transport = async (request: WireRequest): Promise<WireResponse> => {
  const params = {
    headers: { ...request.headers },
    // k6 would add the cookies of earlier answers by itself: who needs cookies sends them.
    jar: new http.CookieJar(),
    timeout: request.timeoutMs,
    redirects: request.redirects,
    responseType: RESPONSE_TYPE[request.read],
    responseCallback: http.expectedStatuses(...request.expect),
    throw: false,
    tags: seriesOf(request.tags),
  };
  const body = request.body instanceof Uint8Array ? exact(request.body) : (request.body ?? null);
  try {
    const reply = await http.asyncRequest(request.method, request.url, body, params);
    const t = reply.timings;
    return {
      status: reply.status,
      headers: lowerCased(reply.headers),
      text: typeof reply.body === 'string' ? reply.body : '',
      bytes: reply.body instanceof ArrayBuffer ? new Uint8Array(reply.body) : NOTHING,
      timings: {
        // k6 counts all the time until a connection is there as blocked: what is not connecting or TLS is the name.
        dns: t.connecting > 0 ? Math.max(0, t.blocked - t.connecting - t.tls_handshaking) : 0,
        connect: t.connecting,
        tls: t.tls_handshaking,
        sending: t.sending,
        waiting: t.waiting,
        receiving: t.receiving,
        duration: t.duration,
      },
      errorCode: reply.error_code,
      error: reply.error,
      url: reply.url,
    };
  } catch (thrown) {
    // k6 throws Go host objects for what it cannot even send (a malformed URL): same shape as other failures.
    return {
      status: 0,
      headers: {},
      text: '',
      bytes: NOTHING,
      timings: NO_TIMINGS,
      errorCode: 1000,
      error: String(thrown),
      url: request.url,
    };
  }
};

/** 31 bits of k6's secure randomness: Kerberos nonces are signed. */
function nonce(): number {
  const view = new DataView(crypto.randomBytes(4));
  return view.getUint32(0) & 0x7fffffff;
}

export const engine: Engine = { transport, clock, hashes, nonce };
