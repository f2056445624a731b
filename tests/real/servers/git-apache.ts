import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitForPort } from './network.ts';
import { type Daemon, isRoot, run, startDaemon, subfolder } from './process.ts';

/** Apache in front of git's own http-backend, as dist-git has it; a push needs the token, sent as basic. */
export interface GitApache {
  /** `http://127.0.0.1:PORT`; a repository `rpms/bash` is at `/rpms/bash.git`. */
  readonly url: string;
  /** What goes over the wire as password of a push. */
  readonly token: string;
  /** A folder for what belongs to it. */
  readonly folder: string;
  /** Folder of a repository on disk. */
  folderOf(name: string): string;
  /** Makes an empty bare repository. */
  create(name: string): Promise<void>;
  /** Runs git in a repository, as the web server's user. */
  git(name: string, args: readonly string[], input?: string): Promise<string>;
  stop(): Promise<void>;
}

const MODULES = '/usr/lib/apache2/modules';
const TOKEN = 'loopback-token';
/** The web server's user on Debian; without root everything runs as whoever we are. */
const USER = 'www-data';

const SOMEBODY = {
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@example.org',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@example.org',
};

const LOADED = [
  'mpm_prefork',
  'authn_core',
  'authn_file',
  'authz_core',
  'authz_user',
  'auth_basic',
  'alias',
  'env',
  'cgi',
];

function configuration(folder: string, port: number, projects: string): string {
  return `ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/httpd.pid
ErrorLog ${folder}/error.log
${LOADED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
SetEnv GIT_PROJECT_ROOT ${projects}
SetEnv GIT_HTTP_EXPORT_ALL 1
SetEnv GIT_CONFIG_NOSYSTEM 1
ScriptAliasMatch "^/(.*/(HEAD|info/refs|git-(upload|receive)-pack))$" /usr/lib/git-core/git-http-backend/$1
<Directory "/usr/lib/git-core">
  Require all granted
</Directory>
<LocationMatch "/git-receive-pack$">
  AuthType Basic
  AuthName dist-git
  AuthUserFile ${folder}/passwords
  Require valid-user
</LocationMatch>
<LocationMatch "/info/refs$">
  <If "%{QUERY_STRING} =~ /service=git-receive-pack/">
    AuthType Basic
    AuthName dist-git
    AuthUserFile ${folder}/passwords
    Require valid-user
  </If>
</LocationMatch>
`;
}

/** Starts it with an empty folder of repositories. */
export async function startGitApache(scratch: string): Promise<GitApache> {
  const folder = subfolder(scratch, 'apache');
  const projects = subfolder(scratch, 'projects');
  const port = await freePort();
  const config = join(folder, 'httpd.conf');
  writeFileSync(config, configuration(folder, port, projects));
  // A password in one of Apache's own forms, which takes no other program to make.
  const digest = createHash('sha1').update(TOKEN).digest('base64');
  writeFileSync(join(folder, 'passwords'), `-openidc-:{SHA}${digest}\n`);
  chmodSync(folder, 0o755);
  if (isRoot()) await run(['chown', '-R', USER, folder, projects]);

  const user = isRoot() ? { user: USER } : {};
  const daemon: Daemon = startDaemon(
    'apache2',
    ['/usr/sbin/apache2', '-D', 'FOREGROUND', '-f', config],
    join(folder, 'stdout.log'),
    user,
  );
  await waitForPort(port, daemon);
  const folderOf = (name: string): string => join(projects, `${name}.git`);
  const options = { ...user, env: { HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...SOMEBODY } };
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    folder: scratch,
    folderOf,
    create: async (name) =>
      void (await run(['git', 'init', '-q', '--bare', '-b', 'rawhide', folderOf(name)], options)),
    git: async (name, args, input = '') =>
      (await run(['git', '-C', folderOf(name), ...args], { ...options, input })).trim(),
    stop: () => daemon.stop(),
  };
}
