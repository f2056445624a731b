import { parseArgs } from 'node:util';
import { ADDRESS_NAMES, ADDRESSES, TWIN_PORT_BASE } from '../lib/targets/addresses.ts';
import { ConfigError } from '../lib/targets/config-error.ts';
import { faultsOf, incidentsNamed } from './incidents/index.ts';
import { addressesOf, startTwin } from './twin.ts';

const HELP = 'Valid: --port-base N, --time-scale N, --print-env, --incident ID';

interface Options {
  readonly portBase: number;
  readonly timeScale: number;
  readonly printEnv: boolean;
  readonly incident: string | undefined;
}

function options(): Options {
  let values: {
    'port-base'?: string | undefined;
    'time-scale'?: string | undefined;
    'print-env'?: boolean | undefined;
    incident?: string | undefined;
  };
  try {
    values = parseArgs({
      options: {
        'port-base': { type: 'string' },
        'time-scale': { type: 'string' },
        'print-env': { type: 'boolean' },
        incident: { type: 'string' },
      },
    }).values;
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message.split(/\. |\.?\n/)[0] : String(thrown);
    throw new ConfigError(`${said}. ${HELP}`);
  }
  const text = values['port-base'] ?? String(TWIN_PORT_BASE);
  const last = 65_535 - ADDRESS_NAMES.length;
  const portBase = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (portBase !== 0 && (portBase < 1024 || portBase > last)) {
    throw new ConfigError(`--port-base: "${text}" is no port. Valid: 0 for free ones, or 1024 to ${last}`);
  }
  const scale = values['time-scale'] ?? '1';
  if (!/^\d{1,4}(?:\.\d+)?$/.test(scale) || Number(scale) === 0) {
    throw new ConfigError(`--time-scale: "${scale}" is no scale. Valid: a number above 0, e.g. 20`);
  }
  const { 'print-env': printEnv = false, incident } = values;
  return { portBase, timeScale: Number(scale), printEnv, incident };
}

/** Addresses alone: a password is printed nowhere, not even one that is public. */
function printEnv(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('PW_SECRET_')) console.log(`${name}=${value}`);
  }
}

async function main(): Promise<void> {
  const { portBase, timeScale, printEnv: wanted, incident } = options();
  const incidents = incident === undefined ? [] : await incidentsNamed(incident);
  if (wanted && portBase !== 0) {
    const addresses = addressesOf((name) => portBase + ADDRESS_NAMES.indexOf(name));
    const urls = ADDRESS_NAMES.map((name) => [ADDRESSES[name].variable, addresses[name]]);
    printEnv(Object.fromEntries(urls));
    return;
  }
  const twin = await startTwin({ portBase, conduct: { timeScale }, faults: faultsOf(incidents) });
  const stop = (): void => void twin.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (wanted) {
    printEnv(twin.env);
    return;
  }
  for (const name of ADDRESS_NAMES) console.log(`${name.padEnd(18)} ${twin.addresses[name]}`);
  for (const { id, title } of incidents) console.log(`\nsuffers incident ${id}: ${title}`);
  console.log(
    `\nserving ${twin.world.builds().length} builds of ${twin.world.packages.length} packages; stop with Ctrl-C`,
  );
}

main().catch((thrown: unknown) => {
  if (thrown instanceof ConfigError) console.error(thrown.message);
  else console.error(thrown);
  process.exit(thrown instanceof ConfigError ? 107 : 1);
});
