import type { WorkflowEvent } from './events.ts';
import type { TagStep } from './tags.ts';
import type { Kind } from './topics.ts';

/** A point on a package's way: where one stage ends, and the next begins. */
export interface MilestoneRow {
  readonly title: string;
  /** The messages that may tell of it. */
  readonly kinds: readonly Kind[];
  /** For tags: what the tag must mean. */
  readonly steps?: readonly TagStep[];
}

/** In the order of the workflow; the last two are ends without a stable tag. */
export const MILESTONES = {
  'request-opened': { title: 'pull request opened', kinds: ['pagure.pull-request.new'] },
  'request-testing': {
    title: 'pull request being tested',
    kinds: [
      'ci.dist-git-pr.test.running',
      'pagure.pull-request.flag.added',
      'pagure.pull-request.flag.updated',
    ],
  },
  'request-tested': {
    title: 'pull request flagged',
    kinds: ['pagure.pull-request.flag.added', 'pagure.pull-request.flag.updated'],
  },
  'request-merged': { title: 'pull request merged', kinds: ['pagure.pull-request.closed'] },
  pushed: { title: 'pushed', kinds: ['pagure.git.receive', 'git.receive'] },
  'build-started': { title: 'build started', kinds: ['buildsys.build.state.change'] },
  built: { title: 'built', kinds: ['buildsys.build.state.change'] },
  candidate: {
    title: 'tagged as candidate, or in its side tag',
    kinds: ['buildsys.tag'],
    steps: ['candidate', 'side-tag'],
  },
  'update-created': { title: 'update created', kinds: ['bodhi.update.request.testing'] },
  signed: { title: 'signed', kinds: ['buildsys.untag'], steps: ['signing-pending'] },
  'testing-pending': {
    title: 'tagged testing-pending',
    kinds: ['buildsys.tag'],
    steps: ['testing-pending'],
  },
  announced: {
    title: 'announced to CI',
    kinds: ['bodhi.update.status.testing.koji-build-group.build.complete'],
  },
  'test-queued': { title: 'test queued', kinds: ['ci.koji-build.test.queued'] },
  'test-running': { title: 'test running', kinds: ['ci.koji-build.test.running'] },
  'test-complete': { title: 'test complete', kinds: ['ci.koji-build.test.complete'] },
  'test-error': { title: 'test could not be run', kinds: ['ci.koji-build.test.error'] },
  result: { title: 'result in resultsdb', kinds: ['resultsdb.result.new'] },
  decided: { title: 'gate decided', kinds: ['greenwave.decision.update'] },
  unsatisfied: { title: 'gate closed', kinds: ['greenwave.decision.update'] },
  waived: { title: 'waived', kinds: ['waiverdb.waiver.new'] },
  satisfied: { title: 'gate open', kinds: ['greenwave.decision.update'] },
  testing: { title: 'pushed to testing', kinds: ['bodhi.update.complete.testing'] },
  'requirements-met': { title: 'may go to stable', kinds: ['bodhi.update.requirements_met.stable'] },
  'stable-requested': { title: 'stable requested', kinds: ['bodhi.update.request.stable'] },
  stable: { title: 'tagged stable', kinds: ['buildsys.tag'], steps: ['stable'] },
  'build-failed': { title: 'build failed or canceled', kinds: ['buildsys.build.state.change'] },
  withdrawn: {
    title: 'update withdrawn',
    kinds: ['bodhi.update.request.unpush', 'bodhi.update.request.obsolete', 'bodhi.update.request.revoke'],
  },
} as const satisfies Record<string, MilestoneRow>;

export type Milestone = keyof typeof MILESTONES;

function isMilestone(name: string): name is Milestone {
  return Object.hasOwn(MILESTONES, name);
}

export const MILESTONE_NAMES: readonly Milestone[] = Object.keys(MILESTONES).filter(isMilestone);

/** Where a package's way may end other than in the stable tag: it waits for nothing then. */
export const EARLY_ENDS: readonly Milestone[] = ['build-failed', 'withdrawn'];

const byKind = new Map<Kind, readonly Milestone[]>();
for (const name of MILESTONE_NAMES) {
  for (const kind of MILESTONES[name].kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
}

/** The milestones that an event marks; `stepsOf` tells what a tag means. */
export function milestonesOf(
  event: WorkflowEvent,
  stepsOf: (tag: string) => readonly TagStep[],
): readonly Milestone[] {
  const candidates = byKind.get(event.kind) ?? [];
  return candidates.filter((name) => marks(event, name, stepsOf));
}

function marks(event: WorkflowEvent, name: Milestone, stepsOf: (tag: string) => readonly TagStep[]): boolean {
  switch (event.kind) {
    case 'pagure.pull-request.closed':
      return event.merged;
    case 'pagure.pull-request.flag.added':
    case 'pagure.pull-request.flag.updated':
      return (event.status === 'pending') === (name === 'request-testing');
    case 'buildsys.build.state.change':
      return name === buildMilestone(event.state);
    case 'buildsys.tag':
    case 'buildsys.untag': {
      const row: MilestoneRow = MILESTONES[name];
      return stepsOf(event.tag).some((step) => row.steps?.includes(step));
    }
    case 'ci.koji-build.test.queued':
    case 'ci.koji-build.test.running':
    case 'ci.koji-build.test.complete':
    case 'ci.koji-build.test.error':
      return !event.scratch;
    case 'resultsdb.result.new':
      return event.outcome !== 'QUEUED' && event.outcome !== 'RUNNING';
    case 'greenwave.decision.update':
      return name === 'decided' || event.satisfied === (name === 'satisfied');
    case 'waiverdb.waiver.new':
      return event.waived;
    default:
      return true;
  }
}

/** Null for DELETED: garbage collection is no part of the way. */
function buildMilestone(state: string): Milestone | null {
  if (state === 'BUILDING') return 'build-started';
  if (state === 'COMPLETE') return 'built';
  return state === 'DELETED' ? null : 'build-failed';
}
