import type { WireResponse } from '../k6/ports.ts';
import { fromLatin1, toLatin1 } from '../protocols/bytes.ts';
import { type Shape, ShapeError } from '../protocols/shape.ts';
import { excerpt, ProbeFailure, wrongAnswer } from './failure.ts';
import type { ProbeContext } from './probe.ts';

/** Largest answer a probe reads unless it says otherwise. */
const MAX_BYTES = 4 * 1024 * 1024;
/** How much of a page is searched for marks of challenges and logins. */
const PAGE_BYTES = 20_000;

export interface Ask {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Healthy statuses; 200 by default. */
  readonly expect?: readonly number[];
  readonly read?: 'text' | 'bytes' | 'none';
  /** False for requests that only prepare the one whose latency is judged. */
  readonly timed?: boolean;
  readonly timeoutMs?: number;
  readonly redirects?: number;
  readonly maxBytes?: number;
  /** What the healthy page holds: one that holds all of it is no challenge, even if it names a package `anubis`. */
  readonly marks?: readonly string[];
}

const ERROR_WORDS: readonly (readonly [number, string])[] = [
  [1050, 'timed out'],
  [1101, 'host name does not exist'],
  [1110, 'address is blocked by this runner'],
  [1111, 'host name is blocked by this runner'],
  [1211, 'connection timed out'],
  [1212, 'connection refused'],
  [1220, 'connection reset'],
  [1310, 'certificate of an unknown authority'],
  [1311, 'certificate of another host'],
];

