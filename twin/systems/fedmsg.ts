import type { Socket } from 'node:net';
import type { TwinSystem } from '../service.ts';

/** Ten bytes that libzmq 4 sends as soon as someone connects. */
const SIGNATURE = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f]);

/** The rest of a ZMTP 3.1 greeting: version, mechanism, as-server, filler. It waits for the peer's signature. */
const REST = Buffer.concat([Buffer.from([3, 1]), Buffer.from('NULL'), Buffer.alloc(48)]);

/** The ZeroMQ gateway of fedmsg, as far as its greeting. It has no more to say to whoever does not subscribe. */
export const fedmsg: TwinSystem = {
  system: 'fedmsg',
  services: () => ({ fedmsg: { kind: 'tcp', accept } }),
};

function accept(socket: Socket): void {
  let seen = Buffer.alloc(0);
  let greeted = false;
  socket.write(SIGNATURE);
  socket.on('data', (chunk) => {
    seen = Buffer.concat([seen, chunk]);
    if (seen[0] !== 0xff) return unversioned(socket, seen);
    if (greeted || seen.length < SIGNATURE.length) return;
    greeted = true;
    socket.write(REST);
  });
}

/**
 * A peer without signature is taken for one of ZMTP 1.0: its bytes are frames, each led by its length, and a
 * length of 0 ends the connection. A short HTTP request is less than one frame, so that libzmq waits for more.
 */
function unversioned(socket: Socket, seen: Buffer): void {
  let at = 0;
  while (at < seen.length) {
    const length = seen[at] ?? 0;
    if (length === 0) {
      socket.end();
      return;
    }
    at += 1 + length;
  }
}
