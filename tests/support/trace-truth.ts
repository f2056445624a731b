import { GATING_TESTCASE } from '../../twin/world/commits.ts';
import { hasCi } from '../../twin/world/releases.ts';
import type { Build, Release, ReleaseKind, Tagging, TestRun, Update, World } from '../../twin/world/types.ts';

/** What really happened to the twin's packages, read from the world's own records: what a trace is held against. */

/** Moments in milliseconds since the epoch; null where it has not happened (yet), or never will. */
export interface TruthEvents {
  readonly pullRequestOpened: number | null;
  readonly pullRequestMerged: number | null;
  readonly pushed: number | null;
  /** When koji made the build's task, and when the build itself began. */
  readonly taskCreated: number | null;
  readonly buildStarted: number | null;
  readonly buildComplete: number | null;
  readonly buildFailed: number | null;
  /** In the tag that the build's target leads to: the candidate tag, or the side tag. */
  readonly taggedCandidate: number | null;
  readonly updateCreated: number | null;
  readonly signingPendingIn: number | null;
  /** When its last rpm was signed. */
  readonly signed: number | null;
  readonly signingPendingOut: number | null;
  /** Of a side tag's update it is the side tag's own testing-pending tag that counts. */
  readonly testingPendingIn: number | null;
  readonly testingPendingOut: number | null;
  /** The koji-build-group message, which CI starts from. */
  readonly buildGroupAnnounced: number | null;
  /** When bodhi's status became testing. */
  readonly updateTesting: number | null;
  /** In the testing tag, and in the tag of updates that wait for the stable compose: composed releases alone. */
  readonly taggedTesting: number | null;
  readonly requestedStable: number | null;
  readonly taggedPendingStable: number | null;
  /** When the result was recorded that made greenwave refuse; null where no required test failed. */
  readonly decisionUnsatisfied: number | null;
  readonly waived: number | null;
  /** From when on greenwave lets it pass; null where nothing is required of it. */
  readonly decisionSatisfied: number | null;
  readonly taggedStable: number | null;
  /** When bodhi's status became stable. */
  readonly updateStable: number | null;
}

/** One test run; of `complete` and `error` only one ever comes, and only `complete` leaves a result. */
export interface TruthRun {
  readonly id: number;
  readonly testcase: string;
  readonly queued: number;
  readonly running: number | null;
  readonly complete: number | null;
  readonly error: number | null;
  readonly recorded: number | null;
  /** Of the result in resultsdb; null while there is none. */
  readonly outcome: string | null;
}

export interface Truth {
  readonly nvr: string;
  readonly package: string;
  readonly buildId: number;
  readonly taskId: number;
  readonly commit: string;
  /** bodhi's name of the release, and its kind. */
  readonly release: string;
  readonly kind: ReleaseKind;
  readonly sideTag: string | null;
  /** Null for builds without an update (yet). */
  readonly update: string | null;
  /** Whether a test is required of it before its tags. */
  readonly gated: boolean;
  readonly events: TruthEvents;
  readonly runs: readonly TruthRun[];
}

/** The twin's packagers push a second after they have committed. */
const PUSH_AFTER_MS = 1000;

/** Every build that began between two moments, as things stood at the later one. */
export function truths(world: World, since: number, moment: number): Truth[] {
  return world
    .builds()
    .filter(({ startedAt }) => startedAt > since && startedAt <= moment)
    .map((build) => truthOf(world, build, moment));
}

/** The journey of one build up to a moment, which must not lie ahead of the world's clock. */
export function truthOf(world: World, build: Build, moment: number): Truth {
  if (moment > world.now()) throw new Error('the truth of a moment that has not come');
  const release = world.release(build.releaseName);
  if (release === undefined) throw new Error(`${build.nvr} is of no release`);
  const found = world.updateOf(build.id);
  const update = found !== undefined && found.createdAt <= moment ? found : undefined;
  const gated = hasCi(release) && world.package(build.name)?.gated === true;
  const runs = world.testRunsOf(build.id).filter(({ queuedAt }) => queuedAt <= moment);
  const by = (at: number | null | undefined): number | null =>
    at === null || at === undefined || at > moment ? null : at;
  return {
    nvr: build.nvr,
    package: build.name,
    buildId: build.id,
    taskId: build.taskId,
    commit: build.commit,
    release: release.name,
    kind: release.kind,
    sideTag: build.sideTag,
    update: update?.alias ?? null,
    gated,
    events: {
      ...sourceEvents(world, build, by),
      ...buildEvents(world, build, by),
      ...tagEvents(world, build, release, by),
      ...updateEvents(update, by),
      ...gateEvents(world, build, release, gated, by),
    },
    runs: runs.map((run) => runOf(run, by)),
  };
}

