import { describe, expect, it } from 'vitest';
import { decodeResponse } from '../../lib/protocols/xmlrpc/decode.ts';
import { encodeCall } from '../../lib/protocols/xmlrpc/encode.ts';
import { XmlRpcFault } from '../../lib/protocols/xmlrpc/value.ts';
import type { AddressName } from '../../lib/targets/addresses.ts';
import { createContext } from '../../twin/context.ts';
import type { Interceptor, TwinReply, TwinRequest } from '../../twin/service.ts';
import { datagrepper } from '../../twin/systems/datagrepper.ts';
import { koji } from '../../twin/systems/koji.ts';
import { addressesOf } from '../../twin/twin.ts';
import { clockwork } from '../../twin/world/clockwork.ts';
import {
  after,
  capacity,
  emptyPages,
  faultsIn200,
  loginPage,
  type QueueClock,
  slowHub,
} from './load-faults.ts';

const { world } = clockwork();
const context = createContext({ base: world, addresses: addressesOf(() => 1), scratch: '' });
const SERVICES = { ...koji.services(context), ...datagrepper.services(context) };

/** What a client of the twin gets while this fault is on. */
async function ask(fault: Interceptor, address: AddressName, path: string, body = ''): Promise<TwinReply> {
  const [pathname = '', query = ''] = path.split('?');
  const request: TwinRequest = {
    method: body === '' ? 'GET' : 'POST',
    path: pathname,
    query: new URLSearchParams(query),
    headers: { accept: 'application/json' },
    body: Buffer.from(body),
  };
  const service = SERVICES[address];
  if (service?.kind !== 'http') throw new Error(`no ${address}`);
  return fault(address, request, async () => service.handle(request));
}

const VERSION = encodeCall('getAPIVersion', []);
const hub = (fault: Interceptor): Promise<TwinReply> => ask(fault, 'koji', '/kojihub', VERSION);
const SEARCH = '/datagrepper/v2/search?category=buildsys&delta=3600&rows_per_page=5';
const search = (fault: Interceptor): Promise<TwinReply> => ask(fault, 'datagrepper', SEARCH);

/** A clock that moves on only when told, and then wakes whoever's time has come. */
function virtual() {
  let now = 5_000;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const clock: QueueClock = {
    now: () => now,
    sleep: (ms) => new Promise((resolve) => sleepers.push({ at: now + ms, wake: () => resolve() })),
  };
  const advance = async (ms: number): Promise<void> => {
    const until = now + ms;
    for (;;) {
      const next = sleepers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      now = Math.max(now, next.at);
      sleepers.splice(sleepers.indexOf(next), 1);
      next.wake();
      await settled();
    }
    now = until;
  };
  return { clock, advance, now: () => now };
}

/** Lets everything run that waits for no timer. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('capacity', () => {
  it('serves in order, one after the other, at its rate however fast they come', async () => {
    const { clock, advance, now } = virtual();
    const fault = capacity(100, clock);
    const done: { readonly n: number; readonly asked: number; readonly answered: number }[] = [];
    const start = now();
    // Twice as many as it can serve, half of them to each system.
    for (let n = 0; n < 200; n++) {
      const asked = now();
      void (n % 2 === 0 ? hub(fault) : search(fault)).then(() => done.push({ n, asked, answered: now() }));
      await advance(5);
    }
    expect(now() - start).toBe(1000);
    expect(done).toHaveLength(100);
    await advance(5000);
    expect(done.map(({ n }) => n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect(done.at(-1)?.answered).toBeCloseTo(start + 2000);
    // The backlog grows by half a turn with each request, and so does the wait.
    const waits = done.map(({ asked, answered }) => answered - asked);
    expect(waits[0]).toBeCloseTo(10);
    expect(waits[100]).toBeCloseTo(10 + 100 * 5);
    expect(waits[199]).toBeCloseTo(10 + 199 * 5);
  });

  it('serves below its rate without a queue, and saves up no time in which nobody asks', async () => {
    const { clock, advance, now } = virtual();
    const fault = capacity(400, clock);
    const waits: number[] = [];
    const once = async (): Promise<void> => {
      const asked = now();
      await hub(fault);
      waits.push(now() - asked);
    };
    for (let n = 0; n < 5; n++) {
      void once();
      await advance(1000);
    }
    void once();
    void once();
    await advance(1000);
    expect(waits.map((wait) => Math.round(wait * 1000) / 1000)).toEqual([2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 5]);
  });

  it('keeps its rate on the machine’s own clock', async () => {
    const fault = capacity(400);
    const start = performance.now();
    await Promise.all(Array.from({ length: 80 }, () => hub(fault)));
    // Never faster; how much slower is up to the machine.
    expect(performance.now() - start).toBeGreaterThan(80 * 2.5 - 5);
  });

  it('leaves other systems alone', async () => {
    const { clock } = virtual();
    expect(await ask(capacity(1, clock), 'kojipkgs', '/')).toMatchObject({ status: expect.any(Number) });
  });
});

describe('faults under load', () => {
  it('slows down the hub only', async () => {
    const { clock, advance, now } = virtual();
    const fault = slowHub(700, clock);
    const start = now();
    let answered = 0;
    void hub(fault).then(() => {
      answered = now();
    });
    expect(await search(fault)).toMatchObject({ status: 200 });
    await advance(699);
    expect(answered).toBe(0);
    await advance(1);
    expect(answered - start).toBe(700);
  });

  it('answers the hub’s calls with faults of status 200, and nothing else', async () => {
    const fault = faultsIn200();
    const codes: number[] = [];
    for (let n = 0; n < 3; n++) {
      const reply = await hub(fault);
      expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'text/xml' } });
      try {
        decodeResponse(String(reply.body));
      } catch (thrown) {
        if (thrown instanceof XmlRpcFault) codes.push(thrown.code);
      }
    }
    expect(codes).toEqual([1014, 1000, 1014]);
    expect(await search(fault)).toEqual(await search((_address, _request, next) => next()));
  });

  it('empties pages, not single messages', async () => {
    const fault = emptyPages();
    const [message] = world.messages();
    const page: unknown = JSON.parse(String((await search(fault)).body));
    expect(page).toMatchObject({
      raw_messages: [],
      total: 0,
      pages: 0,
      count: 0,
      arguments: { categories: ['buildsys'], rows_per_page: 5 },
    });
    const raw = await ask(fault, 'datagrepper', '/datagrepper/raw?delta=3600');
    expect(JSON.parse(String(raw.body))).toMatchObject({ total: 0, arguments: { delta: 3600 } });
    const one = await ask(fault, 'datagrepper', `/datagrepper/v2/id?id=${message?.id}`);
    expect(JSON.parse(String(one.body))).toMatchObject({ id: message?.id });
  });

  it('puts a page of HTML before koji and datagrepper', async () => {
    const fault = loginPage();
    for (const reply of [await hub(fault), await search(fault)]) {
      expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      expect(String(reply.body)).toMatch(/^<!doctype html>/);
    }
    const files = await ask(fault, 'kojipkgs', '/');
    expect(String(files.body)).not.toContain('Log in');
  });

  it('begins when it is told to', async () => {
    const fault = after(2, loginPage());
    const first = [await hub(fault), await search(fault)].map(({ body }) => String(body).slice(0, 9));
    expect(first).not.toContain('<!doctype');
    await ask(fault, 'kojipkgs', '/');
    expect(String((await hub(fault)).body)).toMatch(/^<!doctype html>/);
  });
});
