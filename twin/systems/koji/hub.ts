import { decodeCall } from '../../../lib/protocols/xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../../../lib/protocols/xmlrpc/encode.ts';
import { XmlRpcError, XmlRpcFault, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import type { Acceptor } from '../../accounts/acceptor.ts';
import type { Live } from '../../live/live.ts';
import { type TwinReply, type TwinRequest, text } from '../../service.ts';
import { dispatch, KOJI_VERSION } from './methods.ts';
import type { Sessions } from './session.ts';
import { isLoginPath, knownAtLogin, sslLogin } from './session-login.ts';

const VERSION = { 'koji-version': KOJI_VERSION };

/** What the hub stands on. */
export interface Hub {
  readonly live: Live;
  readonly acceptor: Acceptor;
  readonly sessions: Sessions;
}

/** The hub's one address. Whatever it answers itself names its version; what Apache answers does not. */
export async function answerHub(hub: Hub, request: TwinRequest): Promise<TwinReply> {
  if (!isLoginPath(request.path)) return answerXml(hub, request, null);
  const known = await knownAtLogin(hub.acceptor, request);
  if ('refusal' in known) return known.refusal;
  const reply = answerXml(hub, request, known.principal);
  return { ...reply, headers: { ...reply.headers, ...known.headers } };
}

/** `principal` is whom the web server knows; it asks only at the address for logins. */
function answerXml(hub: Hub, request: TwinRequest, principal: string | null): TwinReply {
  if (request.method !== 'POST') {
    const only = 'This server speaks XML-RPC: it takes POST only.\n';
    return text(only, 405, { ...VERSION, allow: 'POST', 'content-type': 'text/plain' });
  }
  try {
    const { method, params } = decodeCall(request.body.toString('utf8'));
    const result =
      method === 'sslLogin'
        ? sslLogin(hub.sessions, principal, request, params)
        : called(hub, request, method, params);
    return xml(encodeResponse(result));
  } catch (thrown) {
    if (thrown instanceof XmlRpcFault) return xml(encodeFault(thrown.code, thrown.text));
    if (!(thrown instanceof XmlRpcError)) throw thrown;
    return text(`Invalid request: ${thrown.message}\n`, 400, { ...VERSION, 'content-type': 'text/plain' });
  }
}

function called(
  { live, sessions }: Hub,
  request: TwinRequest,
  method: string,
  params: readonly XmlRpcValue[],
): XmlRpcValue {
  const caller = sessions.of(request, method);
  return dispatch(live.world, method, params, { live, sessions, caller });
}

function xml(body: string): TwinReply {
  return { status: 200, headers: { ...VERSION, 'content-type': 'text/xml' }, body };
}
