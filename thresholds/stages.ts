/**
 * The workflow's part of the table: how long a stage, the way between two events, may take. Seconds, held against
 * the 90th percentile of the packages that passed it, and against each that still waits in it. Where a person or a
 * rule of the release decides when it goes on there is no `fail`: slow is worth seeing there, but nothing is broken.
 */
export interface StageObjective {
  readonly warn: number;
  readonly fail: number | null;
  /** Why these figures. */
  readonly why: string;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

function objective(warn: number, fail: number | null, why: string): StageObjective {
  return { warn, fail, why };
}

const TAG_TASK = 'one task of seconds that waits for a free builder; behind a full hub it takes minutes';
const COMPOSE =
  'one compose a day, hours long; Nagios warns when none began for 24 h, and two missed are too many';
const TEST_RUN = 'tests of most packages take minutes; the checker of 2018 gave the longest 300 minutes';

/** By stage, in the order of the workflow. */
export const STAGE_OBJECTIVES = {
  'pr.start': objective(
    10 * MINUTE,
    HOUR,
    'CI marks a request as pending when it has seen it; the checker of 2018 waited 10 minutes for that',
  ),
  'pr.test': objective(
    2 * HOUR,
    7 * HOUR,
    'a scratch build and its tests; the checker of 2018 gave them 120 and 300 minutes',
  ),
  'pr.merge': objective(7 * DAY, null, 'a maintainer merges: a week without is a request that is forgotten'),
  'build.start': objective(DAY, null, 'the packager starts the build, or a bot within minutes of the push'),
  'build.run': objective(
    2 * HOUR,
    12 * HOUR,
    'most packages build in minutes; past half a day an architecture lacks builders',
  ),
  'build.tag': objective(2 * MINUTE, 15 * MINUTE, TAG_TASK),
  'update.create': objective(
    5 * MINUTE,
    30 * MINUTE,
    'bodhi makes it by itself when koji tags the build; in 2020 it missed messages and made none',
  ),
  'update.submit': objective(DAY, null, 'the packager submits it when all its builds are there'),
  'sign.build': objective(
    15 * MINUTE,
    HOUR,
    'two minutes when idle, one after the other; a message that was lost on the way comes again after 30 minutes',
  ),
  'sign.move': objective(2 * MINUTE, 15 * MINUTE, TAG_TASK),
  'ci.announce': objective(
    5 * MINUTE,
    2 * HOUR,
    'bodhi sends it with the change; results that lack two hours later count as failed',
  ),
  'ci.queue': objective(
    10 * MINUTE,
    30 * MINUTE,
    'CI starts on the message; where it got lost Fedora triggers again within 15 minutes',
  ),
  'ci.start': objective(
    15 * MINUTE,
    HOUR,
    'waits for a free executor; the checker of 2018 waited 10 minutes',
  ),
  'ci.run': objective(HOUR, 5 * HOUR, TEST_RUN),
  'ci.error': objective(HOUR, 5 * HOUR, TEST_RUN),
  'gate.result': objective(
    5 * MINUTE,
    HOUR,
    'one listener carries results from the bus to resultsdb: nothing else shows when it is gone',
  ),
  'gate.decide': objective(
    10 * MINUTE,
    2 * HOUR,
    'decided when asked, and remembered for an hour; after two hours bodhi takes what is missing for failed',
  ),
  'gate.waive': objective(DAY, null, 'the packager reads what failed, and waives it'),
  'gate.unblock': objective(
    10 * MINUTE,
    HOUR,
    'the gate is asked again with the waiver; greenwave remembers an answer for an hour at most',
  ),
  'push.testing': objective(30 * HOUR, 54 * HOUR, COMPOSE),
  'push.rest': objective(
    15 * DAY,
    null,
    'seven days in testing, fourteen on the critical path; more is feedback or tests that lack',
  ),
  'push.request': objective(
    DAY,
    null,
    'bodhi requests it within minutes, unless the packager keeps that to himself',
  ),
  'push.stable': objective(30 * HOUR, 54 * HOUR, COMPOSE),
  'push.direct': objective(
    15 * MINUTE,
    2 * HOUR,
    'without a compose the build goes to stable as soon as the gate lets it through',
  ),
} as const satisfies Record<string, StageObjective>;

export type StageId = keyof typeof STAGE_OBJECTIVES;

function isStage(id: string): id is StageId {
  return Object.hasOwn(STAGE_OBJECTIVES, id);
}

/** In the order of the workflow. */
export const STAGE_IDS: readonly StageId[] = Object.keys(STAGE_OBJECTIVES).filter(isStage);
