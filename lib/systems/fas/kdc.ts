import type { WireResponse } from '../../k6/ports.ts';
import { ask, insteadOf, isHtml } from '../../probe/ask.ts';
import { ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { DerError } from '../../protocols/kerberos/der.ts';
import { errorName } from '../../protocols/kerberos/errors.ts';
import { decodeProxyMessage, encodeProxyMessage } from '../../protocols/kerberos/kdc-proxy.ts';
import { decodeKdcReply, encodeAsRequest, type KdcReply } from '../../protocols/kerberos/messages.ts';

/** Nobody's account: being unknown to the KDC needs no secret, locks nobody out, and still asks its database. */
export const PRINCIPAL = 'k6-packager-workflow-probe';
/** KdcProxy tries a dead KDC for 17 s before it says so. */
const TIMEOUT_MS = 25_000;
/** As long as a ticket lives: wrong clocks must not make the request look like one of the past. */
const LIFETIME_MS = 24 * 3_600_000;
/** Errors of a healthy KDC: principal unknown, and proof of identity required. */
const HEALTHY: readonly number[] = [6, 25];
/** How a KdcProxy begins to say that it reached no KDC, or knows of none for the realm. */
const NO_REMOTE = /^(?:Remote unavailable|Can't find remote)/;

export interface Exchange {
  readonly reply: KdcReply;
  /** The middle of the exchange by our clock, in milliseconds since the epoch, and how long it took. */
  readonly middle: number;
  readonly duration: number;
}

/** One AS-REQ through the KdcProxy; returns only a healthy KDC's answer. */
export async function askKdc(context: ProbeContext): Promise<Exchange> {
  const { realm } = context.target;
  const url = context.address('fas-kdc');
  const message = encodeAsRequest({
    realm,
    client: PRINCIPAL,
    till: context.now() + LIFETIME_MS,
    nonce: context.nonce(),
  });
  const response = await throughProxy(context, message, realm);
  const { duration } = response.timings;
  const middle = context.now() - duration / 2;
  const reply = inKerberos(response, decodeKdcReply);
  if (reply.realm !== realm)
    throw wrongAnswer(`answer of the realm ${reply.realm}, expected ${realm}`, '', url);
  if (reply.kind === 'error' && !HEALTHY.includes(reply.code)) {
    throw wrongAnswer(`the KDC answers error ${errorName(reply.code)}`, reply.text, url);
  }
  return { reply, middle, duration };
}

/** One message through the KdcProxy to a KDC of the realm; the answer is no page, but may be anything else. */
export async function throughProxy(
  context: ProbeContext,
  message: Uint8Array,
  realm: string,
): Promise<WireResponse> {
  const response = await ask(context, context.address('fas-kdc'), {
    method: 'POST',
    headers: { 'content-type': 'application/kerberos' },
    body: encodeProxyMessage({ message, realm }),
    read: 'bytes',
    timeoutMs: TIMEOUT_MS,
  }).catch(throwInWords);
  if (isHtml(response)) throw insteadOf('a Kerberos message', response);
  return response;
}

/** What the message in the proxy's answer holds; a wrong answer where there is none. */
export function inKerberos<T>({ bytes, url }: WireResponse, decode: (message: Uint8Array) => T): T {
  if (bytes.length === 0) throw wrongAnswer('an empty body instead of a Kerberos message', '', url);
  try {
    return decode(decodeProxyMessage(bytes).message);
  } catch (thrown) {
    if (thrown instanceof DerError) throw wrongAnswer(`no Kerberos message: ${thrown.message}`, '', url);
    throw thrown;
  }
}

/** KdcProxy's own word for a dead KDC; not asked again, as each time takes it 17 s. */
function throwInWords(thrown: unknown): never {
  if (!(thrown instanceof ProbeFailure)) throw thrown;
  const { evidence = '', reason } = thrown.details;
  if (!NO_REMOTE.test(evidence)) throw thrown;
  const what = evidence.startsWith('Remote')
    ? 'KdcProxy reaches no KDC'
    : 'KdcProxy knows no KDC of the realm';
  throw new ProbeFailure({ ...thrown.details, reason: `${reason}: ${what}`, transient: false });
}
