import { ADDRESS_NAMES, ADDRESSES, type AddressName } from './addresses.ts';
import { ConfigError } from './config-error.ts';
import { local } from './local.ts';
import { prod } from './prod.ts';
import { seed } from './seed.ts';
import { stg } from './stg.ts';
import { type Address, type NoAddress, TARGET_NAMES, type Target, type TargetName } from './target.ts';
import { type Setting, VARIABLES } from './variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a run is told from outside, checked. */
export interface Config {
  readonly target: Target;
  readonly only: string;
  readonly skip: string;
  readonly strict: boolean;
  readonly reportDir: string;
  /** Host name to address, for k6's `hosts` option. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** The founding document says `stg` where the topics say `stage`: both are taken. */
const CI_ENVS: ReadonlyMap<string, string> = new Map([
  ['prod', 'prod'],
  ['stage', 'stage'],
  ['stg', 'stage'],
]);

export const TARGETS: Readonly<Record<TargetName, Target>> = { local, stg, prod, seed };

/** Defaults that are baked into a bundle. */
interface Defaults {
  readonly target: string;
  readonly only: string;
}

/** Reads the environment. Throws a `ConfigError` for an unknown `PW_*` name or a value that cannot be meant. */
export function resolveConfig(env: Environment, defaults: Defaults): Config {
  for (const name of Object.keys(env).sort()) {
    if (name.startsWith('PW_') && !VARIABLES.includes(name)) {
      throw new ConfigError(`unknown variable ${name}. Valid: ${VARIABLES.join(', ')}`);
    }
  }
  const get = (name: Setting, fallback: string): string => env[name] || fallback;
  return {
    target: withOverrides(targetNamed(get('PW_TARGET', defaults.target)), env),
    only: get('PW_ONLY', defaults.only),
    skip: get('PW_SKIP', ''),
    strict: flag('PW_STRICT', get('PW_STRICT', '0')),
    reportDir: get('PW_REPORT_DIR', 'reports'),
    hosts: parseResolve(get('PW_RESOLVE', '')),
  };
}

function targetNamed(name: string): Target {
  const known = TARGET_NAMES.find((one) => one === name);
  if (known === undefined)
    throw new ConfigError(`unknown target "${name}". Valid: ${TARGET_NAMES.join(', ')}`);
  return TARGETS[known];
}

function withOverrides(target: Target, env: Environment): Target {
  const addresses: Record<AddressName, Address | NoAddress> = { ...target.addresses };
  for (const name of ADDRESS_NAMES) {
    const { variable } = ADDRESSES[name];
    const value = env[variable];
    if (value !== undefined && value !== '') {
      addresses[name] = { url: checkedAddress(name, value), source: variable };
    }
  }
  const ciEnv = env.PW_CI_ENV;
  if (ciEnv === undefined || ciEnv === '') return { ...target, addresses };
  const topicPart = CI_ENVS.get(ciEnv);
  if (topicPart === undefined) {
    throw new ConfigError(
      `PW_CI_ENV: "${ciEnv}" is no environment. Valid: ${[...CI_ENVS.keys()].join(', ')}`,
    );
  }
  return { ...target, addresses, ciTopicPrefix: `org.centos.${topicPart}` };
}

/** A base address without trailing slash. `ssh`, `tcp` and `amqps` addresses need a port. */
function checkedAddress(name: AddressName, value: string): string {
  const { variable, schemes } = ADDRESSES[name];
  const wanted: readonly string[] = schemes;
  const parts = /^([a-z]+):\/\/(\[[0-9a-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(\/[^\s?#]*)?$/.exec(value);
  const [, scheme = '', , port, path = ''] = parts ?? [];
  const isWeb = scheme === 'http' || scheme === 'https';
  const portFine = port === undefined ? isWeb : Number(port) >= 1 && Number(port) <= 65_535;
  if (parts === null || !wanted.includes(scheme) || !portFine || (!isWeb && path !== '' && path !== '/')) {
    const forms = wanted.map((one) =>
      one.startsWith('http') ? `${one}://host[:port][/path]` : `${one}://host:port`,
    );
    throw new ConfigError(`${variable}: "${value}" is no valid address. Valid: ${forms.join(' or ')}`);
  }
  return value.replace(/\/+$/, '');
}

function flag(variable: string, value: string): boolean {
  if (value === '0' || value === 'false') return false;
  if (value === '1' || value === 'true') return true;
  throw new ConfigError(`${variable}: "${value}" is neither 0 nor 1. Valid: 0, 1`);
}

function parseResolve(value: string): Record<string, string> {
  const hosts: Record<string, string> = {};
  for (const pair of value.split(',').filter((one) => one.trim() !== '')) {
    const parts = /^\s*([A-Za-z0-9.*-]+)=([0-9.]+|[0-9a-fA-F:]+)\s*$/.exec(pair);
    const [, host, ip] = parts ?? [];
    if (host === undefined || ip === undefined) {
      throw new ConfigError(`PW_RESOLVE: "${pair}" is no pair. Valid: host=ip, several separated by commas`);
    }
    hosts[host] = ip;
  }
  return hosts;
}
