import { decodeJson } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { filledText, list, nullable, object, type Shape } from '../../protocols/shape.ts';
import { askNegotiated, type KerberosLogin } from './kerberos.ts';

/** What FASJSON tells of the account that asks. */
export interface Membership {
  readonly username: string;
  readonly groups: readonly string[];
  /** Agreements that its owner has signed, by name. */
  readonly agreements: readonly string[];
}

const me = object({ result: object({ username: nullable(filledText) }) });
const groups = object({ result: list(object({ groupname: filledText })) });
const agreements = object({ result: list(object({ name: filledText })) });

/** Whose ticket it is, and what its owner belongs to and has signed: three questions to FASJSON. */
export async function membershipOf(context: ProbeContext, login: KerberosLogin): Promise<Membership> {
  const { result } = await asked(context, login, '/me/', me);
  const username = expectOwn(context, login, result.username);
  const of = `/users/${encodeURIComponent(username)}`;
  const [memberships, signed] = await Promise.all([
    asked(context, login, `${of}/groups/`, groups),
    asked(context, login, `${of}/agreements/`, agreements),
  ]);
  return {
    username,
    groups: memberships.result.map(({ groupname }) => groupname),
    agreements: signed.result.map(({ name }) => name),
  };
}

async function asked<T>(
  context: ProbeContext,
  login: KerberosLogin,
  path: string,
  shape: Shape<T>,
): Promise<T> {
  const url = `${context.address('fas-fasjson')}/v1${path}`;
  const headers = { accept: 'application/json' };
  const response = await askNegotiated(context, login, url, { headers, expect: [200, 404] });
  if (response.status === 404) {
    throw wrongAnswer(`FASJSON shows no account of ${login.principal}`, response.text, url);
  }
  return decodeJson(response, shape);
}

/** The name of the ticket's owner, which FASJSON must tell the same; services have none. */
function expectOwn(context: ProbeContext, { principal }: KerberosLogin, username: string | null): string {
  if (username === principal.replace(/@.*$/, '')) return username;
  const who = username === null ? 'a service' : username;
  const url = `${context.address('fas-fasjson')}/v1/me/`;
  throw wrongAnswer(`FASJSON takes ${principal} for ${who}`, '', url);
}
