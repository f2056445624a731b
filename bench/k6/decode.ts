// The decoder alone: no requests.
import { decodeResponse } from '../../lib/protocols/xmlrpc/decode.ts';
import { soloOptions, textOfAnswer } from './options.ts';

export const options = soloOptions();

const document = textOfAnswer();

export default function decode(): void {
  const builds = decodeResponse(document);
  if (!Array.isArray(builds) || builds.length < 40) throw new Error('decoded to something else');
}