/** Marks of pages that an edge puts between a monitor and the service. */
const CHALLENGE =
  /making sure you(?:'|&#39;|’)re not a bot|anubis|cf-chl|just a moment\.\.\.|captcha|challenge-platform/i;
const LOGIN = /type=["']?password|<title>[^<]*(?:log ?in|sign ?in)/i;

/** In words, what the engine's error code means; the engine's own text for the others. */
export function networkReason(response: WireResponse, timeoutMs: number): string {
  const words = ERROR_WORDS.find(([code]) => code === response.errorCode)?.[1];
  if (response.errorCode === 1050) return `timed out after ${Math.round(timeoutMs / 100) / 10} s`;
  return words ?? excerpt(response.error);
}

/**
 * Asks, and returns the answer only if it has a healthy status; else throws the failure that fits:
 * down (no answer, 5xx), wrong proxy (421), blocked (403, 429 or a challenge page), or a wrong answer.
 */
export async function ask(context: ProbeContext, url: string, options: Ask = {}): Promise<WireResponse> {
  const { method = 'GET', expect = [200], read = 'text', timed = true, redirects = 0 } = options;
  const timeoutMs = Math.min(options.timeoutMs ?? context.target.timeoutMs, context.target.deadlineMs);
  const sent = await context.send(
    {
      method,
      url,
      headers: options.headers ?? {},
      ...(options.body === undefined ? {} : { body: options.body }),
      read,
      timeoutMs,
      redirects,
      expect,
    },
    timed,
  );
  const response = withPageText(sent, expect);
  refuse(response, {
    expect,
    timeoutMs,
    maxBytes: options.maxBytes ?? MAX_BYTES,
    marks: options.marks ?? [],
  });
  return response;
}

/**
 * Gives an HTML page, or a refusal, that came where bytes were asked for its text: the page is then recognised, and
 * the refusal told, like any other.
 */
function withPageText(response: WireResponse, expect: readonly number[]): WireResponse {
  if (response.bytes.length === 0) return response;
  if (expect.includes(response.status) && !isHtml(response)) return response;
  return { ...response, text: toLatin1(response.bytes.subarray(0, PAGE_BYTES)) };
}

function refuse(
  response: WireResponse,
  { expect, timeoutMs, maxBytes, marks }: Required<Pick<Ask, 'expect' | 'timeoutMs' | 'maxBytes' | 'marks'>>,
): void {
  const { status, url } = response;
  const evidence = excerpt(response.text);
  if (status === 0) {
    const transient = response.errorCode !== 1050 && response.errorCode !== 1211;
    const reason = networkReason(response, timeoutMs);
    throw new ProbeFailure({ verdict: 'failed', what: 'down', reason, url, transient });
  }
  const size = Math.max(response.bytes.length, response.text.length);
  if (size > maxBytes) throw wrongAnswer(`answer of ${size} bytes, more than ${maxBytes}`, '', url);
  const wanted = marks.length > 0 && expect.includes(status) && missing(marks, response).length === 0;
  if (!wanted && CHALLENGE.test(response.text.slice(0, PAGE_BYTES)) && isHtml(response)) {
    const reason = `blocked by a challenge page (HTTP ${status})`;
    throw new ProbeFailure({ verdict: 'unknown', what: 'blocked', reason, evidence, url });
  }
  if (expect.includes(status)) return;
  if (status === 421) {
    const reason = 'wrong proxy (421): this proxy does not serve the host';
    throw new ProbeFailure({ verdict: 'failed', what: 'wrong proxy', reason, evidence, url });
  }
  if (status === 403 || status === 429) {
    const reason = `blocked by the edge (HTTP ${status})`;
    throw new ProbeFailure({ verdict: 'unknown', what: 'blocked', reason, evidence, url });
  }
  if (status >= 500) {
    const reason = `HTTP ${status}`;
    throw new ProbeFailure({ verdict: 'failed', what: 'down', reason, evidence, url, transient: true });
  }
  throw wrongAnswer(`HTTP ${status}, expected ${expect.join(' or ')}`, response.text, url);
}

export function isHtml(response: WireResponse): boolean {
  const type = response.headers['content-type'] ?? '';
  return type.includes('text/html') || /^\s*<(?:!doctype html|html)/i.test(response.text.slice(0, 200));
}

/** The failure of an HTML page where something else was asked for. */
export function insteadOf(wanted: string, response: WireResponse): ProbeFailure {
  const what = LOGIN.test(response.text) ? 'an HTML login page' : 'an HTML page';
  return wrongAnswer(`${what} instead of ${wanted}`, response.text, response.url);
}

export interface Decoded<T> {
  readonly response: WireResponse;
  readonly data: T;
}

/** Asks for JSON of a known shape; `Accept` is sent, as datagrepper and bodhi choose by it. */
export async function askJson<T>(
  context: ProbeContext,
  url: string,
  shape: Shape<T>,
  options: Omit<Ask, 'read'> = {},
): Promise<Decoded<T>> {
  const headers = { accept: 'application/json', ...options.headers };
  const response = await ask(context, url, { ...options, headers, read: 'text' });
  return { response, data: decodeJson(response, shape) };
}

/** Decodes an answer that was asked for otherwise; a wrong answer names the path that is wrong. */
export function decodeJson<T>(response: WireResponse, shape: Shape<T>): T {
  if (isHtml(response)) throw insteadOf('JSON', response);
  let value: unknown;
  try {
    value = JSON.parse(response.text);
  } catch {
    const reason = response.text === '' ? 'an empty body instead of JSON' : 'truncated or malformed JSON';
    throw wrongAnswer(reason, response.text, response.url);
  }
  return inShape(() => shape(value, ''), response);
}

/** Turns what a decoder throws into a wrong answer of this response. */
export function inShape<T>(decode: () => T, response: WireResponse): T {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof ShapeError) throw wrongAnswer(thrown.message, response.text, response.url);
    throw thrown;
  }
}

function missing(marks: readonly string[], { text }: WireResponse): readonly string[] {
  return marks.filter((mark) => !text.includes(mark));
}

/** Throws on an HTML page that ends before its end: the marks of its head would pass for the whole. */
export function expectWhole(response: WireResponse): void {
  if (!/<html[\s>]/i.test(response.text) || /<\/html\s*>/i.test(response.text)) return;
  throw wrongAnswer('a page that is cut short: no </html>', response.text.slice(-PAGE_BYTES), response.url);
}

