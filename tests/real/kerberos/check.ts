import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../../build.mjs';
import { findK6 } from '../../../tools/k6-binary.ts';
import { CLEAN } from '../../support/start.ts';
import { startApache } from '../servers/apache.ts';
import { install, installPackages } from '../servers/install.ts';
import { start as startKdc } from '../servers/kdc.ts';
import { makeScratch } from '../servers/process.ts';
import type { Attempt, Told } from './attempt.ts';

interface KerberosCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const PAGE = /^a page for who has a ticket\n$/;
const REALM = 'FEDORAPROJECT.ORG';
const SKEW_MS = 10 * 60_000;

type Expected = Attempt & { readonly expected: RegExp };

/** What is tried while all is well; `facts` are the KDC's. */
function attempts(facts: Readonly<Record<string, string>>): Expected[] {
  const of = (fact: string): string => facts[fact] ?? '';
  const [principal, password, keytab] = [of('principal'), of('password'), of('keytab')];
  const who = `${principal}@${REALM}`;
  const refused = (words: string): RegExp => new RegExp(`^ProbeFailure: ${words.replace(/[()]/g, '\\$&')}$`);
  const skewed = (way: string, before = ''): RegExp =>
    new RegExp(
      `^ProbeFailure: ${before}clock skew: this machine's clock is (599|600|601) s ${way} the server's \\(37 KRB_AP_ERR_SKEW\\)$`,
    );
  const unauthorized = /^ProbeFailure: HTTP 401, expected 200$/;
  return [
    { name: 'a password opens the page', principal, password, expected: PAGE },
    { name: 'a principal with its realm', principal: who, password, expected: PAGE },
    { name: 'a keytab opens the page', principal, keytab, expected: PAGE },
    {
      name: 'a keytab with an aes128 key alone',
      principal: of('short'),
      keytab: of('shortKeytab'),
      expected: PAGE,
    },
    {
      name: 'a principal that need not prove itself first',
      principal: of('trusted'),
      password,
      expected: PAGE,
    },
    {
      name: 'a wrong password',
      principal,
      password: `${password}!`,
      expected: refused(`wrong password for ${who} (24 KDC_ERR_PREAUTH_FAILED)`),
    },
    {
      name: 'a wrong password where nothing is asked first',
      principal: of('trusted'),
      password: `${password}!`,
      expected: refused(
        `wrong password for ${of('trusted')}@${REALM}: the KDC's answer cannot be read with it`,
      ),
    },
    {
      name: 'a keytab of somebody else',
      principal,
      keytab: of('shortKeytab'),
      expected: refused(`the keytab holds no key of ${who}`),
    },
    {
      name: 'an expired account',
      principal: of('expired'),
      password,
      expected: refused(`the account of ${of('expired')}@${REALM} has expired (1 KDC_ERR_NAME_EXP)`),
    },
    {
      name: 'an expired password',
      principal: of('stale'),
      password,
      expected: refused(`the password of ${of('stale')}@${REALM} has expired (23 KDC_ERR_KEY_EXPIRED)`),
    },
    {
      name: 'a locked account',
      principal: of('locked'),
      password,
      expected: new RegExp(`^ProbeFailure: the account of ${of('locked')}@${REALM} is revoked: .* \\(18 `),
    },
    {
      name: 'an unknown principal',
      principal: 'nobody-of-that-name',
      password,
      expected: refused(
        `the KDC knows no principal nobody-of-that-name@${REALM} (6 KDC_ERR_C_PRINCIPAL_UNKNOWN)`,
      ),
    },
    {
      name: 'a realm that the proxy does not serve',
      principal: `${principal}@EXAMPLE.ORG`,
      password,
      expected: refused('HTTP 503: KdcProxy knows no KDC of the realm'),
    },
    { name: 'a clock 10 minutes ahead', principal, password, aheadMs: SKEW_MS, expected: skewed('ahead of') },
    { name: 'a clock 10 minutes behind', principal, password, aheadMs: -SKEW_MS, expected: skewed('behind') },
    {
      name: 'a clock 10 minutes ahead where nothing is asked first',
      principal: of('trusted'),
      password,
      aheadMs: SKEW_MS,
      expected: skewed('ahead of'),
    },
    {
      name: 'a clock 10 minutes ahead, noticed by Apache',
      principal,
      password,
      lateAheadMs: SKEW_MS,
      expected: skewed('ahead of', `HTTP 401: the ticket of ${who} is refused: `),
    },
    { name: 'a replayed token is refused', principal, password, misuse: 'replay', expected: unauthorized },
    { name: 'an altered token is refused', principal, password, misuse: 'alter', expected: unauthorized },
  ];
}

/** The KDC killed while kdcproxy lives, which takes it 17 s to say. */
function withoutKdc(facts: Readonly<Record<string, string>>): Expected[] {
  const [principal = '', password = ''] = [facts.principal, facts.password];
  const expected = /^ProbeFailure: HTTP 503: KdcProxy reaches no KDC$/;
  return [{ name: 'a KDC that is down behind its proxy', principal, password, expected }];
}

/**
 * Our Kerberos, in k6, against MIT's KDC behind kdcproxy and against Apache's mod_auth_gssapi. Never throws: what
 * prevents the check is a check that failed.
 */
export async function checkKerberos(): Promise<KerberosCheck[]> {
  try {
    await install(['kdc']);
    await installPackages(['apache2-bin', 'libapache2-mod-auth-gssapi']);
    return await checked();
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ name: 'Kerberos meets the real servers', ok: false, detail }];
  }
}

async function checked(): Promise<KerberosCheck[]> {
  const scratch = makeScratch();
  const script = join(scratch.dir, 'kerberos.js');
  await bundle({ entry: 'tests/real/kerberos/in-k6.ts', out: script });
  const kdc = await startKdc(scratch.dir);
  const { facts } = kdc;
  const apache = await startApache(scratch.dir, {
    keytabFile: facts.serviceKeytabFile ?? '',
    krb5Config: facts.krb5Config ?? '',
  }).catch(async (thrown: unknown) => {
    await kdc.stop();
    throw thrown;
  });
  try {
    const env = { KDC_PROXY: kdc.addresses['fas-kdc'] ?? '', PAGE: apache.url };
    const healthy = await judged(script, attempts(facts), env);
    await kdc.fault();
    return [...healthy, ...(await judged(script, withoutKdc(facts), env))];
  } finally {
    await apache.daemon.stop();
    await kdc.stop();
    scratch.remove();
  }
}

async function judged(
  script: string,
  all: readonly Expected[],
  env: Readonly<Record<string, string>>,
): Promise<KerberosCheck[]> {
  const k6 = await findK6(() => undefined);
  const { stdout } = await promisify(execFile)(k6.path, ['run', '--quiet', '--no-usage-report', script], {
    env: { ...CLEAN, ...env, ATTEMPTS: JSON.stringify(all) },
    timeout: 150_000,
  });
  const told: readonly Told[] = JSON.parse(stdout);
  return all.map(({ name, expected }) => {
    const { words = 'it was not tried', ms = 0 } = told.find((one) => one.name === name) ?? {};
    return { name, ok: expected.test(words), detail: `${words.trim()} (${ms} ms)` };
  });
}
