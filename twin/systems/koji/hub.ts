import { decodeCall } from '../../../lib/protocols/xmlrpc/decode.ts';
import { encodeFault, encodeResponse } from '../../../lib/protocols/xmlrpc/encode.ts';
import { XmlRpcError, XmlRpcFault } from '../../../lib/protocols/xmlrpc/value.ts';
import { html, type TwinReply, type TwinRequest, text } from '../../service.ts';
import type { World } from '../../world/types.ts';
import { CODE, unhandled } from './fault.ts';
import { dispatch, KOJI_VERSION } from './methods.ts';

const VERSION = { 'koji-version': KOJI_VERSION };

/** The hub's one address. Whatever it answers itself names its version; what Apache answers does not. */
export function answerHub(world: World, request: TwinRequest): TwinReply {
  if (/^\/kojihub\/ssllogin\/?$/.test(request.path)) {
    return html('<!doctype html><title>401 Unauthorized</title><h1>Unauthorized</h1>', 401, {
      'www-authenticate': 'Negotiate',
    });
  }
  if (request.method !== 'POST') {
    const only = 'This server speaks XML-RPC: it takes POST only.\n';
    return text(only, 405, { ...VERSION, allow: 'POST', 'content-type': 'text/plain' });
  }
  try {
    const { method, params } = decodeCall(request.body.toString('utf8'));
    checkSession(request);
    return xml(encodeResponse(dispatch(world, method, params)));
  } catch (thrown) {
    if (thrown instanceof XmlRpcFault) return xml(encodeFault(thrown.code, thrown.text));
    if (!(thrown instanceof XmlRpcError)) throw thrown;
    return text(`Invalid request: ${thrown.message}\n`, 400, { ...VERSION, 'content-type': 'text/plain' });
  }
}

/** Nobody can log in here, so any session is a wrong one. A query string is taken for one. */
function checkSession({ headers, query }: TwinRequest): void {
  const bad = 'Invalid session or bad credentials';
  if (headers['koji-session-id'] !== undefined) throw new XmlRpcFault(CODE.AUTH, bad);
  const [first] = query;
  if (first === undefined) return;
  const [name, value] = first;
  if (value === '') throw unhandled(`bad query field: '${name}'`);
  for (const field of ['session-id', 'session-key']) {
    if (!query.has(field)) throw new XmlRpcFault(CODE.AUTH, `'${field}' not specified in session args`);
  }
  throw new XmlRpcFault(CODE.AUTH, bad);
}

function xml(body: string): TwinReply {
  return { status: 200, headers: { ...VERSION, 'content-type': 'text/xml' }, body };
}
