import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Timings, Transport, WireRequest, WireResponse } from '../../lib/k6/ports.ts';
import { isRecord } from '../../lib/protocols/shape.ts';
import { NO_TIME } from './fake-transport.ts';
import { type Failed, failureOf, firstLine, malformed } from './node-failure.ts';
import { readGreeting } from './node-greeting.ts';

/** One request through Node, with k6's error codes. A new connection each, so that nothing outlives a test. */
export function nodeTransport(ca: string | undefined): Transport {
  return async (request) => {
    // Only greetings expect status 0, and an HTTP client would drop all but the first packet of one.
    if (request.expect.includes(0)) return greet(request, ca);
    let current = request;
    for (let left = request.redirects; ; left--) {
      const response = await once(current, ca);
      const next = left > 0 ? redirected(current, response) : null;
      if (next === null) return response;
      current = next;
    }
  };
}

function redirected(request: WireRequest, response: WireResponse): WireRequest | null {
  const location = response.headers.location;
  if (location === undefined || ![301, 302, 303, 307, 308].includes(response.status)) return null;
  const url = new URL(location, request.url).href;
  if (response.status >= 307 || request.method === 'HEAD') return { ...request, url };
  const { body: _dropped, ...rest } = request;
  return { ...rest, url, method: 'GET' };
}

async function greet(request: WireRequest, ca: string | undefined): Promise<WireResponse> {
  const started = performance.now();
  const greeting = await readGreeting(request, ca);
  const duration = performance.now() - started;
  const status = 'error' in greeting ? 0 : statusIn(greeting.line);
  const failed =
    'error' in greeting ? greeting : status === 0 ? malformed(greeting.line) : { errorCode: 0, error: '' };
  return blank(request, { ...NO_TIME, waiting: duration, duration }, failed, status);
}

function statusIn(line: Buffer): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(line.toString('latin1'))?.[1] ?? 0);
}

function blank(request: WireRequest, timings: Timings, failed: Failed, status = 0): WireResponse {
  return { status, headers: {}, text: '', bytes: new Uint8Array(0), timings, ...failed, url: request.url };
}

/** Times of one request's phases, taken as its events pass. */
class Stopwatch {
  private readonly started = performance.now();
  private last = this.started;
  private readonly spent = { dns: 0, connect: 0, tls: 0, sending: 0, waiting: 0, receiving: 0 };

  end(phase: keyof typeof this.spent): void {
    const now = performance.now();
    this.spent[phase] = now - this.last;
    this.last = now;
  }

  watch(request: ClientRequest): void {
    request.on('socket', (socket: Socket) => {
      socket.on('lookup', () => this.end('dns'));
      socket.on('connect', () => this.end('connect'));
      socket.on('secureConnect', () => this.end('tls'));
    });
    request.on('finish', () => this.end('sending'));
    request.on('response', () => this.end('waiting'));
  }

  timings(): Timings {
    const { sending, waiting, receiving } = this.spent;
    return { ...this.spent, duration: sending + waiting + receiving };
  }
}

function once(request: WireRequest, ca: string | undefined): Promise<WireResponse> {
  return new Promise((resolve) => {
    const watch = new Stopwatch();
    const fail = (failed: Failed): void => {
      clearTimeout(late);
      resolve(blank(request, watch.timings(), failed));
    };
    const { method, headers, url } = request;
    const options = { method, headers: { ...headers }, agent: false, ...(ca === undefined ? {} : { ca }) };
    const sent = url.startsWith('https:') ? httpsRequest(url, options) : httpRequest(url, options);
    const late = setTimeout(() => {
      fail({ errorCode: 1050, error: 'request timeout' });
      sent.destroy();
    }, request.timeoutMs);
    watch.watch(sent);
    sent.on('error', (thrown: Error) => fail(greetingIn(thrown) ?? failureOf(thrown)));
    sent.on('response', (message) => {
      read(message).then(
        (body) => {
          clearTimeout(late);
          watch.end('receiving');
          resolve(answered(request, message, body, watch.timings()));
        },
        () => fail({ errorCode: 1000, error: 'unexpected EOF' }),
      );
    });
    sent.end(request.body);
  });
}

/** What Node's parser could not take for HTTP. */
function greetingIn(thrown: Error): Failed | null {
  const packet = isRecord(thrown) ? thrown.rawPacket : undefined;
  return packet instanceof Uint8Array ? malformed(firstLine(Buffer.from(packet))) : null;
}

async function read(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function answered(
  request: WireRequest,
  message: IncomingMessage,
  body: Buffer,
  timings: Timings,
): WireResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    status: message.statusCode ?? 0,
    headers,
    text: request.read === 'text' ? body.toString('utf8') : '',
    bytes: request.read === 'bytes' ? new Uint8Array(body) : new Uint8Array(0),
    timings,
    errorCode: 0,
    error: '',
    url: request.url,
  };
}
