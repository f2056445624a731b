import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstBytes, freePort, greetWrongly, type Listener, waitForPort } from './network.ts';
import { type Daemon, isRoot, run, startDaemon } from './process.ts';
import type { RealServer } from './types.ts';

/**
 * OpenSSH's sshd with a configuration and a host key of its own, which lets nobody in.
 * The fault is another listener on its port that greets as a mail server. Facts: `greeting`.
 */
export async function start(scratch: string): Promise<RealServer> {
  const port = await freePort();
  const key = join(scratch, 'host_key');
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const config = join(scratch, 'sshd_config');
  const settings = {
    ListenAddress: `127.0.0.1:${port}`,
    HostKey: key,
    PidFile: 'none',
    UsePAM: 'no',
    AllowUsers: 'nobody-at-all',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    // Probes from one address come in bursts.
    MaxStartups: '100',
  };
  writeFileSync(
    config,
    `${Object.entries(settings)
      .map(([name, value]) => `${name} ${value}`)
      .join('\n')}\n`,
  );
  // Where sshd, as root, locks in the process that talks to a client before it is known.
  if (isRoot()) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });

  let daemon: Daemon | undefined;
  let impostor: Listener | undefined;
  const serve = async (): Promise<string> => {
    const command = ['/usr/sbin/sshd', '-D', '-e', '-f', config] as const;
    daemon = startDaemon('sshd', command, join(scratch, 'sshd.log'));
    await waitForPort(port, daemon);
    return (await firstBytes(port))?.toString('latin1').trim() ?? '';
  };
  const greeting = await serve();
  return {
    name: 'sshd',
    addresses: { 'dist-git-ssh': `ssh://127.0.0.1:${port}` },
    facts: { greeting },
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
