/**
 * The workflow's steps as a packager does them, from `kinit` to the stable tag: how long each may take. Seconds of a
 * quiet day for a small test package of noarch. Past `warn` the step is degraded; what has not come by `fail` is given
 * up, and the step has failed. `PW_TIME_SCALE` divides both.
 */
export interface StepObjective {
  /** The founding document's number of the step. */
  readonly step: number;
  readonly title: string;
  readonly warn: number;
  readonly fail: number;
  /** Why these figures. */
  readonly why: string;
}

const MINUTE = 60;

const AT_ONCE = 'a few requests; a packager who waits two minutes gives up';
const MESSAGE = 'messages are stored within seconds; monitors of 2018 waited ten minutes for one';

function objective(step: number, title: string, warn: number, fail: number, why: string): StepObjective {
  return { step, title, warn, fail, why };
}

/** By name, in the order of the workflow. */
export const STEP_OBJECTIVES = {
  preconditions: objective(0, 'account, agreement, group and commit right', 60, 2 * MINUTE, AT_ONCE),
  login: objective(
    1,
    'log in to FAS',
    60,
    2 * MINUTE,
    'three round trips; behind a dead KDC the proxy gives up after 17 s',
  ),
  clone: objective(2, 'clone from dist-git', 60, 2 * MINUTE, AT_ONCE),
  edit: objective(3, 'bump the spec', 60, 2 * MINUTE, 'reads one file, and computes'),
  sources: objective(
    4,
    'new source to the lookaside cache',
    60,
    5 * MINUTE,
    'one small archive up and down again',
  ),
  push: objective(5, 'commit and push', 60, 2 * MINUTE, AT_ONCE),
  request: objective(
    6,
    'pull request: create, test, merge',
    30 * MINUTE,
    60 * MINUTE,
    'a scratch build and short tests; the checker of 2018 gave each part ten minutes',
  ),
  submit: objective(7, 'submit the build to koji', 60, 2 * MINUTE, AT_ONCE),
  build: objective(
    8,
    'koji builds and announces it',
    15 * MINUTE,
    30 * MINUTE,
    'noarch, one file: minutes on an idle builder; half an hour is a queue',
  ),
  tags: objective(
    9,
    'candidate and signing-pending tags',
    3 * MINUTE,
    15 * MINUTE,
    'one task of seconds; behind a full hub it takes minutes',
  ),
  update: objective(
    10,
    'the update in bodhi',
    5 * MINUTE,
    15 * MINUTE,
    'bodhi makes it by itself when koji tags the build; a missed message means none',
  ),
  pending: objective(
    11,
    'testing-pending tag',
    10 * MINUTE,
    30 * MINUTE,
    'signing takes two minutes when idle; a lost message comes again after thirty',
  ),
  announced: objective(12, 'bodhi announces it to CI', 5 * MINUTE, 15 * MINUTE, MESSAGE),
  tests: objective(
    13,
    'CI runs',
    20 * MINUTE,
    40 * MINUTE,
    'tests of a test package take minutes; the queue of Testing Farm adds to them',
  ),
  results: objective(14, 'the result in resultsdb', 5 * MINUTE, 15 * MINUTE, MESSAGE),
  decision: objective(
    15,
    'greenwave decides',
    5 * MINUTE,
    15 * MINUTE,
    'it asks others anew; its cache is emptied by each result',
  ),
  signed: objective(
    16,
    'signed: no longer signing-pending',
    5 * MINUTE,
    15 * MINUTE,
    'signed long before: the tag only has to be gone',
  ),
  waive: objective(17, 'waive the failed test', 60, 2 * MINUTE, AT_ONCE),
  waiver: objective(18, 'waiverdb announces the waiver', 5 * MINUTE, 15 * MINUTE, MESSAGE),
  satisfied: objective(
    19,
    'greenwave is satisfied',
    5 * MINUTE,
    15 * MINUTE,
    'a waiver counts from the next question on',
  ),
  stable: objective(
    20,
    'the stable tag',
    10 * MINUTE,
    30 * MINUTE,
    'without composes bodhi tags within minutes of the gate',
  ),
} as const satisfies Record<string, StepObjective>;

export type StepName = keyof typeof STEP_OBJECTIVES;

function isStep(name: string): name is StepName {
  return Object.hasOwn(STEP_OBJECTIVES, name);
}

export const STEP_NAMES: readonly StepName[] = Object.keys(STEP_OBJECTIVES).filter(isStep);
