import { describe, expect, it } from 'vitest';
import type { StageId } from '../../../thresholds/stages.ts';
import { distribution } from './distribution.ts';
import { judgeStages, type Past } from './judge.ts';
import type { StageOfTrace, TraceOutcome } from './outcome.ts';

const MINUTE = 60;
const HOUR = 3600;

describe('distribution', () => {
  it.each([
    [[], { count: 0, p50: null, p90: null, p99: null }],
    [[7], { count: 1, p50: 7, p90: 7, p99: 7 }],
    [[2, 1], { count: 2, p50: 1, p90: 2, p99: 2 }],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], { count: 10, p50: 5, p90: 9, p99: 10 }],
    [Array.from({ length: 200 }, (_, at) => at + 1), { count: 200, p50: 100, p90: 180, p99: 198 }],
  ])('%j by nearest rank', (seconds, figures) => {
    expect(distribution(seconds)).toEqual(figures);
  });
});

type Row = readonly [StageOfTrace['state'], number | null];

function traceWith(stage: StageId, [state, seconds]: Row, at: number): TraceOutcome {
  const moment = { at: 0, record: 'koji', url: `https://koji.example/${at}` } as const;
  return {
    nvr: `a-${at}-1.fc46`,
    package: 'a',
    release: 'F46',
    kind: 'rawhide',
    sideTag: false,
    update: null,
    milestones: {},
    stages: [{ stage, state, from: moment, to: state === 'passed' ? moment : null, seconds }],
    stuck: null,
    missing: [],
  };
}

function judged(stage: StageId, rows: readonly Row[], past: Past = 'no history') {
  const traces = rows.map((row, at) => traceWith(stage, row, at));
  const found = judgeStages(traces, new Map([[stage, past]])).find((one) => one.stage === stage);
  if (found === undefined) throw new Error(`no ${stage}`);
  return found;
}

const passed = (...seconds: readonly number[]): readonly Row[] => seconds.map((one): Row => ['passed', one]);
const usual = (p90: number): Past => ({ count: 40, p50: p90 / 2, p90, p99: p90 });

describe('judgeStages', () => {
  it('is ok within the objective, and says the slowest with its page', () => {
    expect(judged('sign.build', passed(60, 90, 30))).toMatchObject({
      verdict: 'ok',
      count: 3,
      p50: 60,
      p90: 90,
      warn: 15 * MINUTE,
      limit: HOUR,
      slowest: { nvr: 'a-1-1.fc46', seconds: 90, url: 'https://koji.example/1' },
      usual: null,
      slower: null,
      reason: '90 % of 3 within 2 min (15 min, 60 min at most); no history',
    });
  });

  it('is degraded past the first limit, failed past the second', () => {
    expect(judged('sign.build', passed(16 * MINUTE)).verdict).toBe('degraded');
    expect(judged('sign.build', passed(HOUR + 1)).verdict).toBe('failed');
  });

  it('takes no single slow one for all', () => {
    const fast = Array.from({ length: 9 }, () => 60);
    expect(judged('sign.build', passed(...fast, 2 * HOUR))).toMatchObject({
      verdict: 'ok',
      p90: 60,
      p99: 2 * HOUR,
    });
  });

  it('never fails for what a person decides', () => {
    expect(judged('pr.merge', passed(90 * 86_400)).verdict).toBe('degraded');
    expect(judged('pr.merge', [['waiting', 90 * 86_400]]).verdict).toBe('degraded');
  });

  it('fails for one that is stuck, whatever the others did', () => {
    const rows: readonly Row[] = [...passed(60, 60, 60), ['stuck', 3 * HOUR]];
    expect(judged('sign.build', rows)).toMatchObject({
      verdict: 'failed',
      stuck: 1,
      reason: expect.stringMatching(/^1 stuck, the longest for 3 h \(15 min, 60 min at most\); 90 % of 3/),
    });
  });

  it('is degraded for one that waits longer than the first limit', () => {
    expect(judged('sign.build', [...passed(60), ['waiting', 20 * MINUTE]]).verdict).toBe('degraded');
    expect(judged('sign.build', [...passed(60), ['waiting', MINUTE]]).verdict).toBe('ok');
  });

  it('is skipped where nobody needed it', () => {
    expect(judged('gate.waive', [['not reached', null]])).toMatchObject({
      verdict: 'skipped',
      reason: 'none in this sample',
    });
    expect(judged('gate.waive', [])).toMatchObject({ verdict: 'skipped', reason: 'none in this sample' });
  });

  it.each(['unrecorded', 'unknown'] as const)('is unknown where all that had to pass are %s', (state) => {
    expect(judged('sign.build', [[state, null]])).toMatchObject({ verdict: 'unknown', count: 0 });
    expect(judged('sign.build', [[state, null], ...passed(60)])).toMatchObject({ verdict: 'ok', count: 1 });
  });

  it('has nothing to say of an unrecorded stage that only some need', () => {
    expect(judged('ci.error', [['unrecorded', null]])).toMatchObject({
      verdict: 'skipped',
      reason: '1 came through, of which a record is missing',
    });
  });

  it('is degraded when it takes more than three times as long as usual', () => {
    const slow = judged('ci.run', passed(40 * MINUTE), usual(10 * MINUTE));
    expect(slow).toMatchObject({ verdict: 'degraded', slower: 4 });
    expect(slow.reason).toContain('usually 10 min, 4.0 times as long now');
    expect(judged('ci.run', passed(29 * MINUTE), usual(10 * MINUTE))).toMatchObject({ verdict: 'ok' });
  });

  it('does not mind seconds, however many times as long', () => {
    expect(judged('sign.build', passed(290), usual(10))).toMatchObject({ verdict: 'ok', slower: 29 });
    expect(judged('sign.build', passed(310), usual(10)).verdict).toBe('degraded');
  });

  it('lets the objective decide alone where something fails it as usual', () => {
    expect(judged('sign.build', passed(2 * HOUR), usual(2 * HOUR))).toMatchObject({
      verdict: 'failed',
      slower: 1,
    });
  });
});
