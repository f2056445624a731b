// Runs in k6: logs in to a real KDC in each of the ways that it is told, and opens a real Apache's page by the ticket.
import { ciphers } from '../../../lib/k6/ciphers.ts';
import { engine } from '../../../lib/k6/engine.ts';
import { ask } from '../../../lib/probe/ask.ts';
import type { ProbeContext } from '../../../lib/probe/probe.ts';
import { withContext } from '../../../lib/probe/run.ts';
import { decodeKeytab } from '../../../lib/protocols/kerberos/keytab.ts';
import { fromBase64, toBase64 } from '../../../lib/protocols/xmlrpc/base64.ts';
import { askNegotiated, type Credential, kinit } from '../../../lib/systems/fas/kerberos.ts';
import { local } from '../../../lib/targets/local.ts';
import type { Attempt, Told } from './attempt.ts';

declare const __ENV: Readonly<Record<string, string>>;

/** Longer than kdcproxy tries to reach a KDC. */
const PATIENCE_MS = 40_000;

export const options = { vus: 1, iterations: 1, setupTimeout: '120s' };

function credentialOf({ principal, password, keytab }: Attempt): Credential {
  if (password !== undefined) return { principal, password };
  return { principal, keytab: decodeKeytab(fromBase64(keytab ?? '') ?? new Uint8Array(0)) };
}

function inContext<T>(aheadMs: number, work: (context: ProbeContext) => Promise<T>): Promise<T> {
  const clock = { ...engine.clock, now: () => engine.clock.now() + aheadMs };
  const addresses = { ...local.addresses, 'fas-kdc': { url: __ENV.KDC_PROXY ?? '', source: 'this test' } };
  const target = { ...local, addresses, deadlineMs: PATIENCE_MS };
  return withContext({ ...engine, clock }, target, { id: 'kerberos', system: 'fas' }, work);
}

async function attempted(attempt: Attempt): Promise<Told> {
  const began = engine.clock.now();
  const words = await inContext(attempt.aheadMs ?? 0, async (context) => {
    const login = await kinit(context, ciphers, credentialOf(attempt));
    const url = __ENV.PAGE ?? '';
    if (attempt.lateAheadMs !== undefined) {
      await askNegotiated(context, login, url);
      return inContext(attempt.lateAheadMs, async (late) => (await askNegotiated(late, login, url)).text);
    }
    if (attempt.misuse === undefined) return (await askNegotiated(context, login, url)).text;
    const { authorization } = await login.header(context, url);
    if (attempt.misuse === 'replay') await ask(context, url, { headers: { authorization } });
    const sent = attempt.misuse === 'replay' ? authorization : altered(authorization);
    return (await ask(context, url, { headers: { authorization: sent } })).text;
  }).catch(String);
  return { name: attempt.name, words, ms: engine.clock.now() - began };
}

/** One bit of the authenticator, which stands at the end. */
function altered(authorization: string): string {
  const token = fromBase64(authorization.slice('Negotiate '.length)) ?? new Uint8Array(0);
  return `Negotiate ${toBase64(Uint8Array.from(token, (byte, i) => (i === token.length - 20 ? byte ^ 1 : byte)))}`;
}

export async function setup(): Promise<string> {
  const attempts: readonly Attempt[] = JSON.parse(__ENV.ATTEMPTS ?? '[]');
  const told: Told[] = [];
  for (const attempt of attempts) told.push(await attempted(attempt));
  return JSON.stringify(told);
}

export default function nothing(): void {
  // Everything happens in setup(): k6 wants a default function all the same.
}

export function handleSummary({
  setup_data,
}: {
  readonly setup_data: string;
}): Readonly<Record<string, string>> {
  return { stdout: setup_data };
}
