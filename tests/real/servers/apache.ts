import { chownSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitForStatus } from './network.ts';
import { type Daemon, identityOf, startDaemon, subfolder } from './process.ts';

interface Kerberos {
  /** The keys of HTTP/127.0.0.1. */
  readonly keytabFile: string;
  /** The configuration of MIT's library. */
  readonly krb5Config: string;
}

interface Apache {
  /** A page that only who has a ticket may read. */
  readonly url: string;
  readonly daemon: Daemon;
}

const MODULES = '/usr/lib/apache2/modules';
const USER = 'www-data';

/** Apache with mod_auth_gssapi, set up as in front of koji's login: nothing but a ticket opens the page. */
export async function startApache(scratch: string, { keytabFile, krb5Config }: Kerberos): Promise<Apache> {
  const port = await freePort();
  const dir = subfolder(scratch, 'apache');
  const page = subfolder(dir, 'site');
  const file = (name: string): string => join(dir, name);
  copyFileSync(keytabFile, file('http.keytab'));
  writeFileSync(join(page, 'index.txt'), 'a page for who has a ticket\n');
  const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_gssapi'];
  writeFileSync(
    file('apache.conf'),
    `ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${file('apache.pid')}
ErrorLog ${file('error.log')}
DefaultRuntimeDir ${dir}
Mutex file:${dir} default
DocumentRoot ${page}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
<Location />
  AuthType GSSAPI
  AuthName "Kerberos"
  GssapiCredStore keytab:${file('http.keytab')}
  GssapiAllowedMech krb5
  Require valid-user
</Location>
`,
  );
  const owner = identityOf(USER);
  if (owner !== undefined) {
    for (const path of [dir, file('http.keytab')]) chownSync(path, owner.uid, owner.gid);
  }
  const daemon = startDaemon(
    'apache',
    ['/usr/sbin/apache2', '-D', 'FOREGROUND', '-f', file('apache.conf')],
    file('apache.log'),
    { user: USER, env: { KRB5_CONFIG: krb5Config, KRB5RCACHENAME: `file2:${file('replays')}` } },
  );
  const url = `http://127.0.0.1:${port}/index.txt`;
  await waitForStatus(url, 401, daemon);
  return { url, daemon };
}
