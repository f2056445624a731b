import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BODHI_CLIENT, type OidcClient, PUSH_CLIENT } from '../../../lib/systems/fas/oidc.ts';
import { root } from '../../../tools/root.ts';
import { PYTHON } from './install.ts';
import { type Kerberos, startFront } from './ipsilon-front.ts';
import { freePort, waitForStatus } from './network.ts';
import { type Daemon, run, startDaemon, subfolder } from './process.ts';
import type { RealServer } from './types.ts';

const here = dirname(fileURLToPath(import.meta.url));
const venv = join(root, '.cache/real/ipsilon');
const requirements = join(here, 'requirements/ipsilon.txt');
const scopes = join(here, 'ipsilon_scopes.py');
const stamp = join(venv, 'installed.txt');

/** A client whose users are asked for consent; everybody else's are not. */
export const ASKING_CLIENT: OidcClient = { ...BODHI_CLIENT, id: 'asks-for-consent' };
/** What services ask TokenInfo as. */
export const SERVICE_CLIENT = { id: 'twin-services', secret: 'twin-services-secret' } as const;
/** The one password that its test login takes, from anybody. */
export const TEST_PASSWORD = 'ipsilon';

/** Installs ipsilon from PyPI into the project's cache, on first use. It imports what it lacks for SAML only if asked. */
export async function installIpsilon(): Promise<void> {
  const wanted = `${readFileSync(requirements, 'utf8')}${readFileSync(scopes, 'utf8')}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(venv, { recursive: true, force: true });
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(?:HOME|PIP_|SSL_|REQUESTS_|https?_proxy|no_proxy)/i.test(name)
      ? [[name, value]]
      : [],
  );
  const slow = { env: Object.fromEntries(inherited), timeoutMs: 300_000 };
  await run([PYTHON, '-m', 'venv', venv], slow);
  const pip = [join(venv, 'bin/pip'), 'install', '-q', '--disable-pip-version-check', '--no-deps'] as const;
  await run([...pip, '-r', requirements], slow);
  const [python = ''] = readdirSync(join(venv, 'lib'));
  copyFileSync(
    scopes,
    join(venv, 'lib', python, 'site-packages/ipsilon/providers/openidc/plugins/workflow.py'),
  );
  writeFileSync(stamp, wanted);
}

/**
 * ipsilon under gunicorn, with the clients that Fedora's knows, and with its test login: alone, or, as in Fedora,
 * after a login with a ticket that Apache guards in front of it. The fault is ipsilon stopped.
 */
export async function start(scratch: string, kerberos: Kerberos | null = null): Promise<RealServer> {
  const [port, front] = await Promise.all([freePort(), freePort()]);
  const dir = subfolder(scratch, kerberos === null ? 'ipsilon' : 'ipsilon-kerberos');
  const base = `http://127.0.0.1:${kerberos === null ? port : front}`;
  for (const name of ['sessions', 'cache']) subfolder(dir, name);
  writeFileSync(join(dir, 'openidc.key'), JSON.stringify({ keys: [key()] }));
  writeFileSync(join(dir, 'openidc.static.cfg'), `[client]\n${CLIENTS.map(clientLines).join('')}`);
  const logins = kerberos === null ? 'testauth' : 'gssapi,testauth';
  writeFileSync(join(dir, 'configuration.conf'), configuration(dir, base, logins));
  writeFileSync(join(dir, 'ipsilon.conf'), settings(dir));
  // What it loads from this folder leaves nothing behind.
  const options = { env: { HOME: dir, PYTHONDONTWRITEBYTECODE: '1' }, cwd: dir };
  const command = (name: string): string => join(venv, 'bin', name);
  await run([command('python'), command('ipsilon-upgrade-database'), './ipsilon.conf'], options);
  const serve = [
    command('gunicorn'),
    ...['--bind', `127.0.0.1:${port}`, '--workers', '1', '--threads', '4', '--pythonpath', here],
    'ipsilon_wsgi:application',
  ] as const;
  const begin = async (): Promise<Daemon> => {
    const started = startDaemon('ipsilon', serve, join(dir, 'ipsilon.log'), options);
    await waitForStatus(`http://127.0.0.1:${port}/openidc/Jwks`, 200, started);
    return started;
  };
  let daemon = await begin();
  const apache = kerberos === null ? null : await startFront(dir, { port: front, behind: port }, kerberos);
  return {
    name: 'ipsilon',
    addresses: { 'fas-oidc': base },
    facts: {},
    fault: () => daemon.stop('SIGINT'),
    heal: async () => {
      daemon = await begin();
    },
    stop: async () => {
      await apache?.stop();
      await daemon.stop('SIGINT');
    },
  };
}

