import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { twinTransport } from '../../../tests/support/twin-transport.ts';
import { datagrepper } from '../../../twin/systems/datagrepper.ts';
import { createWorld } from '../../../twin/world/world.ts';
import { defineProbe, type ProbeContext } from '../../probe/probe.ts';
import { runProbes } from '../../probe/run.ts';
import { local } from '../../targets/local.ts';
import { newestMessage, recentMessages, search, searchUrl } from './client.ts';

const world = createWorld();

/** Runs a function with the context of a probe, and returns its result and the queries that it sent. */
async function asked<T>(
  run: (context: ProbeContext) => Promise<T>,
): Promise<{ result: T; queries: string[] }> {
  const queries: string[] = [];
  const twin = twinTransport(world, [datagrepper]);
  const engine = nodeEngine({
    transport: (request) => {
      queries.push(request.url.slice(request.url.indexOf('?') + 1));
      return twin(request);
    },
  });
  const results: T[] = [];
  const probe = defineProbe({
    id: 'datagrepper.search.topic',
    question: 'test',
    at: 'datagrepper',
    run: async (context) => {
      results.push(await run(context));
      return { reason: 'done', value: 0, data: null };
    },
  });
  const { findings } = await runProbes(engine, local, [probe]);
  const [result] = results;
  if (result === undefined) throw new Error(findings[0]?.reason);
  return { result, queries };
}

/** The message of the error that a function throws, and the queries that it sent. */
async function refused(run: (context: ProbeContext) => Promise<unknown>) {
  const { result, queries } = await asked((context) =>
    run(context).then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : reason),
    ),
  );
  return { thrown: result, queries };
}

describe('newestMessage', () => {
  it('asks no wider window than it needs', async () => {
    const { result, queries } = await asked((context) =>
      newestMessage(context, { category: 'copr' }, [3600, 86_400]),
    );
    expect(result?.topic).toMatch(/\.copr\./);
    expect(queries).toEqual(['delta=3600&rows_per_page=1&page=1&order=desc&category=copr']);
  });

  it('widens the window while it finds nothing, and then says so', async () => {
    const { result, queries } = await asked((context) =>
      newestMessage(context, { topic: 'no.such' }, [60, 600]),
    );
    expect(result).toBeNull();
    expect(queries.map((query) => query.split('&')[0])).toEqual(['delta=60', 'delta=600']);
  });
});

describe('recentMessages', () => {
  it('returns the newest first', async () => {
    const { result } = await asked((context) => recentMessages(context, 'anything', 3600, 50));
    expect(result).toHaveLength(50);
    const times = result.map(({ at }) => at);
    expect(times).toEqual([...times].sort((one, other) => other - one));
  });
});

describe('searchUrl', () => {
  it('always asks for a window and for as many rows as a page may hold', async () => {
    const { result } = await asked(async (context) =>
      [1, 100].map((rows) => searchUrl(context, { windowSeconds: 60, rows }, 'raw')),
    );
    expect(result.map((url) => /delta=(\d+)&rows_per_page=(\d+)/.exec(url)?.slice(1))).toEqual([
      ['60', '1'],
      ['60', '100'],
    ]);
  });

  it.each([0, -1, 101, 1000, 2.5, Number.NaN])('refuses %s rows, and sends nothing', async (rows) => {
    const { thrown, queries } = await refused((context) => recentMessages(context, 'anything', 60, rows));
    expect(thrown).toBe(`a search for page 1 of ${rows} rows is not asked: a page has 1 to 100`);
    expect(queries).toEqual([]);
  });

  it.each([0, -60, Number.POSITIVE_INFINITY, Number.NaN])(
    'refuses a window of %s s',
    async (windowSeconds) => {
      const { thrown, queries } = await refused((context) => search(context, { windowSeconds, rows: 1 }));
      expect(thrown).toMatch(`a search over ${windowSeconds} s is not asked`);
      expect(queries).toEqual([]);
    },
  );

  it('refuses a page before the first', async () => {
    const { thrown } = await refused((context) => search(context, { windowSeconds: 60, rows: 1, page: 0 }));
    expect(thrown).toMatch('a search for page 0');
  });

  it('escapes what it is given', async () => {
    const { result } = await asked(async (context) =>
      searchUrl(context, { package: 'a&b=c +ü', windowSeconds: 60, rows: 1 }),
    );
    expect(result).toMatch(/package=a%26b%3Dc%20%2B%C3%BC$/);
  });
});

describe('a topic that is left out', () => {
  it('is not among what is found, and is asked for by its name', async () => {
    const of = { category: 'buildsys', windowSeconds: 3600, rows: 100 };
    const all = await asked((context) => search(context, of));
    const topics = all.result.data.raw_messages.map(({ topic }) => topic);
    const without = topics.find((topic) => topic.endsWith('.buildsys.tag')) ?? '';
    const { result, queries } = await asked((context) => search(context, { ...of, without }));
    expect(queries[0]).toContain(`&not_topic=${without}`);
    expect(result.data.raw_messages.length).toBeGreaterThan(0);
    expect(result.data.raw_messages.filter(({ topic }) => topic === without)).toEqual([]);
    expect(result.data.arguments.not_topics).toEqual([without]);
  });
});
