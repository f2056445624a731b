import {
  DerError,
  decodeDer,
  decodeMembers,
  decodeOctets,
  decodeString,
  memberOf,
} from '../../../lib/protocols/kerberos/der.ts';
import { encodeProxyMessage } from '../../../lib/protocols/kerberos/kdc-proxy.ts';
import type { Realm } from '../../accounts/realm.ts';
import { html, type TwinReply, type TwinRequest, text } from '../../service.ts';
import { answerKdc } from './kdc.ts';
import { decodeKdcRequest, type KdcRequest } from './kdc-request.ts';

const MAX_LENGTH = 128 * 1024;

/** kdcproxy 1.1 in front of the twin's KDC. What it cannot decode at all ends in Apache's error page. */
export async function answerKdcProxy(realm: Realm, { method, path, body }: TwinRequest): Promise<TwinReply> {
  if (path !== '/KdcProxy') return apacheError(404, 'Not Found');
  if (method !== 'POST') return text(`Method not allowed (${method}).`, 405);
  if (body.length > MAX_LENGTH) return text('Request entity too large.', 413);
  let framed: Uint8Array;
  let domain: string;
  try {
    const members = decodeMembers(decodeDer(body));
    framed = decodeOctets(memberOf(members, 0, 'kerb-message'));
    domain = decodeString(memberOf(members, 1, 'target-domain'));
  } catch (thrown) {
    if (thrown instanceof DerError) return apacheError(500, 'Internal Server Error');
    throw thrown;
  }
  const message = framed.subarray(4);
  if (framed.length < 4 || Buffer.from(framed).readUInt32BE() !== message.length) {
    return text('Invalid request length.', 400);
  }
  let request: KdcRequest;
  try {
    request = decodeKdcRequest(message);
  } catch (thrown) {
    if (thrown instanceof DerError) return text('Invalid request.', 400);
    throw thrown;
  }
  if (domain !== realm.name) {
    return text(`Can't find remote (${domain} ${request.kind} (${message.length} bytes)).`, 503);
  }
  const reply = encodeProxyMessage({ message: await answerKdc(realm, request), realm: null });
  return { status: 200, headers: { 'content-type': 'application/kerberos' }, body: Buffer.from(reply) };
}

function apacheError(status: number, title: string): TwinReply {
  return html(
    `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<title>${status} ${title}</title><h1>${title}</h1>\n`,
    status,
  );
}
