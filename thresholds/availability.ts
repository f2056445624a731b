/**
 * How much of the time each system must serve packagers, and when its error budget burns too fast. A system is down
 * while one of its probes has failed. What could not be judged counts for nothing: neither as up nor as down.
 */
export interface Goal {
  /** Share of the time that it could be judged, over `BUDGET_DAYS`. */
  readonly goal: number;
  /** Why this share. */
  readonly why: string;
}

/** Nobody can go on without it: 7 hours a month. */
const stops = (why: string): Goal => ({ goal: 0.99, why: `${why}; of a month, 7 hours` });
/** Work piles up, and is done later: 14 hours a month. */
const delays = (why: string): Goal => ({ goal: 0.98, why: `${why}; of a month, 14 hours` });
/** Few miss it for a day: 36 hours a month. */
const bears = (why: string): Goal => ({ goal: 0.95, why: `${why}; of a month, 36 hours` });

/** By system, in the order of the workflow. */
export const SYSTEM_GOALS = {
  fas: stops('without a ticket no packager can upload, build or comment'),
  'dist-git': stops('no clone, no push, and no build, which starts with a fetch'),
  lookaside: stops('a build without its sources fails, and has to be submitted again'),
  koji: stops('every packager waits for it, and so do signing, bodhi and gating'),
  fedmsg: bears('the old gateway: what the workflow needs is on the new bus'),
  'fedora-messaging': stops('bodhi, signing and CI act on its messages, and a lost one does not come again'),
  datanommer: delays('history is late, and the workflow goes on'),
  datagrepper: delays('who looks something up waits; the bus delivers without it'),
  sigul: delays('builds wait for their signature, and are signed later'),
  robosignatory: delays('builds wait for their signature, and are signed later'),
  bodhi: stops('no update can be made, read or pushed'),
  ci: bears('a dozen services of others; a late test is a late gate, and can be waived'),
  resultsdb: delays('gates stay shut until results are there'),
  greenwave: delays('gates stay shut until it decides'),
  waiverdb: delays('who has to waive waits; all others pass'),
  koschei: bears('tells maintainers early what would fail later: nothing waits for it'),
} as const satisfies Record<string, Goal>;

export type GoalSystem = keyof typeof SYSTEM_GOALS;

function isGoal(id: string): id is GoalSystem {
  return Object.hasOwn(SYSTEM_GOALS, id);
}

/** The systems that have a goal, in the order of the workflow. */
export const GOAL_SYSTEMS: readonly GoalSystem[] = Object.keys(SYSTEM_GOALS).filter(isGoal);

/** The error budget is that of so many days, ending now. */
export const BUDGET_DAYS = 30;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** How often each scenario is meant to run, in seconds; a load run is nobody's habit. */
export const SCHEDULE = { health: 5 * MINUTE, trace: 30 * MINUTE, workflow: 6 * HOUR } as const;

/** A last value stands for so many intervals: one run may be late or get lost. */
export const MEMORY_INTERVALS = 3;

/** So long the figures of the last load run are shown and judged, in seconds. */
export const LOAD_MEMORY = HOUR;

/** Two windows in which a budget burns: the long one says that it matters, the short one that it still does. */
export interface Burn {
  readonly speed: 'fast' | 'slow';
  /** Times the speed at which the budget of `BUDGET_DAYS` lasts exactly as long. */
  readonly rate: number;
  /** Seconds. */
  readonly long: number;
  readonly short: number;
}

/**
 * A run is five minutes of an hour: a twelfth. So the short window is no shorter than three runs, and no rate turns a
 * single failed run into an alert.
 */
export const BURNS: readonly Burn[] = [
  { speed: 'fast', rate: 14.4, long: HOUR, short: 15 * MINUTE },
  { speed: 'fast', rate: 6, long: 6 * HOUR, short: HOUR },
  { speed: 'slow', rate: 3, long: DAY, short: 6 * HOUR },
  { speed: 'slow', rate: 1, long: 3 * DAY, short: DAY },
];

/** Of a long window at least this share must be judged before its ratio says something: six runs of an hour's twelve. */
export const LEAST_JUDGED = 0.5;

/** A budget is told once a system has been judged so long, in seconds: twelve runs. Until then, there is not enough data. */
export const LEAST_FOR_BUDGET = HOUR;
