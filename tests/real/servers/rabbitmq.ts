import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certify } from './authority.ts';
import { freePort, greetWrongly, type Listener, waitForPort } from './network.ts';
import { type Daemon, startDaemon, subfolder } from './process.ts';
import type { RealServer } from './types.ts';

/**
 * RabbitMQ that speaks AMQPS alone, with a private authority. Unlike Fedora's it asks for no client certificate.
 * The fault is another TLS listener, with the same certificate, that greets as a mail server.
 * Facts: `caFile`, what `SSL_CERT_FILE` must name.
 */
export async function start(scratch: string): Promise<RealServer> {
  const [port, epmdPort, distributionPort] = [await freePort(), await freePort(), await freePort()];
  const { caFile, certFile, keyFile, cert, key } = await certify(scratch);
  const config = join(scratch, 'rabbitmq.conf');
  writeFileSync(
    config,
    [
      'listeners.tcp = none',
      `listeners.ssl.default = 127.0.0.1:${port}`,
      `ssl_options.cacertfile = ${caFile}`,
      `ssl_options.certfile = ${certFile}`,
      `ssl_options.keyfile = ${keyFile}`,
      'ssl_options.verify = verify_none',
      'log.console = true',
      'log.file = false',
      '',
    ].join('\n'),
  );
  const plugins = join(scratch, 'enabled_plugins');
  writeFileSync(plugins, '[].\n');
  const nothing = join(scratch, 'rabbitmq-env.conf');
  writeFileSync(nothing, '');
  const epmdEnv = { ERL_EPMD_PORT: String(epmdPort), ERL_EPMD_ADDRESS: '127.0.0.1', HOME: scratch };
  const env = {
    ...epmdEnv,
    RABBITMQ_NODENAME: `pw${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_CONF_ENV_FILE: nothing,
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_MNESIA_BASE: subfolder(scratch, 'mnesia'),
    RABBITMQ_LOG_BASE: subfolder(scratch, 'log'),
    RABBITMQ_GENERATED_CONFIG_DIR: subfolder(scratch, 'config'),
    // Erlang's own daemon would outlive the broker: it is started below, as a process that can be stopped.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}',
  };
  const epmd = startDaemon('epmd', ['/usr/bin/epmd'], join(scratch, 'epmd.log'), { env: epmdEnv });
  await waitForPort(epmdPort, epmd);

  let daemon: Daemon | undefined;
  let impostor: Listener | undefined;
  const serve = async (): Promise<void> => {
    const command = ['/usr/lib/rabbitmq/bin/rabbitmq-server'] as const;
    daemon = startDaemon('rabbitmq', command, join(scratch, 'rabbitmq.log'), { env, cwd: scratch });
    await waitForPort(port, daemon, 60_000);
  };
  await serve();
  return {
    name: 'rabbitmq',
    addresses: { 'fedora-messaging': `amqps://127.0.0.1:${port}` },
    facts: { caFile },
    async fault() {
      await daemon?.stop('SIGKILL');
      impostor = await greetWrongly(port, '220 mail.example ESMTP\r\n', { cert, key });
    },
    async heal() {
      await impostor?.close();
      await serve();
    },
    async stop() {
      await impostor?.close();
      // It has nothing to keep, and its orderly end takes seconds.
      await daemon?.stop('SIGKILL');
      await epmd.stop();
    },
  };
}
