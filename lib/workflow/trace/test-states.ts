import type { StageId } from '../../../thresholds/stages.ts';
import { type Found, NOT_REACHED, stillIn } from './found.ts';
import type { Joined } from './join.ts';
import type { Moment } from './outcome.ts';
import { begun, RUN_STEPS, type RunStep, SLACK_MS, type TestRun } from './runs.ts';

/**
 * The tests of a build run side by side, and it waits for all: of each stage of theirs the test counts that is, or
 * was, in it for longest. Figures of different tests are never mixed.
 */
const TEST_STAGES = [
  'ci.queue',
  'ci.start',
  'ci.run',
  'ci.error',
  'gate.result',
] as const satisfies StageId[];
type TestStage = (typeof TEST_STAGES)[number];

export function isOfTests(id: StageId): id is TestStage {
  return TEST_STAGES.some((one) => one === id);
}

/** Worst first: what is told of several tests together. */
const WORST = ['stuck', 'waiting', 'unknown', 'unrecorded', 'passed'] as const;

export function testStage(id: TestStage, joined: Joined, now: number): Found {
  if (id === 'ci.queue') return queued(joined, now);
  const all = joined.runs.map((run) => stageOfRun(id, run, joined, now));
  return together(all);
}

function together(all: readonly Found[]): Found {
  const worst = WORST.find((state) => all.some((one) => one.state === state));
  const of = all.filter(({ state }) => state === worst);
  const [first, ...rest] = of;
  if (first === undefined) return NOT_REACHED;
  const longest = rest.reduce((one, other) => (length(other) > length(one) ? other : one), first);
  return { ...longest, said: all.flatMap(({ said }) => said) };
}

function length({ from, to }: Found): number {
  if (from === null) return 0;
  // Of those that still wait, the longest is the one that began first.
  return to === null ? Number.MAX_SAFE_INTEGER - from.at : to.at - from.at;
}

/** From the announcement of the update; a test that is started again was not queued by that. */
function queued(joined: Joined, now: number): Found {
  const { moments, runs, testsHeard } = joined;
  const [from = null] = moments.get('announced') ?? [];
  const firsts = runs.filter(
    (run) => !runs.some((one) => one.testcase === run.testcase && begun(one) < begun(run)),
  );
  if (firsts.length === 0) return neverQueued(joined, from, now);
  return together(
    firsts.map((run): Found => {
      const to = run.steps.queued ?? null;
      if (to === null)
        return { state: 'unrecorded', from, to, said: testsHeard ? [lack(run, 'queued')] : [] };
      return { state: from === null ? 'unrecorded' : 'passed', from, to, said: [] };
    }),
  );
}

function neverQueued({ moments, testsHeard }: Joined, from: Moment | null, now: number): Found {
  if (from === null) return NOT_REACHED;
  if (!testsHeard || moments.has('stable')) return { state: 'unknown', from, to: null, said: [] };
  return stillIn('ci.queue', from, now);
}

type RunStage = Exclude<TestStage, 'ci.queue'>;

const ENDS: Readonly<Record<RunStage, RunStep>> = {
  'ci.start': 'running',
  'ci.run': 'complete',
  'ci.error': 'error',
  'gate.result': 'result',
};
const BEGINNINGS: Readonly<Record<RunStage, readonly RunStep[]>> = {
  'ci.start': ['queued'],
  'ci.run': ['running'],
  'ci.error': ['queued', 'running'],
  'gate.result': ['complete'],
};

function stageOfRun(id: RunStage, run: TestRun, { testsHeard, resultsRead }: Joined, now: number): Found {
  const { steps } = run;
  const broke = steps.error !== undefined || (isGone(run) && run.repeated);
  if (id === 'ci.error' ? !broke : broke && id !== 'ci.start') return NOT_REACHED;
  const to = steps[ENDS[id]] ?? null;
  const due = BEGINNINGS[id].at(-1) ?? 'queued';
  const from = steps[due] ?? null;
  const said = (step: RunStep): readonly string[] => (testsHeard ? [lack(run, step)] : []);
  if (to !== null) {
    if (from === null) return { state: 'unrecorded', from, to, said: said(due) };
    if (from.at <= to.at + SLACK_MS) return { state: 'passed', from, to, said: [] };
    const words = `records contradict each other: test ${run.testcase} ${ENDS[id]} before ${due}`;
    return { state: 'unknown', from, to, said: [words] };
  }
  const later = RUN_STEPS.slice(RUN_STEPS.indexOf(ENDS[id]) + 1);
  if (later.some((step) => steps[step] !== undefined) || broke) {
    return { state: 'unrecorded', from, to, said: said(ENDS[id]) };
  }
  if (from === null) return NOT_REACHED;
  // What nobody read proves nothing by its absence.
  if (id === 'gate.result' ? !resultsRead : !testsHeard) return { state: 'unknown', from, to, said: [] };
  return stillIn(id, from, now);
}

/** Neither an end nor a result. */
function isGone({ steps }: TestRun): boolean {
  return steps.complete === undefined && steps.error === undefined && steps.result === undefined;
}

function lack({ testcase }: TestRun, step: RunStep): string {
  return step === 'result' ? `result of ${testcase}` : `message ci.koji-build.test.${step} of ${testcase}`;
}