/** The part of a client's registration that differs. */
interface Registered {
  readonly id: string;
  readonly secret: string | null;
  readonly redirectUris: readonly string[];
  readonly trusted: boolean;
}

const CLIENTS: readonly Registered[] = [
  { ...BODHI_CLIENT, redirectUris: [BODHI_CLIENT.redirectUri, 'http://localhost:45678/auth'], trusted: true },
  { ...PUSH_CLIENT, redirectUris: [PUSH_CLIENT.redirectUri, 'http://localhost:23456/'], trusted: true },
  { ...ASKING_CLIENT, redirectUris: [ASKING_CLIENT.redirectUri], trusted: false },
  { ...SERVICE_CLIENT, redirectUris: ['https://service.example.org/'], trusted: true },
];

/** A client in ipsilon's own file of them, one line a setting, each in JSON. */
function clientLines({ id, secret, redirectUris, trusted }: Registered): string {
  const nothing = [
    'sector_identifier_uri',
    'require_auth_time',
    'default_max_age',
    'logo_uri',
    'policy_uri',
    'tos_uri',
  ];
  const fields = {
    client_name: id,
    client_uri: 'https://example.org',
    client_secret: secret,
    client_secret_expires_at: 0,
    redirect_uris: redirectUris,
    token_endpoint_auth_method: secret === null ? 'none' : 'client_secret_post',
    application_type: 'native',
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    subject_type: 'public',
    id_token_signed_response_alg: 'RS256',
    request_object_signing_alg: 'none',
    contacts: [],
    request_uris: [],
    ipsilon_internal: { type: 'static', client_id: id, trusted },
    ...Object.fromEntries(nothing.map((name) => [name, null])),
  };
  return Object.entries(fields)
    .map(([name, value]) => `${id} ${name}=${JSON.stringify(value)}\n`)
    .join('');
}

function key(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: '20161031-sig', use: 'sig' };
}

/** What ipsilon's administrators set, as Fedora's playbooks do in a file. */
function configuration(dir: string, base: string, logins: string): string {
  const attributes = JSON.stringify([
    ['*', '*'],
    ['_groups', 'groups'],
    // Nothing here tells agreements: any list will do.
    ['_groups', 'agreements'],
    ['fullname', 'name'],
    ['_username', 'nickname'],
    ['_username', 'preferred_username'],
  ]);
  return `[login_config]
global enabled=${logins}
[info_config]
global enabled=
[authz_config]
global enabled=allow
[provider_config]
global enabled=openidc
openidc enabled extensions=workflow
openidc subject salt=salt
openidc endpoint url=${base}/openidc/
openidc idp key file=${dir}/openidc.key
openidc database url=sqlite:///${dir}/openidc.sqlite
openidc static database url=configfile://${dir}/openidc.static.cfg
openidc idp sig key id=20161031-sig
openidc allow dynamic client registration=False
openidc default attribute mapping=${attributes}
`;
}

function settings(dir: string): string {
  return `[global]
debug = False
template_dir = "templates"
cache_dir = "${dir}/cache"
cleanup_interval = 30
db.conn.log = False
db.echo = False
base.dir = "${venv}/share/ipsilon"
admin.config.db = "configfile://${dir}/configuration.conf"
user.prefs.db = "sqlite:///${dir}/userprefs.sqlite"
transactions.db = "sqlite:///${dir}/transactions.sqlite"
tools.sessions.on = True
tools.sessions.name = "idp_ipsilon_session_id"
tools.sessions.storage_type = "file"
tools.sessions.storage_path = "${dir}/sessions"
tools.sessions.path = "/"
tools.sessions.timeout = 60
tools.sessions.httponly = True
tools.sessions.secure = False
`;
}
