import { LACKING, TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import type { Twin } from '../../../twin/twin.ts';
import { startApache } from '../servers/apache.ts';
import { install, installPackages } from '../servers/install.ts';
import { start } from '../servers/kdc.ts';
import { makeScratch } from '../servers/process.ts';
import type { RealServer } from '../servers/types.ts';
import { type Answers, ask, type Party } from './questions.ts';

interface Comparison {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * Puts the same questions to MIT's KDC and Apache's mod_auth_gssapi as to the twin's, and compares what they say word
 * by word. Never throws: what prevents the comparison is one that failed.
 */
export async function compareKerberos(twin: Twin): Promise<Comparison[]> {
  const scratch = makeScratch('pw-twin-kerberos-');
  try {
    await install(['kdc']);
    await installPackages(['apache2-bin', 'libapache2-mod-auth-gssapi']);
    const kdc = await start(scratch.dir);
    try {
      const real = await realAnswers(kdc, scratch.dir);
      const ours = await ask(partyOf(twin));
      return [...real].map(([name, said]) => {
        const told = ours.get(name) ?? 'nothing';
        return {
          name,
          ok: told === said,
          detail: told === said ? said : `the twin says ${told}, not ${said}`,
        };
      });
    } finally {
      await kdc.stop();
    }
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ name: 'the real KDC and Apache answer', ok: false, detail }];
  } finally {
    scratch.remove();
  }
}

async function realAnswers({ addresses, facts }: RealServer, folder: string): Promise<Answers> {
  const fact = (name: string): string => {
    const value = facts[name];
    if (value === undefined) throw new Error(`the real KDC does not tell its ${name}`);
    return value;
  };
  const keys = { keytabFile: fact('serviceKeytabFile'), krb5Config: fact('krb5Config') };
  const { url, daemon } = await startApache(folder, keys);
  try {
    return await ask({
      realm: fact('realm'),
      kdcProxy: addresses['fas-kdc'] ?? '',
      page: url,
      password: fact('password'),
      accounts: {
        good: fact('principal'),
        expired: fact('expired'),
        stale: fact('stale'),
        locked: fact('locked'),
      },
    });
  } finally {
    await daemon.stop();
  }
}

function partyOf({ world, addresses }: Twin): Party {
  const { principal, password } = TWIN_CREDENTIALS;
  return {
    realm: world.realm,
    kdcProxy: addresses['fas-kdc'],
    page: `${addresses['fas-fasjson']}/v1/me/`,
    password,
    accounts: {
      good: principal,
      expired: LACKING.account,
      stale: LACKING.freshPassword,
      locked: LACKING.trust,
    },
  };
}
