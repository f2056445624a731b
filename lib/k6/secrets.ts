import source from 'k6/secrets';
import { readFile } from './files.ts';

/** Secrets that a run may need, by the names that `k6/secrets` knows them under. */
export type SecretName = 'principal' | 'password' | 'keytab' | 'pagure-token';

const NAMES: readonly SecretName[] = ['principal', 'password', 'keytab', 'pagure-token'];

/** `pagure-token` is `PW_SECRET_PAGURE_TOKEN`. */
function variableOf(name: SecretName): string {
  return `PW_SECRET_${name.toUpperCase().replace('-', '_')}`;
}

/**
 * What the environment gives, read now: files can only be opened while k6 starts. The reader asks `k6/secrets` first,
 * which has an answer only while the run goes on. Throws what k6 throws for a file that cannot be read.
 */
export function secretReader(): (name: SecretName) => Promise<string | null> {
  const given = new Map(NAMES.map((name) => [name, fromEnvironment(variableOf(name))]));
  return async (name) => (await fromSource(name)) ?? given.get(name) ?? null;
}

function fromEnvironment(variable: string): string | null {
  const value = __ENV[variable];
  if (value !== undefined && value !== '') return value;
  const file = __ENV[`${variable}_FILE`];
  return file === undefined || file === '' ? null : readFile(file).trim();
}

/** Null without a source, and for what it does not hold: k6 tells the two apart by words alone. */
async function fromSource(name: SecretName): Promise<string | null> {
  try {
    return (await source.get(name)) || null;
  } catch {
    return null;
  }
}