/** Asks for a page or text that must hold every one of the marks, and, if it is HTML, its end. */
export async function askPage(
  context: ProbeContext,
  url: string,
  marks: readonly string[],
  options: Omit<Ask, 'read' | 'marks'> = {},
): Promise<WireResponse> {
  const response = await ask(context, url, { ...options, marks, read: 'text' });
  const lacking = missing(marks, response);
  if (lacking.length > 0) {
    if (LOGIN.test(response.text)) throw insteadOf('the page', response);
    const words = lacking.map((mark) => JSON.stringify(mark)).join(', ');
    throw wrongAnswer(`page without ${words}`, response.text, url);
  }
  expectWhole(response);
  return response;
}

/** A healthy service that takes writes refuses us with 401 and offers the scheme. */
export async function askChallenge(
  context: ProbeContext,
  url: string,
  scheme: 'Negotiate' | 'Basic' | 'Bearer',
  options: Omit<Ask, 'read' | 'expect'> = {},
): Promise<WireResponse> {
  const response = await ask(context, url, { ...options, expect: [401], read: 'text' });
  const offered = response.headers['www-authenticate'] ?? '';
  if (!offered.toLowerCase().includes(scheme.toLowerCase())) {
    const what = offered === '' ? 'no challenge' : `the challenge "${excerpt(offered)}"`;
    throw wrongAnswer(`401 with ${what}, expected ${scheme}`, response.text, url);
  }
  return response;
}

/**
 * What a service said first. `ms`: connection, TLS and the first bytes; a request's own duration would leave out
 * the first two.
 */
export type Greeting = (Heard | { readonly tlsOnly: true; readonly why: string }) & { readonly ms: number };

export interface Heard {
  readonly greeting: Uint8Array;
  /** True where the engine quotes only the second word: it took a line with a blank for an HTTP status line. */
  readonly secondWord: boolean;
}

/** Alerts of a server that wants a client certificate before it says a word (RabbitMQ with Fedora's settings). */
const WANTS_CERTIFICATE = /remote error: tls: (?:certificate required|bad certificate)/;

const MALFORMED = /malformed HTTP (response|status code|version) "((?:[^"\\]|\\.)*)"/;

/**
 * Reads what a service that is not HTTP says first: k6 has no sockets, but an HTTP request to it fails
 * with the greeting quoted in the error text. A service behind a private CA, or one that wants a
 * certificate, answers as `tlsOnly`.
 * `provoke` is sent as body, for a protocol that says too little or waits too long on a bare request.
 */
export async function askGreeting(
  context: ProbeContext,
  address: string,
  provoke?: Uint8Array,
): Promise<Greeting> {
  const secure = address.startsWith('amqps:');
  const url = `${secure ? 'https' : 'http'}${address.slice(address.indexOf(':'))}/`;
  const timeoutMs = context.target.timeoutMs;
  const request = { url, headers: {}, read: 'text', timeoutMs, redirects: 0, expect: [0] } as const;
  const sent =
    provoke === undefined ? ({ method: 'GET' } as const) : ({ method: 'POST', body: provoke } as const);
  const response = await context.send({ ...request, ...sent }, true);
  if (response.status !== 0) {
    throw wrongAnswer(`an HTTP answer (${response.status}) instead of a greeting`, response.text, address);
  }
  const { connect, tls, duration } = response.timings;
  const ms = connect + tls + duration;
  if (secure && response.errorCode === 1310)
    return { tlsOnly: true, why: 'private CA, see SSL_CERT_FILE', ms };
  if (secure && WANTS_CERTIFICATE.test(response.error))
    return { tlsOnly: true, why: 'it wants a certificate', ms };
  const [, form, quoted] = MALFORMED.exec(response.error) ?? [];
  if (quoted === undefined) {
    const reason = networkReason(response, timeoutMs);
    const transient = response.errorCode !== 1050 && response.errorCode !== 1211;
    throw new ProbeFailure({ verdict: 'failed', what: 'down', reason, url: address, transient });
  }
  return { greeting: unquoteGo(quoted), secondWord: form === 'status code', ms };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Bytes of a string that Go printed with `%q`. */
export function unquoteGo(quoted: string): Uint8Array {
  const plain = quoted.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/g, (_all, hex, unit, letter) =>
    typeof hex === 'string' || typeof unit === 'string'
      ? String.fromCharCode(Number.parseInt(hex ?? unit, 16))
      : (ESCAPES[letter] ?? letter),
  );
  return fromLatin1(plain);
}
