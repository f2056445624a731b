import type { Credential } from '../../protocols/kerberos/client.ts';
import { decodeKeytab, KeytabError } from '../../protocols/kerberos/keytab.ts';
import { fromBase64 } from '../../protocols/xmlrpc/base64.ts';
import { ConfigError } from '../../targets/config-error.ts';

type Name = 'principal' | 'password' | 'keytab' | 'pagure-token';

/** What a run logs in with. */
export interface Credentials {
  readonly credential: Credential;
  readonly pagureToken: string | null;
}

/** Where a secret is given. */
function how(...names: readonly string[]): string {
  return `give it to k6/secrets, or in ${names.map((name) => `PW_SECRET_${name}`).join(' or ')} (or …_FILE)`;
}

/**
 * Reads the secrets of a run. Throws a `ConfigError` that names what is missing, and never a value; a keytab is base64.
 * The token of pagure's API is only needed where a pull request is made.
 */
export async function readCredentials(
  read: (name: Name) => Promise<string | null>,
  needsToken: boolean,
): Promise<Credentials> {
  const principal = await read('principal');
  if (principal === null) throw new ConfigError(`no principal: ${how('PRINCIPAL')}`);
  const password = await read('password');
  const keytab = await read('keytab');
  if (password === null && keytab === null) {
    throw new ConfigError(`no password and no keytab: ${how('PASSWORD', 'KEYTAB')}`);
  }
  const pagureToken = await read('pagure-token');
  if (needsToken && pagureToken === null) {
    throw new ConfigError(`no pagure-token, which a pull request needs: ${how('PAGURE_TOKEN')}`);
  }
  const credential =
    password === null ? { principal, keytab: keysOf(keytab ?? '') } : { principal, password };
  return { credential, pagureToken };
}

function keysOf(text: string) {
  const data = fromBase64(text);
  try {
    const entries = data === null ? [] : decodeKeytab(data);
    if (entries.length > 0) return entries;
  } catch (thrown) {
    if (!(thrown instanceof KeytabError)) throw thrown;
  }
  throw new ConfigError('the keytab holds no key. Valid: a keytab as MIT Kerberos writes it, base64');
}
