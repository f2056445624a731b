// koji's getBuild under load: no fault, and the value of one member, without decoding.
import { loadParams, post } from '../../lib/k6/load-http.ts';
import { recordCall } from '../../lib/k6/load-metrics.ts';
import { encodeCall } from '../../lib/protocols/xmlrpc/encode.ts';
import { isWhole, memberLiteral } from '../../lib/protocols/xmlrpc/lazy.ts';
import { addressOf, benchOptions, isPrepared, NVR, servedAnswer, XML_TYPE } from './options.ts';

export const options = benchOptions();

const url = addressOf(servedAnswer());
const params = loadParams({ call: 'koji.getBuild', headers: XML_TYPE, read: 'text', timeoutMs: 10_000 });
const tags = { call: 'koji.getBuild' };
/** How an answer that tells of this build spells it. */
const wanted = memberLiteral('nvr', NVR);

/** The load scenario encodes each request once for each user; here it is done anew each time, unless told so. */
const prepared = isPrepared() ? encodeCall('getBuild', [NVR]) : null;

export default function lazy(): void {
  const reply = post(url, prepared ?? encodeCall('getBuild', [NVR]), params);
  const body = reply.body;
  const right = reply.status === 200 && typeof body === 'string' && isWhole(body) && body.includes(wanted);
  recordCall(tags, reply, right);
  if (!right) throw new Error('another answer than asked for');
}
