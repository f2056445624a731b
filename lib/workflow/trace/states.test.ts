import { describe, expect, it } from 'vitest';
import { traceOf } from '../../../tests/support/trace-bench.ts';
import { trueStages } from '../../../tests/support/trace-stages.ts';
import { releaseBody } from '../../../twin/world/bodies-bodhi.ts';
import { clockwork, NOON } from '../../../twin/world/clockwork.ts';
import type { TimedUpdate } from '../../systems/bodhi/client.ts';
import { release } from '../../systems/bodhi/schema.ts';
import type { Milestone } from '../milestones.ts';
import type { Joined } from './join.ts';
import type { TestRun } from './runs.ts';
import { outcomeOf } from './states.ts';

const { world } = clockwork();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function releaseOf(kind: 'rawhide' | 'stable' | 'epel') {
  const found = world.releases.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} in the twin`);
  return release(releaseBody(found), '');
}

const update: TimedUpdate = {
  alias: 'FEDORA-2026-0123abcdef',
  builds: [{ nvr: 'a-1-1.fc46', signed: true }],
  release: { name: 'F46', long_name: 'Fedora 46', state: 'pending' },
  status: 'testing',
  request: null,
  critpath: false,
  critpath_groups: null,
  date_submitted: 0,
  test_gating_status: 'passed',
  from_tag: null,
  date_testing: null,
  date_approved: null,
  date_stable: null,
  date_modified: null,
};

interface Known {
  readonly kind?: 'rawhide' | 'stable' | 'epel';
  readonly update?: Partial<TimedUpdate>;
  readonly runs?: readonly TestRun[];
  readonly joined?: Partial<Joined>;
  readonly now?: number;
}

/** Stages of a package of which these moments are known, in ms after its push. */
function stagesOf(moments: Readonly<Partial<Record<Milestone, number>>>, known: Known = {}) {
  const entries = Object.entries(moments).map(
    ([name, at]) => [name, [{ at, record: 'message', url: name }]] as const,
  );
  const isMilestone = (name: string): name is Milestone => name in moments;
  const joined: Joined = {
    traced: {
      nvr: 'a-1-1.fc46',
      package: 'a',
      release: releaseOf(known.kind ?? 'rawhide'),
      update: { ...update, ...known.update },
      sideTag: null,
    },
    moments: new Map(entries.flatMap(([name, all]) => (isMilestone(name) ? [[name, all] as const] : []))),
    runs: known.runs ?? [],
    requestTested: false,
    refusals: [],
    missing: [],
    heard: true,
    testsHeard: true,
    resultsRead: true,
    siblings: [],
    ...known.joined,
  };
  const outcome = outcomeOf(joined, { now: () => known.now ?? HOUR });
  const state = (stage: string) => outcome.stages.find((one) => one.stage === stage)?.state;
  return { outcome, state };
}

const BUILT = { pushed: 0, 'build-started': 1000, built: 2000, candidate: 3000, 'update-created': 4000 };
const SIGNED = { ...BUILT, signed: 5000, 'testing-pending': 6000 };

describe('records that lack', () => {
  it('leave a stage unrecorded that something later proves, and are named', () => {
    const { state, outcome } = stagesOf({ ...SIGNED, pushed: 0 });
    expect(state('build.start')).toBe('passed');
    const { 'build-started': _lost, ...rest } = SIGNED;
    const without = stagesOf(rest);
    expect(without.state('build.start')).toBe('unrecorded');
    expect(without.state('build.run')).toBe('unrecorded');
    expect(without.outcome.missing).toEqual(['message buildsys.build.state.change (build started)']);
    expect(outcome.missing).toEqual([]);
  });

  it('are not named missing where they were not read', () => {
    const { 'build-started': _lost, ...rest } = SIGNED;
    const { outcome } = stagesOf(rest, { joined: { heard: false } });
    expect(outcome.missing).toEqual([]);
  });

  it('leave unknown what nothing but a message tells, and nobody acts on', () => {
    const { state, outcome } = stagesOf(SIGNED, { kind: 'epel', now: 5 * HOUR });
    expect(state('ci.announce')).toBe('unknown');
    expect(outcome.stuck).toBeNull();
    expect(outcome.missing).toEqual([
      'message bodhi.update.status.testing.koji-build-group.build.complete (announced to CI)',
    ]);
  });
});

describe('records that contradict each other', () => {
  it('leave a stage unknown, and are named with the seconds between them', () => {
    const later = { candidate: 70_000, 'update-created': 71_000, signed: 72_000, 'testing-pending': 73_000 };
    const { state, outcome } = stagesOf({ pushed: 0, 'build-started': 60_000, built: 30_000, ...later });
    expect(state('build.run')).toBe('unknown');
    expect(outcome.missing).toEqual(['records contradict each other: built 30 s before build started']);
  });

  it('are none within the seconds that clocks lie apart', () => {
    const { outcome } = stagesOf({ ...SIGNED, 'build-started': 5000, built: 2000 });
    const run = outcome.stages.find(({ stage }) => stage === 'build.run');
    expect(run).toMatchObject({ state: 'passed', seconds: 0 });
    expect(outcome.missing).toEqual([]);
  });
});

describe('what is waited for', () => {
  it('is stuck past the objective, with its beginning and page', () => {
    const { outcome } = stagesOf(BUILT, { now: 4000 + 61 * MINUTE });
    expect(outcome.stuck).toEqual({ stage: 'sign.build', since: 4000, url: 'update-created' });
    expect(stagesOf(BUILT, { now: 4000 + 59 * MINUTE }).outcome.stuck).toBeNull();
  });

  it('is nothing once the build has failed or the update was withdrawn', () => {
    const failed = stagesOf({ pushed: 0, 'build-started': 1000, 'build-failed': 2000 }, { now: 90 * HOUR });
    expect(failed.outcome.stuck).toBeNull();
    expect(failed.state('build.run')).toBe('not reached');
    const withdrawn = stagesOf(BUILT, { update: { status: 'unpushed' }, now: 90 * HOUR });
    expect(withdrawn.outcome.stuck).toBeNull();
    expect(withdrawn.state('sign.build')).toBe('not reached');
  });

  it('is never stuck where a person or a rule decides', () => {
    const { state } = stagesOf({ ...SIGNED, testing: 7000 }, { kind: 'stable', now: 900 * HOUR });
    expect(state('push.rest')).toBe('waiting');
  });

  it('is CI alone, as long as a test is not over', () => {
    const moment = (at: number) => ({ at, record: 'message', url: 'run' }) as const;
    const steps = { queued: moment(8000), running: moment(9000) };
    const runs = [{ testcase: 'a', url: '', steps, outcome: null, repeated: false }];
    const { outcome, state } = stagesOf({ ...SIGNED, announced: 7000 }, { runs, now: 6 * HOUR });
    expect(outcome.stuck).toMatchObject({ stage: 'ci.run', since: 9000 });
    expect(state('push.direct')).toBe('not reached');
  });

  it('is CI that never began, where an update was announced to it', () => {
    const { outcome } = stagesOf({ ...SIGNED, announced: 7000 }, { now: 2 * HOUR });
    expect(outcome.stuck).toMatchObject({ stage: 'ci.queue', since: 7000 });
    const unread = stagesOf({ ...SIGNED, announced: 7000 }, { now: 2 * HOUR, joined: { testsHeard: false } });
    expect(unread.state('ci.queue')).toBe('unknown');
  });

  it('is the result of a test that is complete', () => {
    const moment = (at: number) => ({ at, record: 'message', url: 'run' }) as const;
    const steps = { queued: moment(8000), running: moment(9000), complete: moment(10_000) };
    const runs = [{ testcase: 'a', url: '', steps, outcome: null, repeated: false }];
    const { outcome } = stagesOf({ ...SIGNED, announced: 7000 }, { runs, now: 2 * HOUR });
    expect(outcome.stuck).toMatchObject({ stage: 'gate.result', since: 10_000 });
  });
});

describe('the gate', () => {
  const closed = { ...SIGNED, announced: 7000, unsatisfied: 60_000 };
  const failed = { test_gating_status: 'failed' };
  const moment = (at: number) => ({ at, record: 'message', url: 'run' }) as const;
  const steps = {
    queued: moment(8000),
    running: moment(9000),
    complete: moment(50_000),
    result: moment(60_000),
  };
  const runs = [{ testcase: 'a', url: '', steps, outcome: 'FAILED', repeated: false }];

  it('waits for a waiver where a required test failed', () => {
    const { state } = stagesOf(closed, { update: failed, runs });
    expect(state('gate.waive')).toBe('waiting');
    expect(state('push.direct')).toBe('not reached');
  });

  it('is stuck where it does not open although the failure is waived', () => {
    const waived = { ...closed, waived: 120_000 };
    const late = 120_000 + 2 * HOUR;
    expect(stagesOf(waived, { update: failed, runs, now: late }).outcome.stuck?.stage).toBe('gate.unblock');
    expect(stagesOf(waived, { runs, now: late }).state('gate.unblock')).toBe('not reached');
  });

  it('is told of waivers as they were', async () => {
    const waivers = world.waivers().filter(({ at }) => at > NOON - 5 * 24 * HOUR);
    const nvrs = [...new Set(waivers.map((one) => one.subjectIdentifier))].slice(0, 3);
    expect(nvrs).toHaveLength(3);
    for (const nvr of nvrs) {
      const { traces, answers } = await traceOf(world, { PW_NVR: nvr });
      const [from, to] = trueStages(world, nvr, NOON)['gate.waive'] ?? [null, null];
      const row = traces[0]?.stages.find(({ stage }) => stage === 'gate.waive');
      expect(row?.state).toBe('passed');
      expect(Math.abs((row?.seconds ?? 0) - ((to ?? 0) - (from ?? 0)) / 1000)).toBeLessThan(1.5);
      expect(answers.at(-1)?.answer).toBe('1 of 1 tested builds (100 %), 1 of them waived');
    }
  });

  it('is told by greenwave’s own messages where there are any', async () => {
    const legacy = clockwork(NOON, true).world;
    const nvr = legacy.waivers().at(-1)?.subjectIdentifier ?? '';
    const { traces } = await traceOf(legacy, { PW_NVR: nvr });
    const of = (id: string) => traces[0]?.stages.find(({ stage }) => stage === id);
    expect(of('gate.decide')?.state).toBe('passed');
    expect(of('gate.unblock')).toMatchObject({ state: 'passed' });
    expect(of('gate.unblock')?.seconds).toBeLessThanOrEqual(3);
  });
});
