import { isStruct } from '../../../lib/protocols/xmlrpc/decode.ts';
import { XmlRpcFault, type XmlRpcStruct, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import type { Acceptor } from '../../accounts/acceptor.ts';
import { html, type TwinReply, type TwinRequest } from '../../service.ts';
import { CODE } from './fault.ts';
import { type Caller, GSSAPI, type Sessions } from './session.ts';

/** Where the hub stands behind Apache's Kerberos. */
export function isLoginPath(path: string): boolean {
  return /^\/kojihub\/ssllogin\/?$/.test(path);
}

/** Who asks at the login's address, and the header that proves the hub to them. */
interface Known {
  readonly principal: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What Apache does before the hub is asked: a refusal is its own, without the hub's version. */
export async function knownAtLogin(
  acceptor: Acceptor,
  { headers }: TwinRequest,
): Promise<Known | { readonly refusal: TwinReply }> {
  const seen = await acceptor.accept(headers.authorization, headers.host ?? '');
  if ('principal' in seen) return { principal: seen.principal, headers: { 'www-authenticate': seen.reply } };
  const page = '<!doctype html><title>401 Unauthorized</title><h1>Unauthorized</h1>';
  return { refusal: html(page, 401, { 'www-authenticate': seen.refusal }) };
}

/** `sslLogin`: a session for the principal that Apache knows; null elsewhere than at the login's address. */
export function sslLogin(
  sessions: Sessions,
  principal: string | null,
  request: TwinRequest,
  params: readonly XmlRpcValue[],
): XmlRpcStruct {
  if (principal === null) throw new XmlRpcFault(CODE.AUTH, 'could not verify client: None');
  const { proxyUser, renew } = argumentsOf(params);
  if (proxyUser !== null) {
    throw new XmlRpcFault(CODE.AUTH, `${principal} is not authorized to login other users`);
  }
  const user = principal.replace(/@.*$/, '');
  // Only a session that has expired is renewed.
  if (sessions.has(request)) throw new XmlRpcFault(CODE.AUTH, 'Already logged in');
  return renew ? sessions.renew(user, request) : sessions.login(user);
}

function argumentsOf(params: readonly XmlRpcValue[]): {
  readonly proxyUser: XmlRpcValue;
  readonly renew: boolean;
} {
  const last = params.at(-1);
  const isNamed = isStruct(last) && last.__starstar === true;
  const named = isNamed ? last : {};
  const placed = isNamed ? params.slice(0, -1) : params;
  return { proxyUser: placed[0] ?? named.proxyuser ?? null, renew: (placed[2] ?? named.renew) === true };
}

/** Methods about one's own session, each for whoever calls, or for a stranger. */
export const SESSION_METHODS: Readonly<
  Record<
    string,
    (sessions: Sessions, caller: Caller | null, params: readonly XmlRpcValue[], realm: string) => XmlRpcValue
  >
> = {
  getLoggedInUser: (_sessions, caller, _params, realm) => {
    if (caller === null) return null;
    const { id, name } = caller.user;
    return { id, name, status: 0, usertype: 0, krb_principals: [`${name}@${realm}`], authtype: GSSAPI };
  },
  getSessionInfo: (sessions, caller) => (caller === null ? null : sessions.describe(caller)),
  logout: (sessions, caller, [id = null]) => {
    if (caller === null) throw new XmlRpcFault(CODE.AUTH, 'Not logged in');
    sessions.logout(caller, typeof id === 'number' ? id : undefined);
    return null;
  },
};
