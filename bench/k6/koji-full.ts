// koji's getBuild, decoded in full and checked by its shape.
import { loadParams, post } from '../../lib/k6/load-http.ts';
import { recordCall } from '../../lib/k6/load-metrics.ts';
import { decodeResponse } from '../../lib/protocols/xmlrpc/decode.ts';
import { encodeCall } from '../../lib/protocols/xmlrpc/encode.ts';
import { build } from '../../lib/systems/koji/schema.ts';
import { addressOf, benchOptions, NVR, servedAnswer, XML_TYPE } from './options.ts';

export const options = benchOptions();

const url = addressOf(servedAnswer());
const params = loadParams({ call: 'koji.getBuild', headers: XML_TYPE, read: 'text', timeoutMs: 10_000 });
const tags = { call: 'koji.getBuild' };

export default function full(): void {
  const reply = post(url, encodeCall('getBuild', [NVR]), params);
  const body = reply.body;
  const right =
    reply.status === 200 && typeof body === 'string' && build(decodeResponse(body), 'getBuild').nvr === NVR;
  recordCall(tags, reply, right);
  if (!right) throw new Error('another answer than asked for');
}
