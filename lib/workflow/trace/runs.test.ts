import { describe, expect, it } from 'vitest';
import type { LinkedResult } from '../../systems/resultsdb/client.ts';
import { type Links, type RunStep, type TestEvent, testRuns } from './runs.ts';

const TIER = 'fedora-ci.koji-build.tier0.functional';
const links: Links = {
  message: ({ id, at }) => ({ at, record: 'message', url: id }),
  result: ({ id, submit_time }) => ({ at: submit_time, record: 'resultsdb', url: String(id) }),
};

const common = {
  package: 'a',
  nvr: 'a-1-1.fc46',
  taskId: 5,
  scratch: false,
  user: null,
  testcase: TIER,
  pipeline: null,
} as const;

function said(step: 'queued' | 'running', run: string, at: number, more: Partial<TestEvent> = {}): TestEvent {
  const kind = `ci.koji-build.test.${step}` as const;
  const event = { ...common, kind, at, id: `${step} ${run}`, run, url: `https://ci.example/${run}` };
  return { ...event, scratch: more.scratch ?? false };
}

function complete(run: string, at: number): TestEvent {
  const url = `https://ci.example/${run}`;
  return {
    ...common,
    kind: 'ci.koji-build.test.complete',
    at,
    id: `complete ${run}`,
    run,
    url,
    outcome: 'passed',
  };
}

function broke(run: string, at: number): TestEvent {
  const url = `https://ci.example/${run}`;
  return { ...common, kind: 'ci.koji-build.test.error', at, id: `error ${run}`, run, url, reason: null };
}

function result(submit_time: number, ref_url: string | null, outcome = 'PASSED', name = TIER): LinkedResult {
  return {
    id: submit_time,
    testcase: { name },
    outcome,
    submit_time,
    ref_url,
    data: { item: ['a-1-1.fc46'] },
  };
}

function steps(events: readonly TestEvent[], results: readonly LinkedResult[] = []) {
  return testRuns(events, results, links).map((run) => {
    const at = (step: RunStep): number | null => run.steps[step]?.at ?? null;
    return [at('queued'), at('running'), at('complete'), at('error'), at('result')];
  });
}

describe('testRuns', () => {
  it('joins the messages of a run by its id, in whatever order they come', () => {
    const events = [
      complete('1', 30),
      said('queued', '2', 11),
      said('running', '1', 20),
      said('queued', '1', 10),
    ];
    expect(steps(events)).toEqual([
      [10, 20, 30, null, null],
      [11, null, null, null, null],
    ]);
  });

  it('takes the first of a message that came twice', () => {
    expect(steps([said('queued', '1', 12), said('queued', '1', 10)])).toEqual([[10, null, null, null, null]]);
  });

  it('leaves scratch builds alone', () => {
    expect(steps([said('queued', '1', 10, { scratch: true })])).toEqual([]);
  });

  it('gives a result to the run whose page it links to', () => {
    const events = [said('queued', '1', 10), broke('1', 15), said('queued', '2', 20), complete('2', 30)];
    const runs = testRuns(events, [result(31, 'https://ci.example/2')], links);
    expect(runs.map(({ outcome, repeated }) => [outcome, repeated])).toEqual([
      [null, true],
      ['PASSED', false],
    ]);
  });

  it('gives a result without a page to a run of its test case that could have left it', () => {
    const events = [said('queued', '1', 10), broke('1', 15), said('queued', '2', 20)];
    expect(steps(events, [result(31, null)])).toEqual([
      [10, null, null, 15, null],
      [20, null, null, null, 31],
    ]);
  });

  it('knows a run of which no message is left by its result', () => {
    expect(steps([], [result(31, 'https://ci.example/9')])).toEqual([[null, null, null, null, 31]]);
  });

  it('fills what no message told from what resultsdb noted meanwhile', () => {
    const page = 'https://ci.example/1';
    const results = [result(11, page, 'QUEUED'), result(21, page, 'RUNNING'), result(31, page, 'FAILED')];
    expect(steps([complete('1', 30)], results)).toEqual([[11, 21, 30, null, 31]]);
    expect(testRuns([complete('1', 30)], results, links)[0]?.outcome).toBe('FAILED');
  });

  it('does not give a result to a test that began after it', () => {
    expect(steps([said('queued', '1', 100_000)], [result(31, null)])).toHaveLength(2);
  });
});
