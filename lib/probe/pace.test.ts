import { describe, expect, it } from 'vitest';
import type { Clock, Transport, WireRequest, WireResponse } from '../k6/ports.ts';
import { paced } from './pace.ts';

const NO_TIMINGS = { dns: 0, connect: 0, tls: 0, sending: 0, waiting: 0, receiving: 0, duration: 0 };

function rig(perSecond: number, burst: number) {
  let now = 1_000_000;
  const sent: { readonly url: string; readonly at: number }[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    after: () => () => undefined,
  };
  const transport: Transport = async ({ url }): Promise<WireResponse> => {
    sent.push({ url, at: now });
    return {
      status: 200,
      headers: {},
      text: '',
      bytes: new Uint8Array(0),
      timings: NO_TIMINGS,
      errorCode: 0,
      error: '',
      url,
    };
  };
  const request = (url: string): WireRequest => ({
    ...{
      method: 'GET',
      url,
      headers: {},
      read: 'text',
      timeoutMs: 1000,
      redirects: 0,
      expect: [200],
      tags: {},
    },
  });
  const ask = paced(transport, clock, { perSecond, burst });
  return {
    ask: (url: string) => ask(request(url)),
    sent,
    advance: (ms: number) => {
      now += ms;
    },
    start: now,
  };
}

describe('paced', () => {
  it('lets a burst pass and holds the rest to the rate', async () => {
    const { ask, sent, start } = rig(4, 3);
    for (let n = 0; n < 7; n++) await ask('https://koji.example.org/kojihub');
    expect(sent.map(({ at }) => at - start)).toEqual([0, 0, 0, 250, 500, 750, 1000]);
  });

  it('counts each host and port by itself', async () => {
    const { ask, sent, start } = rig(1, 1);
    for (const host of ['a.example', 'b.example', 'a.example:8443']) await ask(`https://${host}/x`);
    expect(sent.every(({ at }) => at === start)).toBe(true);
  });

  it('saves up no more than one burst', async () => {
    const { ask, sent, start, advance } = rig(2, 2);
    await ask('https://a.example/');
    advance(60_000);
    for (let n = 0; n < 4; n++) await ask('https://a.example/');
    expect(sent.slice(1).map(({ at }) => at - start)).toEqual([60_000, 60_000, 60_500, 61_000]);
  });
});
