import { createServer, type Server, type Socket } from 'node:net';
import { decodeProxyMessage, encodeProxyMessage } from '../../../lib/protocols/kerberos/kdc-proxy.ts';

export interface Bridge {
  readonly port: number;
  close(): Promise<void>;
}

/** Opens the server on a free port of loopback. */
export async function bridgeOf(server: Server): Promise<Bridge> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bridge has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A KDC's TCP port whose requests the KdcProxy at this address answers: MIT's library speaks no plain HTTP. */
export function bridgeKdc(kdcProxy: string, realm: string): Promise<Bridge> {
  return bridgeOf(
    createServer((socket) => {
      serve(socket, kdcProxy, realm).catch(() => socket.destroy());
    }),
  );
}

/** Over TCP each message has its length before it, as it has within KdcProxy's frame. */
async function serve(socket: Socket, kdcProxy: string, realm: string): Promise<void> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= 4 + received.readUInt32BE()) {
      const end = 4 + received.readUInt32BE();
      socket.write(await exchange(new Uint8Array(received.subarray(4, end)), kdcProxy, realm));
      received = received.subarray(end);
    }
  }
}

async function exchange(message: Uint8Array, kdcProxy: string, realm: string): Promise<Buffer> {
  const response = await fetch(kdcProxy, {
    method: 'POST',
    headers: { 'content-type': 'application/kerberos' },
    body: encodeProxyMessage({ message, realm }),
  });
  const body = new Uint8Array(await response.arrayBuffer());
  if (!response.ok) throw new Error(`KdcProxy answers ${response.status}: ${Buffer.from(body)}`);
  const reply = decodeProxyMessage(body).message;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(reply.length);
  return Buffer.concat([length, reply]);
}
