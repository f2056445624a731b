import type { CallId } from '../../thresholds/calls.ts';
import { get, type LoadParams, loadParams, post } from '../k6/load-http.ts';
import { type CallTags, recordCall, recordLate, recordNothing } from '../k6/load-metrics.ts';
import * as control from '../k6/run-control.ts';
import type { LoadRequest } from '../load/calls/request.ts';
import { headersOf, loadRequests } from '../load/calls/requests.ts';
import { decodeSetup, type Setup } from '../load/setup.ts';
import { User, type Wire } from '../load/users.ts';

/** Users begin far apart in the order of calls. */
const STRIDE = 97;

let user: User<LoadParams> | null | undefined;

/**
 * One iteration of a load run: one call, and what became of it. What there is to ask for is found before, and all is
 * judged afterwards, by `load-control.ts`.
 */
export function ask(data: unknown): void {
  if (user === undefined) user = userOf(decodeSetup(data));
  // Without anything to ask for, errors end the run within seconds.
  if (user === null) recordNothing();
  else user.ask();
}

/** Null where there is nothing to ask for. */
function userOf({ data, duty }: Setup): User<LoadParams> | null {
  if (data === null || duty.order.length === 0) return null;
  const { addresses, timeoutMs } = duty;
  const tags = new Map<CallId, CallTags>();
  const [together, alone] = [{ together: 'yes' }, { together: 'no' }] as const;
  const wire = {
    paramsOf: (call: CallId) => {
      tags.set(call, { call });
      return loadParams({ call, headers: headersOf(call), read: 'text', timeoutMs });
    },
    requestsOf: (call) => loadRequests(call, data, addresses),
    send: ({ url, body }: LoadRequest, params: LoadParams) =>
      body === null ? get(url, params) : post(url, body, params),
    record: (call, reply, right) => recordCall(tags.get(call) ?? { call }, reply, right),
    recordLate: (isLate, joint) => recordLate(joint ? together : alone, isLate),
    window: control.scenarioName,
    log: control.logLine,
    atTop: () => control.endUnknown('the climb came to its last step'),
  } satisfies Wire<LoadParams>;
  return new User(duty, wire, control.userNumber() * STRIDE);
}
