import { describe, expect, it } from 'vitest';
import { inContext, traceOf } from '../../../tests/support/trace-bench.ts';
import type { TwinReply, TwinRequest } from '../../../twin/service.ts';
import { clockwork } from '../../../twin/world/clockwork.ts';
import { isRecord } from '../../protocols/shape.ts';
import { bodhiReleases } from '../../systems/bodhi/probes.ts';
import { tagBook } from '../tags.ts';
import { merged } from './bus.ts';
import { checkChoice } from './choice.ts';
import { choose } from './choose.ts';
import { collect } from './collect.ts';
import { join } from './join.ts';
import { outcomeOf } from './states.ts';

const { world } = clockwork();
const MINUTE = 60_000;

describe('merged', () => {
  it('makes one of what overlaps or lies near, and keeps what lies apart', () => {
    const spans = [
      { from: 300 * MINUTE, to: 310 * MINUTE },
      { from: 0, to: 10 * MINUTE },
      { from: 5 * MINUTE, to: 8 * MINUTE },
      { from: 25 * MINUTE, to: 40 * MINUTE },
    ];
    expect(merged(spans)).toEqual([
      { from: 0, to: 40 * MINUTE },
      { from: 300 * MINUTE, to: 310 * MINUTE },
    ]);
    expect(merged([])).toEqual([]);
  });
});

/** Changes the messages on the pages of a search. */
function edited(at: RegExp, change: (message: Record<string, unknown>) => unknown) {
  return (reply: TwinReply, request: TwinRequest): TwinReply => {
    if (!request.path.endsWith('/v2/search') || !at.test(String(request.query))) return reply;
    const page: unknown = JSON.parse(String(reply.body));
    if (!isRecord(page) || !Array.isArray(page.raw_messages)) return reply;
    const raw_messages = page.raw_messages.map((one: unknown) => (isRecord(one) ? change(one) : one));
    return { ...reply, body: JSON.stringify({ ...page, raw_messages }) };
  };
}

describe('reading the bus', () => {
  it('asks each package once for all its messages, and for no signature', async () => {
    const { asked, traces } = await traceOf(world, { PW_COUNT: '20' });
    const searches = asked.map(({ url }) => url).filter((url) => url.includes('/v2/search'));
    const name = traces.find(({ kind }) => kind === 'epel')?.package ?? '';
    const own = searches.filter((url) => url.includes(`&package=${encodeURIComponent(name)}&`));
    expect(own.filter((url) => url.includes('not_topic='))).toHaveLength(1);
    for (const url of searches) expect(url).toMatch(/[?&](?:package|category|topic)=/);
    for (const url of own) if (!url.includes('category=')) expect(url).toContain('buildsys.rpm.sign');
  });

  it('leaves a message of another shape, and says so once for its topic', async () => {
    const broken = edited(/package=/, (message) =>
      String(message.topic).endsWith('buildsys.tag') ? { ...message, body: { tag: 5 } } : message,
    );
    const { notes, traces, verdict } = await traceOf(world, { PW_COUNT: '20' }, broken);
    const said = notes.filter((note) => note.includes('buildsys.tag has a message of another shape'));
    expect(said).toHaveLength(1);
    expect(verdict).not.toBe('failed');
    expect(traces[0]?.missing).toContain('message buildsys.tag (tagged as candidate, or in its side tag)');
  });

  it('finds everything missing where all messages are lost', async () => {
    const lost = (reply: TwinReply, request: TwinRequest): TwinReply => {
      if (!request.path.endsWith('/v2/search') || !request.query.has('package')) return reply;
      const page: unknown = JSON.parse(String(reply.body));
      const none = { raw_messages: [], count: 0, total: 0, pages: 0 };
      return { ...reply, body: JSON.stringify({ ...(isRecord(page) ? page : {}), ...none }) };
    };
    const { traces } = await traceOf(world, { PW_COUNT: '20' }, lost);
    for (const { missing, stages } of traces) {
      expect(missing).toContain('message buildsys.build.state.change (built)');
      expect(missing).toContain('message pagure.git.receive (pushed)');
      expect(stages.find(({ stage }) => stage === 'build.start')?.state).toBe('unrecorded');
      expect(stages.find(({ stage }) => stage === 'build.run')?.state).toBe('passed');
    }
  });

  it('says that it read too little, and then takes nothing that it has not read for missing or stuck', async () => {
    await inContext(world, async (context) => {
      const { data: releases } = await bodhiReleases.run(context);
      const traced = await choose(context, checkChoice({ PW_COUNT: '20' }), releases);
      const records = await collect(context, traced, { bus: 'packages', pages: 6, decisions: false });
      expect(records.notes.join()).toMatch(/datagrepper: \d+ windows hold more messages than were read/);
      expect(records.cut.size).toBeGreaterThan(5);
      expect(records.ciWhole).toBe(false);
      const joined = join(context, traced, records, tagBook(releases));
      const unheard = joined.filter(({ heard }) => !heard).map((one) => outcomeOf(one, context));
      expect(unheard.length).toBeGreaterThan(5);
      expect(unheard.flatMap(({ missing }) => missing)).toEqual([]);
      expect(unheard.filter(({ stuck }) => stuck !== null)).toEqual([]);
    });
  });
});
