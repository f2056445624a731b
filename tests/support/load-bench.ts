import type { LoadRequest } from '../../lib/load/calls/request.ts';
import { loadRequests } from '../../lib/load/calls/requests.ts';
import { discover, type LoadData } from '../../lib/load/data.ts';
import { withContext } from '../../lib/probe/run.ts';
import { local } from '../../lib/targets/local.ts';
import { CALL_IDS, type CallId } from '../../thresholds/calls.ts';
import { datagrepper } from '../../twin/systems/datagrepper.ts';
import { koji } from '../../twin/systems/koji.ts';
import { createWorld } from '../../twin/world/world.ts';
import { loadReply } from './load-reply.ts';
import { nodeEngine } from './node-engine.ts';
import { NOON } from './probe-bench.ts';
import { type Tamper, twinTransport } from './twin-transport.ts';

let now = NOON;
const world = createWorld({ now: () => now });
const clock = { ...nodeEngine().clock, now: () => now, sleep: () => Promise.resolve() };

/** What is found on the twin at noon, and how many requests that took. */
export async function discovered(
  tamper?: Tamper,
  calls: readonly CallId[] = CALL_IDS,
): Promise<{ readonly data: LoadData; readonly requests: readonly string[] }> {
  now = NOON;
  const requests: string[] = [];
  const twin = twinTransport(world, [koji, datagrepper], tamper);
  const engine = nodeEngine({
    clock,
    transport: (request) => {
      requests.push(String(request.body ?? request.url));
      return twin(request);
    },
  });
  const asker = { id: 'load.discovery', system: 'koji' } as const;
  const data = await withContext(engine, local, asker, (context) => discover(context, calls));
  return { data, requests };
}

/** The requests of a call with what is found on the twin. */
export function requestsOf(id: CallId, data: LoadData): readonly LoadRequest[] {
  const { koji: hub, datagrepper: bus } = local.addresses;
  return loadRequests(id, data, { koji: hub.url, datagrepper: bus.url });
}

/** What the twin answers to a request, in text, `hoursLater` than when its data was found. */
export async function textOf({ url, body }: LoadRequest, hoursLater = 0): Promise<string> {
  now = NOON + hoursLater * 3_600_000;
  const asked = body === null ? ({ method: 'GET' } as const) : ({ method: 'POST', body } as const);
  const response = await twinTransport(world, [koji, datagrepper])({
    url,
    headers: { accept: 'application/json' },
    read: 'text',
    timeoutMs: 1000,
    redirects: 0,
    expect: [200],
    tags: {},
    ...asked,
  });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${response.text}`);
  return response.text;
}

/** What a request says of an answer of this text. */
export function verdictOf(request: LoadRequest, text: string): string | null {
  return request.wrong(loadReply(text));
}
