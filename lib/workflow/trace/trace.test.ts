import { describe, expect, it } from 'vitest';
import { traceOf } from '../../../tests/support/trace-bench.ts';
import { type Span, type Spans, trueStages } from '../../../tests/support/trace-stages.ts';
import { STAGE_IDS } from '../../../thresholds/stages.ts';
import { disordered } from '../../../twin/disorder.ts';
import { clockwork, NOON } from '../../../twin/world/clockwork.ts';
import type { StageOfTrace, TraceOutcome } from './outcome.ts';

const { world } = clockwork();
/** Messages carry whole seconds, at both ends of a stage. */
const ROUNDING = 1.5;
const HOUR = 3_600_000;

const truths = new Map<string, Spans>();

function truthOf(nvr: string): Spans {
  const known = truths.get(nvr) ?? trueStages(world, nvr, NOON);
  truths.set(nvr, known);
  return known;
}

function durationOf([from, to]: Span): number | null {
  return from === null ? null : ((to ?? NOON) - from) / 1000;
}

/** In words, where a stage does not say what is true; null where it does. */
function wrong({ nvr }: TraceOutcome, row: StageOfTrace, span: Span): string | null {
  const [from, to] = span;
  const state = from === null ? 'not reached' : to === null ? 'waiting' : 'passed';
  const seconds = durationOf(span);
  const near = seconds === null ? row.seconds === null : Math.abs((row.seconds ?? -9) - seconds) < ROUNDING;
  if (state === row.state && near) return null;
  return `${nvr} ${row.stage}: ${row.state} ${row.seconds}, in truth ${state} ${seconds}`;
}

function compared(traces: readonly TraceOutcome[]) {
  return traces.flatMap((one) => {
    const truth = truthOf(one.nvr);
    return one.stages.map((row) => {
      const span = truth[row.stage] ?? [null, null];
      return { one, row, span, wrong: wrong(one, row, span) };
    });
  });
}

describe('a trace of fifty packages', () => {
  const run = traceOf(world);

  it('takes builds of every kind, finished and under way', async () => {
    const { traces } = await run;
    const of = (test: (one: TraceOutcome) => boolean): number => traces.filter(test).length;
    expect(traces).toHaveLength(50);
    expect(new Set(traces.map(({ nvr }) => nvr)).size).toBe(50);
    expect(new Set(traces.filter(({ sideTag }) => sideTag).map(({ update }) => update)).size).toBeGreaterThan(
      4,
    );
    expect(of(({ kind }) => kind === 'epel')).toBeGreaterThan(4);
    expect(of(({ kind, sideTag }) => kind === 'stable' && !sideTag)).toBeGreaterThan(4);
    expect(of(({ kind, sideTag }) => kind === 'rawhide' && !sideTag)).toBeGreaterThan(4);
    expect(of(({ milestones }) => milestones.stable !== undefined)).toBeGreaterThan(25);
    expect(of(({ milestones }) => milestones.stable === undefined)).toBeGreaterThan(4);
    expect(of(({ milestones }) => milestones['request-opened'] !== undefined)).toBeGreaterThan(0);
  });

  it('says of each stage what is true', async () => {
    const all = compared((await run).traces);
    expect(all.flatMap((one) => one.wrong ?? [])).toEqual([]);
    expect(all.filter(({ row }) => row.state === 'passed').length).toBeGreaterThan(500);
  });

  it('gives the figures of each stage that follow from the twin’s own state', async () => {
    const { stages, traces } = await run;
    expect(stages.map(({ stage }) => stage)).toEqual(STAGE_IDS);
    for (const { stage, count, p50, p90, p99 } of stages) {
      const spans = traces.map(({ nvr }) => truthOf(nvr)[stage] ?? [null, null]);
      const took = spans
        .flatMap(([from, to]) => (from === null || to === null ? [] : [(to - from) / 1000]))
        .sort((one, other) => one - other);
      expect(count, stage).toBe(took.length);
      // The nearest rank, counted here anew: the least value that so many per cent do not exceed.
      const rank = (percent: number) => took[Math.ceil((percent * took.length) / 100) - 1] ?? null;
      for (const [own, other] of [
        [p50, rank(50)],
        [p90, rank(90)],
        [p99, rank(99)],
      ] as const) {
        if (other === null || own === null) expect(own, stage).toBe(other);
        else expect(Math.abs(own - other), stage).toBeLessThan(ROUNDING);
      }
    }
  });

  it('is well, misses nothing, and asks little', async () => {
    const { verdict, traces, stages, notes, requests, asked } = await run;
    expect(stages.filter((one) => one.verdict === 'failed' || one.verdict === 'unknown')).toEqual([]);
    expect(['ok', 'degraded']).toContain(verdict);
    expect(traces.flatMap(({ missing }) => missing)).toEqual([]);
    expect(notes).toEqual([]);
    expect(requests).toBe(asked.length);
    expect(requests).toBeLessThan(300);
  });

  it('compares with the same hours of the last four weeks, and says where it cannot', async () => {
    const { stages } = await run;
    const of = (id: string) => stages.find(({ stage }) => stage === id);
    expect(of('build.run')?.usual?.count).toBeGreaterThan(50);
    expect(of('build.run')?.slower).toBeGreaterThan(0.5);
    expect(of('build.run')?.slower).toBeLessThan(2);
    expect(of('ci.run')?.usual?.count).toBeGreaterThan(30);
    expect(of('push.stable')?.usual?.count).toBeGreaterThan(5);
    expect(of('push.rest')).toMatchObject({ usual: null, slower: null });
    expect(of('push.rest')?.reason).toContain('no history: only 0 in the same hours of the last four weeks');
  });

  it('answers what people asked', async () => {
    const { answers } = await run;
    expect(answers.map(({ question }) => question)).toEqual([
      'How long does a build of this package take?',
      'Is the system slower than normal?',
      'How many builders are there for each architecture?',
      'How many builds and tests wait, and for how long?',
      'How often does gating fail, and where?',
    ]);
    expect(answers[0]?.rows.length).toBeGreaterThan(30);
    expect(answers[2]?.rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['aarch64', 's390x', 'x86_64']),
    );
  });
});

describe.each([1, 2, 3, 4])('with a bus that loses, doubles and delays (seed %i)', (seed) => {
  const ailing = disordered(world, { drop: 0.05, duplicate: 0.05, late: 0.05, latestMs: HOUR, seed });

  it('is right, or says what is missing', async () => {
    const { traces } = await traceOf(ailing);
    const all = compared(traces);
    const silent = all.filter((each) => {
      if (each.wrong === null) return false;
      const { row, one, span } = each;
      const [, to] = span;
      // It came through, and what would tell when is named.
      if (row.state === 'unrecorded' || row.state === 'unknown') return one.missing.length === 0;
      // A message may be an hour late: nobody can know of it until then.
      return row.state !== 'waiting' || to === null || NOON - to > HOUR;
    });
    expect(silent.map((one) => one.wrong)).toEqual([]);
    const right = all.filter(({ row, wrong: words }) => row.state === 'passed' && words === null).length;
    expect(right).toBeGreaterThan(450);
    expect(traces.filter(({ stuck }) => stuck !== null)).toEqual([]);
  });
});
