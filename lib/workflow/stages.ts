import { STAGE_IDS, type StageId } from '../../thresholds/stages.ts';
import { MILESTONES, type Milestone, type MilestoneRow } from './milestones.ts';
import type { Kind } from './topics.ts';

/** What decides which stages a package passes. */
export interface Way {
  /** Bodhi makes the update by itself: a release with automatic updates, and no side tag. */
  readonly automatic: boolean;
  /** Updates reach the repositories by daily composes; else straight by the stable tag. */
  readonly composed: boolean;
  /** Fedora CI tests the release's updates. */
  readonly tested: boolean;
}

export interface Stage {
  readonly title: string;
  /** In the order of the workflow; a package enters by the last of them that it has passed before `to`. */
  readonly from: readonly [Milestone, ...Milestone[]];
  readonly to: Milestone;
  /** What ends the waiting otherwise, if a package passes it after it entered. Early ends do so in each stage. */
  readonly unless?: readonly Milestone[];
  /** Whether each package on such a way has to pass, or only those that need it. */
  readonly passedBy: 'every' | 'some';
  /** Who decides when it goes on; a policy is a rule of the release, such as days in testing. */
  readonly waitsFor: 'machine' | 'person' | 'policy';
  /** On which ways there is such a stage; on all if left out. */
  readonly on?: Partial<Way>;
}

/** The way between two milestones, by its objective's id. */
export const STAGES: Readonly<Record<StageId, Stage>> = {
  'pr.start': {
    title: 'pull request waits for CI',
    from: ['request-opened'],
    to: 'request-testing',
    passedBy: 'some',
    waitsFor: 'machine',
  },
  'pr.test': {
    title: 'pull request is tested',
    from: ['request-opened', 'request-testing'],
    to: 'request-tested',
    passedBy: 'some',
    waitsFor: 'machine',
  },
  'pr.merge': {
    title: 'pull request waits for its merge',
    from: ['request-opened', 'request-tested'],
    to: 'request-merged',
    passedBy: 'some',
    waitsFor: 'person',
  },
  'build.start': {
    title: 'push to build',
    from: ['pushed'],
    to: 'build-started',
    passedBy: 'every',
    waitsFor: 'person',
  },
  'build.run': {
    title: 'build',
    from: ['build-started'],
    to: 'built',
    passedBy: 'every',
    waitsFor: 'machine',
  },
  'build.tag': {
    title: 'build to candidate tag',
    from: ['built'],
    to: 'candidate',
    passedBy: 'every',
    waitsFor: 'machine',
  },
  'update.create': {
    title: 'candidate to automatic update',
    from: ['candidate'],
    to: 'update-created',
    passedBy: 'every',
    waitsFor: 'machine',
    on: { automatic: true },
  },
  'update.submit': {
    title: 'candidate to submitted update',
    from: ['candidate'],
    to: 'update-created',
    passedBy: 'every',
    waitsFor: 'person',
    on: { automatic: false },
  },
  'sign.build': {
    title: 'update to signed',
    from: ['update-created'],
    to: 'signed',
    passedBy: 'every',
    waitsFor: 'machine',
  },
  'sign.move': {
    title: 'signed to testing-pending',
    from: ['signed'],
    to: 'testing-pending',
    passedBy: 'every',
    waitsFor: 'machine',
  },
  'ci.announce': {
    title: 'update announced to CI',
    // Where there are composes it is announced as soon as it is made, else once it is signed.
    from: ['update-created', 'testing-pending'],
    to: 'announced',
    passedBy: 'every',
    waitsFor: 'machine',
  },
  'ci.queue': {
    title: 'announced to queued',
    from: ['announced'],
    to: 'test-queued',
    passedBy: 'every',
    waitsFor: 'machine',
    on: { tested: true },
  },
  'ci.start': {
    title: 'queued to running',
    from: ['test-queued'],
    to: 'test-running',
    passedBy: 'every',
    waitsFor: 'machine',
    on: { tested: true },
  },
  'ci.run': {
    title: 'test',
    from: ['test-running'],
    to: 'test-complete',
    unless: ['test-error'],
    passedBy: 'every',
    waitsFor: 'machine',
    on: { tested: true },
  },
  'ci.error': {
    title: 'test that could not be run',
    from: ['test-queued', 'test-running'],
    to: 'test-error',
    unless: ['test-complete'],
    passedBy: 'some',
    waitsFor: 'machine',
    on: { tested: true },
  },
  'gate.result': {
    title: 'test to result',
    from: ['test-complete'],
    to: 'result',
    passedBy: 'every',
    waitsFor: 'machine',
    on: { tested: true },
  },
  'gate.decide': {
    title: 'result to decision',
    from: ['result'],
    to: 'decided',
    passedBy: 'some',
    waitsFor: 'machine',
    on: { tested: true },
  },
  'gate.waive': {
    title: 'closed gate to waiver',
    from: ['unsatisfied'],
    to: 'waived',
    passedBy: 'some',
    waitsFor: 'person',
    on: { tested: true },
  },
  'gate.unblock': {
    title: 'waiver to open gate',
    from: ['waived'],
    to: 'satisfied',
    passedBy: 'some',
    waitsFor: 'machine',
    on: { tested: true },
  },
  'push.testing': {
    title: 'testing-pending to testing',
    from: ['testing-pending'],
    to: 'testing',
    passedBy: 'every',
    waitsFor: 'machine',
    on: { composed: true },
  },
  'push.rest': {
    title: 'rest in testing',
    from: ['testing'],
    to: 'requirements-met',
    passedBy: 'every',
    waitsFor: 'policy',
    on: { composed: true },
  },
  'push.request': {
    title: 'open gate to stable request',
    from: ['waived', 'satisfied', 'requirements-met'],
    to: 'stable-requested',
    passedBy: 'every',
    waitsFor: 'person',
    on: { composed: true },
  },
  'push.stable': {
    title: 'stable request to stable tag',
    from: ['stable-requested'],
    to: 'stable',
    passedBy: 'every',
    waitsFor: 'machine',
    on: { composed: true },
  },
  'push.direct': {
    title: 'open gate to stable tag',
    // Greenwave tells nobody today that a gate is open: then the last thing that was told counts.
    from: ['testing-pending', 'announced', 'result', 'waived', 'satisfied'],
    to: 'stable',
    unless: ['unsatisfied'],
    passedBy: 'every',
    waitsFor: 'machine',
    on: { composed: false },
  },
};

/** The stages of a package on such a way, in the order of the workflow. */
export function stagesOn(way: Way): readonly StageId[] {
  return STAGE_IDS.filter((id) => {
    const { automatic, composed, tested } = STAGES[id].on ?? {};
    return (
      (automatic ?? way.automatic) === way.automatic &&
      (composed ?? way.composed) === way.composed &&
      (tested ?? way.tested) === way.tested
    );
  });
}

/** Fedora CI starts on the updates of releases with a dist tag such as `f46`: not of EPEL, ELN or containers. */
export function hasCi(distTag: string): boolean {
  return /^f\d+$/.test(distTag);
}

/** The messages that tell of a stage's beginning and end: what a search for it has to ask for. */
export function kindsOf(id: StageId): { readonly from: readonly Kind[]; readonly to: readonly Kind[] } {
  const row = (name: Milestone): MilestoneRow => MILESTONES[name];
  const { from, to } = STAGES[id];
  return { from: [...new Set(from.flatMap((name) => row(name).kinds))], to: row(to).kinds };
}
