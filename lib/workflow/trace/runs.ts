import type { LinkedResult } from '../../systems/resultsdb/client.ts';
import type { EventOf, WorkflowEvent } from '../events.ts';
import type { Moment } from './outcome.ts';

/** How far clocks of two services, and whole seconds, may lie apart. */
export const SLACK_MS = 5000;

export type TestEvent = EventOf<
  | 'ci.koji-build.test.queued'
  | 'ci.koji-build.test.running'
  | 'ci.koji-build.test.complete'
  | 'ci.koji-build.test.error'
>;

/** Whether an event is about the test of a build; scratch builds are told apart later. */
export function isTest(event: WorkflowEvent): event is TestEvent {
  return event.kind.startsWith('ci.koji-build.test.');
}

export const RUN_STEPS = ['queued', 'running', 'complete', 'error', 'result'] as const;
export type RunStep = (typeof RUN_STEPS)[number];

/** One test of one build, from its place in the queue to its result. */
export interface TestRun {
  readonly testcase: string;
  /** The page of the run; empty if nobody told. */
  readonly url: string;
  readonly steps: Readonly<Partial<Record<RunStep, Moment>>>;
  /** As resultsdb holds it, PASSED or FAILED. */
  readonly outcome: string | null;
  /** Whether the same test was started again after this one. */
  readonly repeated: boolean;
}

interface Draft {
  testcase: string;
  url: string;
  steps: Partial<Record<RunStep, Moment>>;
  outcome: string | null;
}

/** What the makers of moments need to know. */
export interface Links {
  message(event: { readonly id: string; readonly at: number }): Moment;
  result(result: LinkedResult): Moment;
}

/**
 * Puts together what CI said of the tests of one build, and the results that they left. Messages of one run share
 * its id; a result is told apart by the page that it links to, or else by its test case and time.
 */
export function testRuns(
  events: readonly TestEvent[],
  results: readonly LinkedResult[],
  links: Links,
): readonly TestRun[] {
  const drafts = new Map<string, Draft>();
  for (const event of [...events].sort((one, other) => one.at - other.at)) {
    if (event.scratch) continue;
    const key = event.run ?? event.url ?? event.testcase ?? '';
    const draft = drafts.get(key) ?? { testcase: '', url: '', steps: {}, outcome: null };
    drafts.set(key, draft);
    const step = stepOf(event.kind);
    draft.testcase ||= event.testcase ?? '';
    draft.url ||= event.url ?? '';
    // The same message may come twice, the second one later.
    draft.steps[step] ??= links.message(event);
  }
  const all = [...drafts.values()];
  for (const result of [...results].sort((one, other) => one.submit_time - other.submit_time)) {
    const step = RECORDED.get(result.outcome) ?? 'result';
    const draft = ownerOf(result, step, all) ?? added(all, result);
    draft.steps[step] ??= links.result(result);
    if (step === 'result') draft.outcome = result.outcome;
  }
  return all.map((draft) => ({
    ...draft,
    repeated: all.some((one) => one.testcase === draft.testcase && begun(one) > begun(draft)),
  }));
}

/** Outcomes by which resultsdb tells what CI said when the test was not over. */
const RECORDED: ReadonlyMap<string, RunStep> = new Map([
  ['QUEUED', 'queued'],
  ['RUNNING', 'running'],
]);

function stepOf(kind: TestEvent['kind']): RunStep {
  switch (kind) {
    case 'ci.koji-build.test.queued':
      return 'queued';
    case 'ci.koji-build.test.running':
      return 'running';
    case 'ci.koji-build.test.complete':
      return 'complete';
    case 'ci.koji-build.test.error':
      return 'error';
  }
}

/** The run that left a result: that of the same page, else one of the same test case that could have left it. */
function ownerOf(result: LinkedResult, step: RunStep, drafts: readonly Draft[]): Draft | undefined {
  const linked = drafts.find(({ url }) => url !== '' && url === result.ref_url);
  if (linked !== undefined) return linked;
  return drafts.find(
    (draft) =>
      draft.testcase === result.testcase.name &&
      (draft.url === '' || (result.ref_url ?? '') === '') &&
      draft.steps[step] === undefined &&
      draft.steps.error === undefined &&
      begun(draft) <= result.submit_time + SLACK_MS,
  );
}

function added(drafts: Draft[], { testcase, ref_url }: LinkedResult): Draft {
  const draft: Draft = { testcase: testcase.name, url: ref_url ?? '', steps: {}, outcome: null };
  drafts.push(draft);
  return draft;
}

/** The first that is known of a run. */
export function begun({ steps }: Pick<TestRun, 'steps'>): number {
  return Math.min(...RUN_STEPS.flatMap((step) => steps[step]?.at ?? []));
}
