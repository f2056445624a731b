import type { Socket } from 'node:net';
import type { TwinSystem } from '../service.ts';

/** What RabbitMQ speaks, told to whoever speaks something else: AMQP 0-9-1. */
const VERSION = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1');

/** The broker, as far as its greeting: nobody logs in without a certificate. */
export const fedoraMessaging: TwinSystem = {
  system: 'fedora-messaging',
  services: () => ({ 'fedora-messaging': { kind: 'tls', accept } }),
};

function accept(socket: Socket): void {
  let seen = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    seen = Buffer.concat([seen, chunk]);
    // A client that speaks its protocol would be sent connection.start and then refused: the twin just hangs up.
    if (seen.length >= VERSION.length)
      socket.end(seen.subarray(0, VERSION.length).equals(VERSION) ? '' : VERSION);
  });
}
