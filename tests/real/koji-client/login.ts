import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LACKING, TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { Realm } from '../../../twin/accounts/realm.ts';
import type { Twin } from '../../../twin/twin.ts';
import { installPackages } from '../servers/install.ts';
import { makeScratch, run } from '../servers/process.ts';
import { type ClientCheck, decodeChecks, pythonWithKoji, script } from './check.ts';
import { bridgeKdc } from './kdc-bridge.ts';
import { frontWithTls } from './tls-front.ts';

/** A package that the twin's packager may build. */
const PACKAGE = 'dummy-test-package-crested';

type Command = readonly [string, ...string[]];

/**
 * Lets MIT's own tools get tickets of the twin's KDC, and with them the official koji client log in to the twin's hub
 * and submit a build. What it needs is installed on first use. Never throws: what prevents the check is a check that
 * failed.
 */
export async function checkKojiLogin(twin: Twin): Promise<ClientCheck[]> {
  const scratch = makeScratch('pw-koji-login-');
  try {
    await installPackages(['krb5-user', 'python3-gssapi']);
    const python = await pythonWithKoji();
    const { key, cert } = twin.certificate;
    const kdc = await bridgeKdc(twin.addresses['fas-kdc'], twin.world.realm);
    const port = Number(new URL(twin.addresses.koji).port);
    const hub = await frontWithTls({ key, cert, port });
    try {
      const kerberos = kerberosOf(scratch.dir, twin.world.realm, kdc.port);
      const tools = await toolChecks(kerberos, await keytabFile(scratch.dir, twin));
      return [
        ...tools,
        ...(await clientChecks(kerberos, python, `https://127.0.0.1:${hub.port}/kojihub`, twin)),
      ];
    } finally {
      await Promise.all([kdc.close(), hub.close()]);
    }
  } catch (thrown) {
    return [{ name: 'the koji client logs in', ok: false, detail: messageOf(thrown) }];
  } finally {
    scratch.remove();
  }
}

/** Runs a command that has this realm for its own, and tickets in this file. */
type Kerberos = (command: Command, input?: string) => Promise<string>;

function kerberosOf(folder: string, realm: string, port: number): Kerberos {
  const config = join(folder, 'krb5.conf');
  const settings = ['dns_lookup_kdc', 'dns_lookup_realm', 'dns_canonicalize_hostname', 'rdns'];
  writeFileSync(
    config,
    [
      '[libdefaults]',
      `default_realm = ${realm}`,
      'udp_preference_limit = 1',
      ...settings.map((name) => `${name} = false`),
      `[realms]\n${realm} = {\nkdc = 127.0.0.1:${port}\n}\n`,
    ].join('\n'),
  );
  const env = { KRB5_CONFIG: config, KRB5CCNAME: `FILE:${join(folder, 'ccache')}` };
  return (command, input = '') => run(command, { env, input });
}

async function keytabFile(folder: string, { world }: Twin): Promise<string> {
  const file = join(folder, 'packager.keytab');
  const realm = new Realm({ name: world.realm, now: world.now, addresses: [] });
  writeFileSync(file, await realm.keytabOf(TWIN_CREDENTIALS.principal), { mode: 0o600 });
  return file;
}

/** What `kinit`, `klist` and `kvno` make of the twin's KDC. */
async function toolChecks(kerberos: Kerberos, keytab: string): Promise<ClientCheck[]> {
  const { principal, password } = TWIN_CREDENTIALS;
  const kinit = (who: string, word: string): Promise<string> => kerberos(['kinit', who], `${word}\n`);
  const refused = (words: string, work: () => Promise<string>) => () =>
    work().then(
      (said) => Promise.reject(new Error(`not refused: ${said}`)),
      (thrown: unknown) => expectWords(messageOf(thrown), words),
    );
  const questions: readonly (readonly [string, () => Promise<string>])[] = [
    ['kinit with a wrong password', refused('Password incorrect', () => kinit(principal, 'wrong'))],
    ['kinit of nobody', refused('not found in Kerberos database', () => kinit('nobody', password))],
    [
      'kinit of an expired account',
      refused('entry in database has expired', () => kinit(LACKING.account, password)),
    ],
    [
      'kinit of a revoked account',
      refused('credentials have been revoked', () => kinit(LACKING.trust, password)),
    ],
    [
      'kinit with the keytab, kvno',
      async () => {
        await kerberos(['kinit', '-k', '-t', keytab, principal]);
        return (await kerberos(['kvno', 'HTTP/127.0.0.1'])).trim();
      },
    ],
    [
      'kvno of no service',
      refused('not found in Kerberos database', () => kerberos(['kvno', 'HTTP/nowhere'])),
    ],
    [
      'kinit with the password',
      async () => {
        await kinit(principal, password);
        return expectWords(
          await kerberos(['klist', '-e']),
          'aes256-cts-hmac-sha1-96, aes256-cts-hmac-sha1-96',
        );
      },
    ],
  ];
  const checks: ClientCheck[] = [];
  // One after the other: they share the file with the tickets.
  for (const [name, question] of questions) checks.push(await asked(name, question));
  return checks;
}

async function asked(name: string, question: () => Promise<string>): Promise<ClientCheck> {
  try {
    return { name, ok: true, detail: await question() };
  } catch (thrown) {
    return { name, ok: false, detail: messageOf(thrown) };
  }
}

/** The line with these words. */
function expectWords(text: string, words: string): string {
  const line = text.split('\n').find((one) => one.includes(words));
  if (line === undefined) throw new Error(`no "${words}" in: ${text}`);
  return line.trim();
}

async function clientChecks(
  kerberos: Kerberos,
  python: string,
  hub: string,
  twin: Twin,
): Promise<ClientCheck[]> {
  const commit = twin.world.commits(PACKAGE).at(-1);
  if (commit === undefined) throw new Error(`${PACKAGE} has no commit`);
  const source = `git+https://src.fedoraproject.org/rpms/${PACKAGE}.git#${commit.sha}`;
  const authority = twin.env.SSL_CERT_FILE;
  if (authority === undefined) throw new Error('the twin names no authority');
  const { principal } = TWIN_CREDENTIALS;
  return decodeChecks(
    await kerberos([python, script('login_hub.py'), hub, authority, principal, source, 'rawhide']),
  );
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
