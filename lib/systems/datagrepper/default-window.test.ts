import { describe, expect, it } from 'vitest';
import { bench, CHALLENGE, FAULTS } from '../../../tests/support/probe-bench.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import { defaultWindowProbes } from './default-window.ts';

const ID = 'datagrepper.search.default';
const { one, asked } = bench([datagrepper], defaultWindowProbes);

const changed =
  (change: (window: Record<string, number>) => object) => (reply: { body?: string | Buffer }) => {
    const page = JSON.parse(String(reply.body));
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...page, arguments: { ...page.arguments, ...change(page.arguments) } }),
    };
  };

describe(ID, () => {
  it('names no window, and finds that of a day', async () => {
    const found = await one(ID);
    expect(found).toMatchObject({
      verdict: 'ok',
      reason: expect.stringMatching(/^a day, with \d+ messages of /),
    });
    expect(asked.at(-1)?.url).not.toMatch(/delta|start|end=/);
  });

  it('sees a default of an hour', async () => {
    const hour = changed(({ end = 0 }) => ({ delta: 3600, start: end - 3600 }));
    expect(await one(ID, hour)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('covers 60 min, not a day'),
    });
  });

  it('sees a window that is not as wide as it says', async () => {
    const narrow = changed(({ end = 0 }) => ({ start: end - 3600 }));
    expect(await one(ID, narrow)).toMatchObject({
      verdict: 'failed',
      reason: 'a window of 3600 s, asked 86400',
    });
  });

  it.each(Object.entries(FAULTS))('does not take %s for health', async (_what, change) => {
    expect((await one(ID, change)).verdict).toBe('failed');
  });

  it('does not judge a challenge page', async () => {
    expect((await one(ID, () => CHALLENGE)).verdict).toBe('unknown');
  });
});
