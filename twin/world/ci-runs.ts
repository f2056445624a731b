import { decisionBody, resultBody, testBody, waiverBody } from './bodies-ci.ts';
import { FIRST_DAY, MINUTE, SECOND } from './calendar.ts';
import type { Draft } from './chunk.ts';
import { GATING_TESTCASE } from './commits.ts';
import { asUsers } from './people.ts';
import { hash, type Rng } from './rng.ts';
import type { Build, Release, TestRun, Update, Waiver } from './types.ts';

const FIRST_RESULT = 60_000_000;
const RESULTS_PER_DAY = 1000;
const FIRST_WAIVER = 90_000;
const WAIVERS_PER_DAY = 50;
const JENKINS = 'https://osci-jenkins-1.ci.fedoraproject.org/job/fedora-ci/job';

interface Subject {
  readonly build: Build;
  readonly update: Update;
  readonly release: Release;
  readonly gated: boolean;
  readonly fails: boolean;
  readonly rng: Rng;
}

function outcomeOf(testcase: string, { fails, rng }: Subject): TestRun['outcome'] {
  if (testcase === GATING_TESTCASE) return fails ? 'FAILED' : 'PASSED';
  if (testcase.includes('rpminspect')) return rng.chance(0.3) ? 'INFO' : 'PASSED';
  return rng.chance(0.03) ? 'FAILED' : 'PASSED';
}

function addRun(
  draft: Draft,
  subject: Subject,
  testcase: string,
  queuedAt: number,
  broken: boolean,
): TestRun {
  const { build, update, rng } = subject;
  const nth = draft.testRuns.length;
  const id = FIRST_RESULT + (draft.day - FIRST_DAY) * RESULTS_PER_DAY + nth;
  const runningAt = queuedAt + rng.int(20, 90) * SECOND;
  const doneAt = runningAt + rng.int(2 * 60, 11 * 60) * SECOND;
  const pipeline = testcase === GATING_TESTCASE ? 'dist-git' : (testcase.split('.')[2] ?? '');
  const run: TestRun = {
    id,
    buildId: build.id,
    update: update.alias,
    testcase,
    outcome: broken ? 'ERROR' : outcomeOf(testcase, subject),
    queuedAt,
    runningAt,
    doneAt,
    recordedAt: broken ? null : doneAt + rng.int(2, 12) * SECOND,
    runUrl: `${JENKINS}/${pipeline}-pipeline/job/master/${id - FIRST_RESULT}/`,
  };
  draft.testRuns.push(run);
  const said = (at: number, state: 'queued' | 'running' | 'complete' | 'error'): void =>
    draft.bus.publish(at, `ci.koji-build.test.${state}`, {}, () => testBody(run, build, state, at));
  said(queuedAt, 'queued');
  said(runningAt, 'running');
  said(doneAt, broken ? 'error' : 'complete');
  if (run.recordedAt !== null) {
    draft.bus.publish(run.recordedAt, 'resultsdb.result.new', { packages: [build.name] }, () =>
      resultBody(run, build),
    );
  }
  return run;
}

function addWaiver(draft: Draft, { build, update, release, rng }: Subject, run: TestRun): Waiver {
  const waiver: Waiver = {
    id: FIRST_WAIVER + (draft.day - FIRST_DAY) * WAIVERS_PER_DAY + draft.waivers.length,
    subjectType: 'koji_build',
    subjectIdentifier: build.nvr,
    testcase: run.testcase,
    productVersion: release.productVersion,
    username: update.user,
    comment: 'The test itself is at fault.',
    at: run.doneAt + rng.int(8, 40) * MINUTE,
  };
  draft.waivers.push(waiver);
  const concerns = { packages: [build.name], users: asUsers(update.user) };
  draft.bus.publish(waiver.at, 'waiverdb.waiver.new', concerns, () => waiverBody(waiver));
  return waiver;
}

function decided(draft: Draft, { build, release }: Subject, run: TestRun, at: number, waived: boolean): void {
  if (!draft.legacyMessages) return;
  draft.bus.publish(at + 2 * SECOND, 'greenwave.decision.update', { packages: [build.name] }, () =>
    decisionBody(run, build, release, waived),
  );
}

/** Tests one build; the answer is when nothing holds it back any more. */
export function addTests(draft: Draft, subject: Subject): number {
  const { update, rng, gated } = subject;
  const started = (): number => update.announcedAt + rng.int(5, 45) * SECOND;
  const wanted = [
    'fedora-ci.koji-build.installability.functional',
    'fedora-ci.koji-build.rpminspect.static-analysis',
    ...(gated || hash('tests', subject.build.name) % 4 === 0 ? [GATING_TESTCASE] : []),
  ];
  let free = update.announcedAt;
  for (const testcase of wanted) {
    let run = addRun(draft, subject, testcase, started(), rng.chance(0.02));
    // A test that broke down says nothing; somebody starts it again.
    if (run.recordedAt === null) run = addRun(draft, subject, testcase, run.doneAt + 5 * MINUTE, false);
    if (!gated || testcase !== GATING_TESTCASE || run.recordedAt === null) continue;
    free = Math.max(free, run.recordedAt);
    decided(draft, subject, run, run.recordedAt, false);
    if (run.outcome !== 'FAILED') continue;
    const waiver = addWaiver(draft, subject, run);
    decided(draft, subject, run, waiver.at, true);
    free = Math.max(free, waiver.at);
  }
  return free + rng.int(3, 10) * SECOND;
}
