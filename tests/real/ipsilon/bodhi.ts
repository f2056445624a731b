import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../servers/bodhi.ts';
import { venvCommand } from '../servers/install.ts';
import { SERVICE_CLIENT } from '../servers/ipsilon.ts';
import { freePort, waitForStatus } from '../servers/network.ts';
import { startDaemon, subfolder } from '../servers/process.ts';

/** A second process of a real bodhi, over the same tables, that asks this provider about access tokens. */
export async function startBodhi(scratch: string, provider: string) {
  const dir = subfolder(scratch, 'bodhi');
  const [bodhi, port] = await Promise.all([start(dir), freePort()]);
  const url = `http://127.0.0.1:${port}`;
  const oidc = {
    client_id: SERVICE_CLIENT.id,
    client_secret: SERVICE_CLIENT.secret,
    server_metadata_url: `${provider}/openidc/wellknown_openid_configuration`,
  };
  const lines = Object.entries(oidc).map(([name, value]) => `oidc.fedora.${name} = ${value}\n`);
  const config = join(dir, 'bodhi-oidc.ini');
  const settings = readFileSync(join(dir, 'bodhi.ini'), 'utf8')
    .replace(/^base_address = .*$/m, `base_address = ${url}/`)
    .replace(/^port = .*$/m, `port = ${port}`)
    .replace('[server:main]', `${lines.join('')}[server:main]`);
  writeFileSync(config, settings);
  const daemon = startDaemon('bodhi', [venvCommand('bodhi', 'pserve'), config], join(dir, 'bodhi-oidc.log'), {
    env: { BODHI_CONFIG: config, HOME: dir },
    cwd: dir,
  });
  await waitForStatus(`${url}/healthz/ready`, 200, daemon);
  return {
    url,
    stop: async (): Promise<void> => {
      await daemon.stop();
      await bodhi.stop();
    },
  };
}
