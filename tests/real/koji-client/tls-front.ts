import { connect } from 'node:net';
import { createServer } from 'node:tls';
import type { Bridge } from './kdc-bridge.ts';
import { bridgeOf } from './kdc-bridge.ts';

interface Front {
  readonly key: string;
  readonly cert: string;
  /** The port of the server that has no TLS. */
  readonly port: number;
}

/** A port on loopback that speaks TLS for a server which does not: the official client logs in over nothing else. */
export function frontWithTls({ key, cert, port }: Front): Promise<Bridge> {
  return bridgeOf(
    createServer({ key, cert }, (socket) => {
      const behind = connect(port, '127.0.0.1');
      for (const [one, other] of [
        [socket, behind],
        [behind, socket],
      ] as const) {
        one.on('error', () => other.destroy());
        one.pipe(other);
      }
    }),
  );
}
