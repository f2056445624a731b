import { describe, expect, it } from 'vitest';
import { inContext, traceOf } from '../../../tests/support/trace-bench.ts';
import { clockwork } from '../../../twin/world/clockwork.ts';
import { builders, openTests, slowerThanUsual, waitingNow } from './answers.ts';
import { distribution } from './distribution.ts';
import type { StageOutcome } from './outcome.ts';
import type { Links, TestEvent } from './runs.ts';

const { world } = clockwork();
const run = traceOf(world, { PW_COUNT: '20' });

describe('how long a build takes', () => {
  it('is told by the last twenty complete builds of each package', async () => {
    const { answers, traces } = await run;
    const [answer] = answers;
    const names = [...new Set(traces.map((one) => one.package))];
    expect(answer?.rows.map(({ name }) => name).sort()).toEqual(names.sort());
    const [first] = answer?.rows ?? [];
    const builds = world
      .buildsOf(first?.name ?? '')
      .filter(({ outcome, completedAt }) => outcome === 'complete' && completedAt <= world.now())
      .slice(-20);
    const { p90 } = distribution(
      builds.map(({ startedAt, completedAt }) => (completedAt - startedAt) / 1000),
    );
    expect(first?.value).toContain(`90 % within ${Math.round((p90 ?? 0) / 60)} min, of ${builds.length}`);
  });
});

describe('whether the system is slower', () => {
  const stage = (title: string, p90: number, slower: number | null): StageOutcome => ({
    stage: 'ci.run',
    title,
    verdict: 'ok',
    reason: '',
    warn: 1,
    limit: 2,
    count: 9,
    p50: 1,
    p90,
    p99: p90,
    usual: slower === null ? null : { count: 9, p50: 1, p90: p90 / slower, p99: 1 },
    slower,
    waiting: 0,
    stuck: 0,
    unrecorded: 0,
    unknown: 0,
    slowest: null,
  });

  it('is yes for a stage that takes three times as long, and five minutes at least', () => {
    const stages = [stage('test', 3600, 4), stage('build', 3600, 2), stage('queue', 200, 20)];
    expect(slowerThanUsual(stages).answer).toBe('yes: test (4.0 times as long)');
    expect(slowerThanUsual(stages.slice(1)).answer).toBe(
      'no: none of 2 stages takes 3 times as long as usual',
    );
  });

  it('is not known without a past', () => {
    expect(slowerThanUsual([stage('test', 3600, null)]).answer).toBe(
      'not known: there is no history to compare with',
    );
  });
});

describe('how many builders there are', () => {
  it('counts those of each architecture that are enabled and there', async () => {
    const { rows } = await inContext(world, builders);
    const enabled = world.hosts.filter((host) => host.enabled && host.arches.split(' ').includes('s390x'));
    expect(rows.find(({ name }) => name === 's390x')?.value).toBe(
      `${enabled.length} of ${enabled.length} that are enabled`,
    );
  });
});

describe('what waits', () => {
  it('is what the twin’s koji and CI have open', async () => {
    // A moment at which some tests run.
    const since = world.testRuns().findLast(({ runningAt }) => runningAt < world.now());
    const other = clockwork((since?.runningAt ?? 0) + 1500).world;
    const now = other.now();
    const { rows } = await inContext(other, waitingNow);
    const free = other.tasks().filter(({ startedAt }) => startedAt > now).length;
    const runs = other.testRuns().filter(({ doneAt }) => doneAt > now);
    const queued = runs.filter(({ runningAt }) => runningAt > now).length;
    const counts = rows.map(({ value }) => Number.parseInt(value, 10));
    expect(counts[0]).toBe(free);
    expect(counts[2]).toBe(queued);
    expect(counts[3]).toBe(runs.length - queued);
    expect(counts[3]).toBeGreaterThan(0);
  });

  it('is no test that was started again, or that has ended', () => {
    const links: Links = {
      message: ({ at }) => ({ at, record: 'message', url: '' }),
      result: () => ({ at: 0, record: 'resultsdb', url: '' }),
    };
    const common = { package: 'a', nvr: 'a-1-1', scratch: false, user: null, testcase: 't', pipeline: null };
    const said = (taskId: number, run: string, at: number): TestEvent => ({
      ...common,
      kind: 'ci.koji-build.test.queued',
      at,
      id: `${taskId} ${run}`,
      taskId,
      run,
      url: null,
    });
    const events = [said(1, 'first', 10), said(1, 'again', 20), said(2, 'other', 15)];
    expect(openTests(events, links)).toEqual({ queued: [20, 15], running: [] });
  });
});

describe('how often gating fails', () => {
  it('names the tests and the builds that they held', async () => {
    const waiver = world.waivers().findLast(({ at }) => at < world.now());
    const { answers } = await traceOf(world, { PW_NVR: waiver?.subjectIdentifier ?? '' });
    expect(answers.at(-1)?.rows).toEqual([
      { name: waiver?.testcase, value: `1: ${waiver?.subjectIdentifier}` },
    ]);
  });
});
