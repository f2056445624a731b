import { resultBody, testBody } from '../world/bodies-ci.ts';
import { GATING_TESTCASE } from '../world/commits.ts';
import type { Build, Message, TestRun } from '../world/types.ts';
import { later } from './later.ts';
import type { Live } from './live.ts';

const JENKINS = 'https://osci-jenkins-1.ci.fedoraproject.org/job/fedora-ci/job';
const SECONDS = { queued: 3, running: 10, complete: 90, recorded: 3 } as const;
const UNGATED = [
  'fedora-ci.koji-build.installability.functional',
  'fedora-ci.koji-build.rpminspect.static-analysis',
] as const;

/** A test run that a client's update has caused. */
export interface LiveTestRun extends TestRun {
  /** From when on greenwave counts its result. */
  readonly countsAt: number;
  /** What is announced of it. */
  readonly said: readonly Message[];
}

export function isLiveRun(run: TestRun): run is LiveTestRun {
  return 'said' in run;
}

function outcomeOf(live: Live, build: Build, testcase: string): TestRun['outcome'] {
  const { ills, failing } = live.conduct;
  if (ills.includes('tests break down')) return 'ERROR';
  return testcase === GATING_TESTCASE && failing.includes(build.name) ? 'FAILED' : 'PASSED';
}

/** Starts a build's tests after its update was announced to CI, up to their results. */
export function addTests(live: Live, build: Build, update: string, announcedAt: number): void {
  const { conduct, world } = live;
  if (conduct.ills.includes('no tests')) return;
  const gated = world.package(build.name)?.gated === true;
  for (const testcase of gated ? [...UNGATED, GATING_TESTCASE] : UNGATED) {
    addRun(live, build, update, testcase, announcedAt);
  }
}

function addRun(live: Live, build: Build, update: string, testcase: string, announcedAt: number): void {
  const { ledger, conduct } = live;
  const id = ledger.number('result');
  const queuedAt = later(live, announcedAt, SECONDS.queued);
  const runningAt = later(live, queuedAt, SECONDS.running);
  const doneAt = later(live, runningAt, SECONDS.complete);
  const outcome = outcomeOf(live, build, testcase);
  const lost = outcome === 'ERROR' || conduct.ills.includes('results lost');
  const recordedAt = lost ? null : later(live, doneAt, SECONDS.recorded);
  const pipeline = testcase === GATING_TESTCASE ? 'dist-git' : (testcase.split('.')[2] ?? '');
  const said: Message[] = [];
  const run: LiveTestRun = {
    id,
    buildId: build.id,
    update,
    testcase,
    outcome,
    queuedAt,
    runningAt,
    doneAt,
    recordedAt,
    runUrl: `${JENKINS}/${pipeline}-pipeline/job/master/${id}/`,
    countsAt: conduct.ills.includes('decision stale') ? Number.POSITIVE_INFINITY : (recordedAt ?? doneAt),
    said,
  };
  ledger.testRuns.push(run);
  const before = ledger.messages.length;
  for (const [state, at] of [
    ['queued', queuedAt],
    ['running', runningAt],
    [outcome === 'ERROR' ? 'error' : 'complete', doneAt],
  ] as const) {
    ledger.publish(at, `ci.koji-build.test.${state}`, {}, () => testBody(run, build, state, at));
  }
  if (recordedAt !== null) {
    ledger.publish(recordedAt, 'resultsdb.result.new', { packages: [build.name] }, () =>
      resultBody(run, build),
    );
  }
  said.push(...ledger.messages.slice(before));
}
