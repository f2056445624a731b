import type { CallId } from '../../../thresholds/calls.ts';
import { ACCEPT_JSON } from '../../systems/datagrepper/client.ts';
import { XML_TYPE } from '../../systems/koji/client.ts';
import type { LoadData } from '../found.ts';
import { DATAGREPPER_CALLS } from './datagrepper.ts';
import { KOJI_CALLS } from './koji.ts';
import type { LoadCall, LoadRequest } from './request.ts';

const CALLS: Readonly<Record<CallId, LoadCall>> = { ...KOJI_CALLS, ...DATAGREPPER_CALLS };

/** All different requests of one call, to be sent in turn; none where the target has nothing to ask it for. */
export function loadRequests(
  id: CallId,
  data: LoadData,
  addresses: { readonly koji: string | null; readonly datagrepper: string | null },
): readonly LoadRequest[] {
  const url = addresses[isOfKoji(id) ? 'koji' : 'datagrepper'];
  return url === null ? [] : CALLS[id].requests(data, url);
}

/** What was not found and had to be for a call that has no requests, in words. */
export function whyLeftOut(id: CallId): string {
  return `needs ${CALLS[id].needs}, and none was found`;
}

/** The headers of a call's requests. */
export function headersOf(id: CallId): Readonly<Record<string, string>> {
  return isOfKoji(id) ? XML_TYPE : ACCEPT_JSON;
}

function isOfKoji(id: CallId): boolean {
  return id.startsWith('koji.');
}
