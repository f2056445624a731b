// koji's getBuild under load, judged by its status alone.
import { loadParams, post } from '../../lib/k6/load-http.ts';
import { recordCall } from '../../lib/k6/load-metrics.ts';
import { encodeCall } from '../../lib/protocols/xmlrpc/encode.ts';
import { addressOf, benchOptions, isPrepared, NVR, XML_TYPE } from './options.ts';

export const options = benchOptions();

const url = addressOf('get-build-ascii');
const params = loadParams({ call: 'koji.getBuild', headers: XML_TYPE, read: 'none', timeoutMs: 10_000 });
const tags = { call: 'koji.getBuild' };

/** The load scenario encodes each request once for each user; here it is done anew each time, unless told so. */
const prepared = isPrepared() ? encodeCall('getBuild', [NVR]) : null;

export default function status(): void {
  const reply = post(url, prepared ?? encodeCall('getBuild', [NVR]), params);
  recordCall(tags, reply, reply.status === 200);
}
