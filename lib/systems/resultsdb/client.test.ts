import { describe, expect, it } from 'vitest';
import { inContext } from '../../../tests/support/trace-bench.ts';
import { clockwork } from '../../../twin/world/clockwork.ts';
import { resultsOf } from './client.ts';

const { world } = clockwork();
const tested = world.testRuns().filter(({ recordedAt }) => recordedAt !== null && recordedAt < world.now());
const nvrs = [...new Set(tested.slice(-60).flatMap(({ buildId }) => world.build(buildId)?.nvr ?? []))];

describe('resultsOf', () => {
  it('gives every result of all items, with the page of its run', async () => {
    const { results, whole } = await inContext(world, (context) => resultsOf(context, nvrs.slice(0, 8), 2));
    const ids = nvrs.slice(0, 8).map((nvr) => world.build(nvr)?.id);
    const truth = tested.filter(({ buildId }) => ids.includes(buildId));
    expect(new Set(results.map(({ id }) => id))).toEqual(new Set(truth.map(({ id }) => id)));
    expect(new Set(results.map(({ ref_url }) => ref_url))).toEqual(
      new Set(truth.map(({ runUrl }) => runUrl)),
    );
    expect(whole).toBe(true);
  });

  it('may find none', async () => {
    const found = await inContext(world, (context) => resultsOf(context, ['no-1-1'], 2));
    expect(found).toEqual({ results: [], whole: true });
  });

  it('says that there is more than it may read', async () => {
    const more = (reply: { readonly status: number; readonly body?: string | Uint8Array }) => ({
      ...reply,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...JSON.parse(String(reply.body)), next: 'https://resultsdb.example/next' }),
    });
    const asked: { url: string }[] = [];
    const found = await inContext(
      world,
      (context) => resultsOf(context, nvrs.slice(0, 1), 3),
      [],
      (reply, request) => {
        asked.push({ url: String(request.query) });
        return more(reply);
      },
    );
    expect(found.whole).toBe(false);
    expect(asked).toHaveLength(3);
  });

  it('refuses the result of something else', async () => {
    const [own = '', other = ''] = nvrs;
    const tampered = inContext(
      world,
      (context) => resultsOf(context, [own], 1),
      [],
      (reply) => ({
        ...reply,
        body: String(reply.body).replaceAll(own, other),
      }),
    );
    await expect(tampered).rejects.toThrow(/^result \d+ is of none of the items asked for$/);
  });
});
