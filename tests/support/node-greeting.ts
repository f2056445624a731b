import { type Socket, connect as tcpConnect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { WireRequest } from '../../lib/k6/ports.ts';
import { type Failed, failureOf, firstLine } from './node-failure.ts';

/** Sends an HTTP request and reads one line of whatever comes back, until a line end or the end, as Go does. */
export function readGreeting(
  { method, url, body = '', timeoutMs }: WireRequest,
  ca: string | undefined,
): Promise<Failed | { readonly line: Buffer }> {
  const { protocol, hostname: host, port, pathname } = new URL(url);
  const secure = protocol === 'https:';
  const at = { host, port: Number(port) || (secure ? 443 : 80) };
  return new Promise((resolve) => {
    let socket: Socket;
    let seen = Buffer.alloc(0);
    const done = (result: Failed | { readonly line: Buffer }): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(result);
    };
    const late = setTimeout(() => done({ errorCode: 1050, error: 'request timeout' }), timeoutMs);
    const head = `${method} ${pathname} HTTP/1.1\r\nHost: ${host}:${at.port}\r\nUser-Agent: Grafana k6\r\n\r\n`;
    const ask = (): void => void socket.write(Buffer.concat([Buffer.from(head), Buffer.from(body)]));
    const ended = (): void =>
      done(seen.length > 0 ? { line: firstLine(seen) } : { errorCode: 1000, error: 'EOF' });
    socket = secure ? tlsConnect({ ...at, ...(ca === undefined ? {} : { ca }) }, ask) : tcpConnect(at, ask);
    socket.on('data', (chunk) => {
      seen = Buffer.concat([seen, chunk]);
      if (seen.includes(0x0a)) ended();
    });
    socket.on('end', ended);
    socket.on('close', ended);
    socket.on('error', (thrown) => (seen.length > 0 ? ended() : done(failureOf(thrown))));
  });
}