/** The moment if it has come. */
type By = (at: number | null | undefined) => number | null;

function sourceEvents(world: World, { name, commit }: Build, by: By) {
  const committed = world.commits(name).find(({ sha }) => sha === commit)?.at;
  const request = world.pullRequests(name).find((one) => one.commit === commit);
  return {
    pullRequestOpened: by(request?.openedAt),
    pullRequestMerged: by(request?.mergedAt),
    pushed: by(committed === undefined ? undefined : committed + PUSH_AFTER_MS),
  };
}

function buildEvents(world: World, build: Build, by: By) {
  const failed = build.outcome === 'failed';
  return {
    taskCreated: by(world.task(build.taskId)?.createdAt),
    buildStarted: by(build.startedAt),
    buildComplete: failed ? null : by(build.completedAt),
    buildFailed: failed ? by(build.completedAt) : null,
    signed: by(build.signedAt),
  };
}

/** Side tags have signing-pending and testing-pending tags of their own. */
function tagEvents(world: World, build: Build, { tags }: Release, by: By) {
  const taggings = world.taggingsOf(build.id);
  const side = build.sideTag;
  const of = (name: string): Tagging | undefined => taggings.find(({ tag }) => tag === name);
  const signing = of(side === null ? tags.pendingSigning : `${side}-signing-pending`);
  const testing = of(side === null ? tags.pendingTesting : `${side}-testing-pending`);
  return {
    taggedCandidate: by(of(side ?? tags.candidate)?.from),
    signingPendingIn: by(signing?.from),
    signingPendingOut: by(signing?.until),
    testingPendingIn: by(testing?.from),
    testingPendingOut: by(testing?.until),
    taggedTesting: by(of(tags.testing)?.from),
    taggedPendingStable: by(of(tags.pendingStable)?.from),
    taggedStable: by(of(tags.stable)?.from),
  };
}

function updateEvents(update: Update | undefined, by: By) {
  return {
    updateCreated: by(update?.createdAt),
    buildGroupAnnounced: by(update?.announcedAt),
    updateTesting: by(update?.testingAt),
    requestedStable: by(update?.requestedStableAt),
    updateStable: by(update?.stableAt),
  };
}

/** What the one required test means for the gate: passed, or failed and then waived. */
function gateEvents(world: World, build: Build, release: Release, gated: boolean, by: By) {
  const waiver = world
    .waivers()
    .find(
      ({ subjectIdentifier, productVersion, testcase }) =>
        subjectIdentifier === build.nvr &&
        productVersion === release.productVersion &&
        testcase === GATING_TESTCASE,
    );
  const required = gated
    ? world.testRunsOf(build.id).filter(({ testcase }) => testcase === GATING_TESTCASE)
    : [];
  const recorded = (outcome: TestRun['outcome']): number | null | undefined =>
    required.find((run) => run.outcome === outcome && run.recordedAt !== null)?.recordedAt;
  const [failed, passed, waived] = [by(recorded('FAILED')), by(recorded('PASSED')), by(waiver?.at)];
  return {
    decisionUnsatisfied: failed,
    waived,
    decisionSatisfied: passed ?? (failed === null ? null : waived),
  };
}

function runOf(run: TestRun, by: By): TruthRun {
  const broken = run.recordedAt === null;
  const recorded = by(run.recordedAt);
  return {
    id: run.id,
    testcase: run.testcase,
    queued: run.queuedAt,
    running: by(run.runningAt),
    complete: broken ? null : by(run.doneAt),
    error: broken ? by(run.doneAt) : null,
    recorded,
    outcome: recorded === null ? null : run.outcome,
  };
}
