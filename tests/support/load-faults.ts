import { isRecord } from '../../lib/protocols/shape.ts';
import { encodeFault } from '../../lib/protocols/xmlrpc/encode.ts';
import type { AddressName } from '../../lib/targets/addresses.ts';
import { html, type Interceptor, type TwinReply, type TwinRequest } from '../../twin/service.ts';

/** What a queue needs to know of time; tests have one of their own. */
export interface QueueClock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const wallClock: QueueClock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * One queue over koji and datagrepper, whose single server takes exactly as many requests a second. Latency grows as
 * the backlog does. Each request is given the absolute moment at which it is done, so that the errors of timers do not
 * add up.
 */
export function capacity(perSecond: number, clock: QueueClock = wallClock): Interceptor {
  const interval = 1000 / perSecond;
  let free = 0;
  return async (address, _request, next) => {
    if (!loaded(address)) return next();
    const now = clock.now();
    free = Math.max(now, free) + interval;
    await clock.sleep(free - now);
    return next();
  };
}

/** The hub thinks for as long before each answer, however few ask. */
export function slowHub(ms: number, clock: QueueClock = wallClock): Interceptor {
  return async (address, request, next) => {
    if (isHub(address, request)) await clock.sleep(ms);
    return next();
  };
}

const FAULTS = [
  [1014, 'database outage'],
  [1000, 'the hub met an error that it did not expect'],
] as const;

/** Every call of the hub ends in a fault, with status 200 as koji sends it: in turn *offline* and a general one. */
export function faultsIn200(): Interceptor {
  let turn = 0;
  return async (address, request, next) => {
    const reply = await next();
    if (!isHub(address, request)) return reply;
    const [code, words] = FAULTS[turn++ % 2 === 0 ? 0 : 1];
    return { ...reply, status: 200, body: encodeFault(code, words) };
  };
}

/** Every search of datagrepper finds nothing, and says so in good order. */
export function emptyPages(): Interceptor {
  return async (address, { path }, next) => {
    const reply = await next();
    return address === 'datagrepper' && /\/(?:raw|v2\/search)\/?$/.test(path) ? emptied(reply) : reply;
  };
}

function emptied(reply: TwinReply): TwinReply {
  const page: unknown = JSON.parse(String(reply.body));
  if (!isRecord(page)) throw new Error('a search of the twin was answered with no object');
  return { ...reply, body: JSON.stringify({ ...page, raw_messages: [], total: 0, pages: 0, count: 0 }) };
}

/** Somebody put a login in front of koji and datagrepper: a page with status 200 for whatever is asked. */
export function loginPage(): Interceptor {
  return async (address, _request, next) =>
    loaded(address)
      ? html('<!doctype html><title>Log in</title><form method=post><input name=password></form>')
      : next();
}

/** A fault that begins after so many requests to koji and datagrepper: what a run discovers first is still well. */
export function after(requests: number, fault: Interceptor): Interceptor {
  let seen = 0;
  return (address, request, next) => {
    if (!loaded(address)) return next();
    seen += 1;
    return seen > requests ? fault(address, request, next) : next();
  };
}

/** The systems that a load run asks. */
function loaded(address: AddressName): boolean {
  return address === 'koji' || address === 'datagrepper';
}

function isHub(address: AddressName, { path }: TwinRequest): boolean {
  return address === 'koji' && /^\/kojihub(?:\/|$)/.test(path);
}
