import { createServer, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { WireRequest, WireResponse } from '../../lib/k6/ports.ts';
import { Listening } from './listening.ts';
import { nodeEngine } from './node-engine.ts';

const listening = new Listening();

afterEach(() => listening.close());

const web = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listening.start(createServer(answer))}`;
const speaks = async (accept: (socket: Socket) => void): Promise<string> =>
  `http://127.0.0.1:${await listening.tcp(accept)}`;

function ask(url: string, more: Partial<WireRequest> = {}): Promise<WireResponse> {
  const method = 'GET' as const;
  const read = 'text' as const;
  const plain = { method, url, headers: {}, read, timeoutMs: 2000, redirects: 0, expect: [200], tags: {} };
  return nodeEngine().transport({ ...plain, ...more });
}

describe('the engine for tests', () => {
  it('reads a body as text or as bytes, with timings', async () => {
    const url = await web((_request, reply) => reply.end('Grüße'));
    const text = await ask(url);
    expect(text).toMatchObject({ status: 200, text: 'Grüße', errorCode: 0 });
    expect(text.timings.duration).toBeGreaterThan(0);
    expect((await ask(url, { read: 'bytes' })).bytes).toEqual(new Uint8Array(Buffer.from('Grüße')));
    expect(await ask(url, { read: 'none' })).toMatchObject({ text: '', bytes: new Uint8Array(0) });
  });

  it('posts a body and follows redirects only as far as told', async () => {
    const url = await web(async (request, reply) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(Buffer.from(part));
      if (request.url === '/') reply.writeHead(307, { location: '/there' }).end();
      else reply.end(`${request.method} ${request.url} ${Buffer.concat(parts).toString()}`);
    });
    expect((await ask(`${url}/`, { method: 'POST', body: 'x' })).status).toBe(307);
    const there = await ask(`${url}/`, { method: 'POST', body: 'x', redirects: 2 });
    expect(there).toMatchObject({ text: 'POST /there x', url: `${url}/there` });
  });

  it('fails with the codes of k6', async () => {
    expect(await ask('http://127.0.0.1:9')).toMatchObject({ status: 0, errorCode: 1212 });
    const silent = await speaks((socket) => socket.resume());
    expect(await ask(silent, { timeoutMs: 60 })).toMatchObject({ status: 0, errorCode: 1050 });
    const reset = await speaks((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    expect(await ask(reset)).toMatchObject({ status: 0, errorCode: 1220 });
    const closed = await speaks((socket) => void socket.once('data', () => socket.end()));
    expect(await ask(closed)).toMatchObject({ status: 0, errorCode: 1000, error: 'EOF' });
    const cut = await speaks((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'));
    expect(await ask(cut)).toMatchObject({ status: 0, errorCode: 1000 });
  });

  it('quotes what is no HTTP, as Go does', async () => {
    const url = await speaks((socket) => {
      socket.write(Buffer.from('AMQP\0', 'latin1'));
      socket.once('data', () => socket.end(Buffer.from([0, 9, 1])));
    });
    const error = 'malformed HTTP response "AMQP\\x00\\x00\\t\\x01"';
    expect(await ask(url, { expect: [0] })).toMatchObject({ status: 0, errorCode: 1000, error });
    const ssh = await speaks((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
    const greeting = { errorCode: 1000, error: 'malformed HTTP response "SSH-2.0-OpenSSH_9.6"' };
    expect(await ask(ssh, { expect: [0] })).toMatchObject(greeting);
    expect(await ask(ssh)).toMatchObject(greeting);
    const page = await web((_request, reply) => reply.end());
    expect((await ask(page, { expect: [0] })).status).toBe(200);
  });
});
