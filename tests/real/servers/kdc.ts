import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { venvCommand } from './install.ts';
import { freePort, waitForPort, waitForStatus } from './network.ts';
import { type Daemon, run, startDaemon } from './process.ts';
import type { RealServer } from './types.ts';

const REALM = 'FEDORAPROJECT.ORG';
const PRINCIPAL = 'packager-probe';
const PASSWORD = 'a password for loopback alone';
/** Principals that differ in one thing each; all have the same password. */
const OTHERS = {
  short: 'packager-aes128',
  trusted: 'packager-without-preauth',
  expired: 'packager-expired',
  stale: 'packager-with-stale-password',
  locked: 'packager-locked',
} as const;

/**
 * MIT's KDC for Fedora's realm behind kdcproxy, at `/KdcProxy`.
 * The fault is the KDC killed while kdcproxy lives, which answers 503 only after 17 s.
 * Facts: `realm`, `principal` (which must pre-authenticate), its `password`, and its key as `keytabFile` and,
 * in base64, as `keytab`. Further principals with the same password: `short` (which has an aes128 key only, as
 * `shortKeytab` in base64), `trusted` (which need not pre-authenticate), `expired`, `stale` (its password has expired)
 * and `locked`. `serviceKeytabFile` is for web servers on 127.0.0.1, `krb5Config` the file for MIT's library.
 */
export async function start(scratch: string): Promise<RealServer> {
  const [kdcPort, port] = [await freePort(), await freePort()];
  const file = (name: string): string => join(scratch, name);
  const keytabFile = file('packager-probe.keytab');
  const shortKeytabFile = file('packager-aes128.keytab');
  const serviceKeytabFile = file('http.keytab');
  const krb5Config = file('krb5.conf');
  writeFileSync(
    krb5Config,
    `[libdefaults]
  default_realm = ${REALM}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
[realms]
  ${REALM} = {
    kdc = 127.0.0.1:${kdcPort}
  }
`,
  );
  writeFileSync(
    file('kdc.conf'),
    `[kdcdefaults]
  kdc_listen = 127.0.0.1:${kdcPort}
  kdc_tcp_listen = 127.0.0.1:${kdcPort}
[realms]
  ${REALM} = {
    database_name = ${file('principal')}
    key_stash_file = ${file('stash')}
    acl_file = ${file('kadm5.acl')}
    supported_enctypes = aes256-cts:normal aes128-cts:normal
  }
`,
  );
  writeFileSync(file('kdcproxy.conf'), `[${REALM}]\nkerberos = kerberos://127.0.0.1:${kdcPort}\n`);
  const env = { KRB5_CONFIG: krb5Config, KRB5_KDC_PROFILE: file('kdc.conf'), HOME: scratch };
  await run(['kdb5_util', 'create', '-s', '-r', REALM, '-P', PASSWORD], { env });
  const orders = [
    `add_principal +requires_preauth -pw "${PASSWORD}" ${PRINCIPAL}`,
    `ktadd -norandkey -k ${keytabFile} ${PRINCIPAL}`,
    `add_principal +requires_preauth -e aes128-cts:normal -pw "${PASSWORD}" ${OTHERS.short}`,
    `ktadd -norandkey -k ${shortKeytabFile} ${OTHERS.short}`,
    `add_principal -requires_preauth -pw "${PASSWORD}" ${OTHERS.trusted}`,
    `add_principal +requires_preauth -expire yesterday -pw "${PASSWORD}" ${OTHERS.expired}`,
    `add_principal +requires_preauth -pwexpire yesterday -pw "${PASSWORD}" ${OTHERS.stale}`,
    `add_principal +requires_preauth -allow_tix -pw "${PASSWORD}" ${OTHERS.locked}`,
    'add_principal -randkey HTTP/127.0.0.1',
    `ktadd -norandkey -k ${serviceKeytabFile} HTTP/127.0.0.1`,
  ];
  await run(['kadmin.local', '-r', REALM], { env, input: `${orders.join('\n')}\n` });

  let kdc: Daemon | undefined;
  const serve = async (): Promise<void> => {
    kdc = startDaemon('krb5kdc', ['/usr/sbin/krb5kdc', '-n', '-r', REALM], file('krb5kdc.log'), { env });
    await waitForPort(kdcPort, kdc);
  };
  await serve();
  const address = `http://127.0.0.1:${port}/KdcProxy`;
  const gunicorn = [
    venvCommand('small', 'gunicorn'),
    ...['--bind', `127.0.0.1:${port}`, '--workers', '1', '--threads', '8', '--timeout', '60'],
    'kdcproxy:Application()',
  ] as const;
  const proxy = startDaemon('kdcproxy', gunicorn, file('kdcproxy.log'), {
    env: { ...env, KDCPROXY_CONFIG: file('kdcproxy.conf') },
    cwd: scratch,
  });
  await waitForStatus(address, 405, proxy);
  return {
    name: 'kdc',
    addresses: { 'fas-kdc': address },
    facts: {
      realm: REALM,
      principal: PRINCIPAL,
      password: PASSWORD,
      keytabFile,
      keytab: readFileSync(keytabFile).toString('base64'),
      ...OTHERS,
      shortKeytab: readFileSync(shortKeytabFile).toString('base64'),
      serviceKeytabFile,
      krb5Config,
    },
    fault: async () => kdc?.stop('SIGKILL'),
    heal: serve,
    async stop() {
      // gunicorn's quick end: it does not wait for connections that are kept alive.
      await proxy.stop('SIGINT');
      await kdc?.stop();
    },
  };
}
