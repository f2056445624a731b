import type { WireResponse } from '../../k6/ports.ts';
import { insteadOf, isHtml } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { anything, filledText, number, object, type Shaped, ShapeError } from '../../protocols/shape.ts';
import { decodeResponse } from '../../protocols/xmlrpc/decode.ts';
import { XmlRpcError, XmlRpcFault } from '../../protocols/xmlrpc/value.ts';
import { askNegotiated, type KerberosLogin } from '../fas/kerberos.ts';
import { call, callBody, faultFailure, hubUrl, type KojiCall, kojiCall, XML_TYPE } from './client.ts';

/** What a login at the hub gives. The key is a secret: it stays in here. */
const opened = object({ 'session-id': number, 'session-key': filledText });

/** A login at the hub. Its calls go out one after another, as the hub would line them up anyway. */
export interface KojiSession {
  /**
   * One call as the account. It is sent once, under a number that the hub takes once: what a call that got no answer
   * has come to must be asked of the hub.
   */
  call<T>(context: ProbeContext, asked: KojiCall<T>): Promise<T>;
  /** Ends the session at the hub; every later call is refused there. */
  logout(context: ProbeContext): Promise<void>;
}

/** Logs in to the hub by ticket; the hub has to prove itself too. */
export async function openKojiSession(context: ProbeContext, login: KerberosLogin): Promise<KojiSession> {
  const response = await askNegotiated(context, login, `${hubUrl(context)}/ssllogin`, {
    method: 'POST',
    headers: XML_TYPE,
    body: callBody({ method: 'sslLogin', params: [] }),
  });
  return sessionOf(sessionIn(response));
}

/** The session in the answer to a login. Of an answer that may hold a key nothing is quoted. */
function sessionIn(response: WireResponse): Shaped<typeof opened> {
  if (isHtml(response)) throw insteadOf('XML-RPC', response);
  try {
    return opened(decodeResponse(response.text), '');
  } catch (thrown) {
    const { url } = response;
    if (thrown instanceof XmlRpcFault) throw faultFailure(thrown, { text: '', url });
    if (thrown instanceof XmlRpcError) throw wrongAnswer('truncated or malformed XML-RPC', '', url);
    if (thrown instanceof ShapeError) throw wrongAnswer('sslLogin answered without a session', '', url);
    throw thrown;
  }
}

function sessionOf(known: Shaped<typeof opened>): KojiSession {
  let calls = 0;
  let before: Promise<unknown> = Promise.resolve();

  const callAs = <T>(context: ProbeContext, asked: KojiCall<T>): Promise<T> => {
    const headers = {
      'koji-session-id': String(known['session-id']),
      'koji-session-key': known['session-key'],
      'koji-session-callnum': String(calls++),
    };
    const within: ProbeContext = {
      ...context,
      send: (request, timed) =>
        context.send({ ...request, headers: { ...request.headers, ...headers } }, timed),
    };
    const answer = before.then(async () => (await call(within, asked)).data);
    // What becomes of this call is its caller's to handle.
    before = answer.catch(() => undefined);
    return answer;
  };

  return {
    call: callAs,
    logout: async (context) => {
      await callAs(context, kojiCall(anything, 'logout'));
    },
  };
}
