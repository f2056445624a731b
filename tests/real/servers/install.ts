import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../../tools/root.ts';
import { POSTGRES_BIN } from './postgres.ts';
import { isRoot, type RunOptions, run } from './process.ts';
import { SERVER_NAMES, type ServerName } from './types.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(root, '.cache/real');

/** The interpreter of Debian 12: python3-rpm and python3-librepo are built for it alone. */
export const PYTHON = '/usr/bin/python3';
export const DEBIAN_MODULES = '/usr/lib/python3/dist-packages';
const UV = 'uv==0.13.9';
const POLICY = '/usr/sbin/policy-rc.d';

type Venv = 'datagrepper' | 'bodhi' | 'small';

/** A Debian package with a file that tells whether it is there. */
const DEBIAN = {
  'python3-venv': '/usr/lib/python3.11/ensurepip/__init__.py',
  openssl: '/usr/bin/openssl',
  'postgresql-15': `${POSTGRES_BIN}/postgres`,
  'postgresql-client-15': `${POSTGRES_BIN}/pg_isready`,
  'python3-rpm': `${DEBIAN_MODULES}/rpm/__init__.py`,
  'python3-librepo': `${DEBIAN_MODULES}/librepo/__init__.py`,
  'krb5-kdc': '/usr/sbin/krb5kdc',
  'krb5-admin-server': '/usr/sbin/kadmin.local',
  'krb5-user': '/usr/bin/kinit',
  'python3-gssapi': `${DEBIAN_MODULES}/gssapi/__init__.py`,
  'apache2-bin': '/usr/sbin/apache2',
  'libapache2-mod-auth-gssapi': '/usr/lib/apache2/modules/mod_auth_gssapi.so',
  'rabbitmq-server': '/usr/lib/rabbitmq/bin/rabbitmq-server',
  'openssh-server': '/usr/sbin/sshd',
  git: '/usr/lib/git-core/git-http-backend',
  prometheus: '/usr/bin/prometheus',
} as const;

type DebianPackage = keyof typeof DEBIAN;

/** Services that these packages would start by themselves. */
const SERVICES: Partial<Record<DebianPackage, string>> = {
  'postgresql-15': 'postgresql',
  'krb5-kdc': 'krb5-kdc',
  'krb5-admin-server': 'krb5-admin-server',
  'rabbitmq-server': 'rabbitmq-server',
  'openssh-server': 'ssh',
  prometheus: 'prometheus',
};

const NEEDS: Record<ServerName, { readonly debian: readonly DebianPackage[]; readonly venv?: Venv }> = {
  datagrepper: { debian: ['python3-venv', 'postgresql-15', 'postgresql-client-15'], venv: 'datagrepper' },
  bodhi: {
    debian: ['python3-venv', 'postgresql-15', 'postgresql-client-15', 'python3-rpm', 'python3-librepo'],
    venv: 'bodhi',
  },
  kdc: { debian: ['python3-venv', 'krb5-kdc', 'krb5-admin-server'], venv: 'small' },
  rabbitmq: { debian: ['rabbitmq-server', 'openssl'] },
  sshd: { debian: ['openssh-server'] },
  zeromq: { debian: ['python3-venv'], venv: 'small' },
  git: { debian: ['git'] },
};

/** A command of a virtual environment. */
export function venvCommand(venv: Venv, command: string): string {
  return join(cache, venv, 'bin', command);
}

/** A Python script of this folder, run in a virtual environment. */
export function venvScript(venv: Venv, script: string): readonly [string, string] {
  return [venvCommand(venv, 'python'), join(here, script)];
}

const stampOf = (venv: Venv): string => join(cache, venv, 'installed.txt');

/** What a finished environment holds, and where: its scripts name their own folder and cannot be moved. */
function wanted(venv: Venv): string {
  return `${join(cache, venv)}\n${readFileSync(join(here, 'requirements', `${venv}.txt`), 'utf8')}`;
}

function hasVenv(venv: Venv): boolean {
  const stamp = stampOf(venv);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted(venv);
}

/** pip, apt-get and uv go by the proxies, mirrors and authorities that the machine is set up with. */
function machine(): RunOptions {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(?:HOME|PIP_|UV_|SSL_|REQUESTS_|https?_proxy|no_proxy)/i.test(name)
      ? [[name, value]]
      : [],
  );
  return { env: { ...Object.fromEntries(inherited), DEBIAN_FRONTEND: 'noninteractive' } };
}

const slow = { timeoutMs: 600_000 };

