import { chownSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForStatus } from './network.ts';
import { type Daemon, identityOf, startDaemon, subfolder } from './process.ts';

/** A KDC's part of what Apache needs. */
export interface Kerberos {
  /** The keys of HTTP/127.0.0.1. */
  readonly keytabFile: string;
  /** The configuration of MIT's library. */
  readonly krb5Config: string;
}

const MODULES = '/usr/lib/apache2/modules';
const USER = 'www-data';
const DOOR = '/login/gssapi/negotiate';

/** Apache with mod_auth_gssapi in front of ipsilon, its door guarded as ipsilon's installer and Fedora's playbooks do. */
export async function startFront(
  scratch: string,
  { port, behind }: { readonly port: number; readonly behind: number },
  { keytabFile, krb5Config }: Kerberos,
): Promise<Daemon> {
  const dir = subfolder(scratch, 'front');
  const file = (name: string): string => join(dir, name);
  copyFileSync(keytabFile, file('http.keytab'));
  const modules = [
    'mpm_event',
    'authn_core',
    'authz_core',
    'authz_user',
    'auth_gssapi',
    'headers',
    'proxy',
    'proxy_http',
  ];
  writeFileSync(
    file('apache.conf'),
    `ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${file('apache.pid')}
ErrorLog ${file('error.log')}
DefaultRuntimeDir ${dir}
Mutex file:${dir} default
DocumentRoot ${dir}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
ProxyPreserveHost On
ProxyPass / http://127.0.0.1:${behind}/
RequestHeader unset X-Remote-User early
<Location ${DOOR}>
  AuthType GSSAPI
  AuthName "GSSAPI Single Sign On Login"
  GssapiCredStore keytab:${file('http.keytab')}
  GssapiSSLonly Off
  GssapiLocalName On
  Require valid-user
  RequestHeader set X-Remote-User "expr=%{REMOTE_USER}"
  ErrorDocument 401 /login/gssapi/unauthorized
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
  await waitForStatus(`http://127.0.0.1:${port}/openidc/Jwks`, 200, daemon);
  return daemon;
}
