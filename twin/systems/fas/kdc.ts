import { DerError } from '../../../lib/protocols/kerberos/der.ts';
import { encodeKrbError } from '../../accounts/krb-error.ts';
import { Refused } from '../../accounts/parts.ts';
import type { Realm } from '../../accounts/realm.ts';
import { login, PreauthRefused } from './kdc-login.ts';
import type { KdcRequest } from './kdc-request.ts';
import { grant } from './kdc-tickets.ts';

/** The KDC's answer to a request that is one: a ticket, or why there is none. */
export async function answerKdc(realm: Realm, request: KdcRequest): Promise<Uint8Array> {
  try {
    return request.kind === 'AS-REQ' ? await login(realm, request) : await grant(realm, request);
  } catch (thrown) {
    return encodeRefusal(realm, request, refusalOf(thrown));
  }
}

/** What is malformed within a request that is otherwise one is refused with MIT's error for anything else. */
function refusalOf(thrown: unknown): Refused {
  if (thrown instanceof Refused) return thrown;
  if (thrown instanceof DerError) return new Refused(60, 'ASN1');
  throw thrown;
}

function encodeRefusal(realm: Realm, { realm: told, client, service }: KdcRequest, refusal: Refused) {
  const { code, message: text } = refusal;
  const data = refusal instanceof PreauthRefused ? { data: refusal.methods } : {};
  const error = { now: realm.now(), code, realm: told, service: service.der, text, ...data };
  return encodeKrbError({ ...error, client: client?.der ?? null });
}