async function installDebian(packages: readonly DebianPackage[]): Promise<void> {
  const own = !existsSync(POLICY);
  // Debian's word for "start no service while packages are set up".
  if (own) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await run(['apt-get', 'update', '-q'], { ...machine(), ...slow });
    await run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages], {
      ...machine(),
      ...slow,
    });
  } finally {
    if (own) rmSync(POLICY, { force: true });
  }
  for (const service of packages.flatMap((name) => SERVICES[name] ?? [])) {
    if (!own && !(await forbidden(service))) await run(['service', service, 'stop']).catch(() => undefined);
  }
  // RabbitMQ's service script leaves Erlang's daemon behind; it ends only where no other node uses it.
  if (packages.includes('rabbitmq-server')) await run(['epmd', '-kill']).catch(() => undefined);
}

/** Whether a policy that the machine already had kept a package from starting its service. */
function forbidden(service: string): Promise<boolean> {
  return run([POLICY, service, 'start']).then(
    () => false,
    (thrown) => String(thrown).includes('exit code 101'),
  );
}

async function installUv(): Promise<string> {
  const dir = join(cache, 'uv');
  const uv = join(dir, 'bin/uv');
  const stamp = join(dir, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === `${dir} ${UV}`) return uv;
  rmSync(dir, { recursive: true, force: true });
  await run([PYTHON, '-m', 'venv', dir], { ...machine(), ...slow });
  await run([join(dir, 'bin/pip'), 'install', '-q', '--no-input', UV], { ...machine(), ...slow });
  writeFileSync(stamp, `${dir} ${UV}`);
  return uv;
}

/** The requirements name every package with its version: nothing is resolved. They leave out what needs a compiler. */
async function installVenv(venv: Venv, uv: string): Promise<void> {
  const dir = join(cache, venv);
  rmSync(dir, { recursive: true, force: true });
  await run([PYTHON, '-m', 'venv', '--without-pip', dir], { ...machine(), ...slow });
  const python = join(dir, 'bin/python');
  const pip = [uv, 'pip', 'install', '-q', '--no-deps', '--no-config', '--python', python] as const;
  await run([...pip, '-r', join(here, 'requirements', `${venv}.txt`)], { ...machine(), ...slow });
  if (venv === 'bodhi') {
    const site = join(dir, 'lib/python3.11/site-packages');
    for (const name of ['rpm', 'librepo']) await run(['ln', '-s', join(DEBIAN_MODULES, name), site]);
  }
  writeFileSync(stampOf(venv), wanted(venv));
}

/** Says in one line what to do by hand; thrown where this process may not install. */
class InstallError extends Error {}

/** Of these packages, those that are not there; throws what to run where this process may not install them. */
function lacking(packages: readonly DebianPackage[]): readonly DebianPackage[] {
  const debian = [...new Set(packages)].filter((name) => !existsSync(DEBIAN[name]));
  if (debian.length === 0) return [];
  const command = `apt-get update && apt-get install -y --no-install-recommends ${debian.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get'))
    throw new InstallError(`the real servers need Debian 12 and: ${command}`);
  if (!isRoot()) throw new InstallError(`run first: sudo sh -c '${command}'`);
  return debian;
}

/** Installs Debian packages that a check needs beside its servers. */
export async function installPackages(packages: readonly DebianPackage[]): Promise<void> {
  const debian = lacking(packages);
  if (debian.length > 0) await installDebian(debian);
}

/**
 * Installs what the named servers lack: Debian packages as root, virtual environments into `.cache/real/`.
 * A second call does nothing.
 */
export async function install(
  names: readonly ServerName[] = SERVER_NAMES,
  say: (line: string) => void = () => undefined,
): Promise<void> {
  const needs = names.map((name) => NEEDS[name]);
  const debian = lacking(needs.flatMap((need) => need.debian));
  const venvs = [...new Set(needs.flatMap((need) => need.venv ?? []))].filter((venv) => !hasVenv(venv));
  if (debian.length > 0) say(`installing ${debian.join(', ')}`);
  mkdirSync(cache, { recursive: true });
  const first = debian.filter((name) => name === 'python3-venv');
  if (first.length > 0) await installDebian(first);
  const rest = debian.filter((name) => name !== 'python3-venv');
  const python = async (): Promise<void> => {
    if (venvs.length === 0) return;
    say(`installing Python packages for ${venvs.join(', ')}`);
    const uv = await installUv();
    for (const venv of venvs) await installVenv(venv, uv);
  };
  await Promise.all([rest.length > 0 ? installDebian(rest) : undefined, python()]);
}

/** Names of servers from a command line; all of them if it names none. */
export function namedServers(words: readonly string[]): readonly ServerName[] {
  const names = SERVER_NAMES.filter((name) => words.includes(name));
  if (names.length < words.length) throw new InstallError(`servers are: ${SERVER_NAMES.join(', ')}`);
  return names.length > 0 ? names : SERVER_NAMES;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await install(namedServers(process.argv.slice(2)), console.log);
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    process.exitCode = 1;
  }
}
