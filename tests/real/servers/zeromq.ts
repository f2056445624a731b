import { join } from 'node:path';
import { venvScript } from './install.ts';
import { freePort, greetWrongly, type Listener, waitForPort } from './network.ts';
import { type Daemon, startDaemon } from './process.ts';
import type { RealServer } from './types.ts';

/**
 * A ZeroMQ publisher, as fedmsg's gateway is one.
 * The fault is another listener on its port whose greeting is not ZeroMQ's.
 */
export async function start(scratch: string): Promise<RealServer> {
  const port = await freePort();
  let daemon: Daemon | undefined;
  let impostor: Listener | undefined;
  const serve = async (): Promise<void> => {
    const command = [...venvScript('small', 'zeromq_publisher.py'), String(port)] as const;
    daemon = startDaemon('zeromq', command, join(scratch, 'zeromq.log'));
    await waitForPort(port, daemon);
  };
  await serve();
  return {
    name: 'zeromq',
    addresses: { fedmsg: `tcp://127.0.0.1:${port}` },
    facts: {},
    async fault() {
      await daemon?.stop();
      impostor = await greetWrongly(port, '220 mail.example ESMTP\r\n');
    },
    async heal() {
      await impostor?.close();
      await serve();
    },
    async stop() {
      await impostor?.close();
      await daemon?.stop();
    },
  };
}
