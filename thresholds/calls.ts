/**
 * The hot path's part of the table: what each call must hold under load. `p95` and `p99` are milliseconds of the
 * answers that were right, `errors` is the share of all others, and with less than `minSamples` answers nothing is
 * said of a call by itself.
 */
export interface CallObjective {
  readonly p95: number;
  readonly p99: number;
  readonly errors: number;
  readonly minSamples: number;
  /** Why these figures. Fedora's own limits (Nagios warns at 30 s) are the floor of ambition, far below them. */
  readonly why: string;
}

/** One in a hundred: what a client's single retry hides. Less than 100 answers could not tell it from none. */
const ERRORS = 0.01;
const MIN_SAMPLES = 100;

function objective(p95: number, p99: number, why: string): CallObjective {
  return { p95, p99, errors: ERRORS, minSamples: MIN_SAMPLES, why };
}

const floor = (): CallObjective =>
  objective(200, 1000, 'opens the database and asks nothing: every other call pays this first');
const row = (): CallObjective =>
  objective(300, 1500, 'one indexed row; tools make dozens in a row, so that 300 ms each is felt as seconds');
const few = (): CallObjective =>
  objective(500, 2000, 'some indexed rows; a person waits for one, a script for many');
const many = (): CallObjective =>
  objective(1000, 4000, 'a bounded list; half of what gating waits for in all');
const search = (): CallObjective =>
  objective(1500, 5000, 'counts its window; gating polls every few seconds, gunicorn kills it at 60 s');

export const CALL_OBJECTIVES = {
  'koji.getAPIVersion': floor(),
  'koji.getKojiVersion': floor(),
  'koji.getBuild': row(),
  'koji.getTag': row(),
  'koji.getBuildTarget': row(),
  'koji.getTaskInfo': row(),
  'koji.getRepo': row(),
  'koji.repoInfo': row(),
  'koji.listTags': few(),
  'koji.getBuildTargets': few(),
  'koji.getTaskDescendents': few(),
  'koji.listChannels': few(),
  'koji.search': few(),
  'koji.listBuilds': many(),
  'koji.listTagged': many(),
  'koji.listTasks': many(),
  'koji.listHosts': many(),
  'koji.queryHistory': many(),
  'koji.multiCall': many(),
  'datagrepper.id': few(),
  'datagrepper.rawId': few(),
  'datagrepper.searchTopic': search(),
  'datagrepper.searchPackage': search(),
  'datagrepper.searchHour': search(),
  'datagrepper.rawTopic': search(),
  'datagrepper.rawPackage': search(),
} as const satisfies Record<string, CallObjective>;

export type CallId = keyof typeof CALL_OBJECTIVES;

export function isCall(id: string): id is CallId {
  return Object.hasOwn(CALL_OBJECTIVES, id);
}

export const CALL_IDS: readonly CallId[] = Object.keys(CALL_OBJECTIVES).filter(isCall);

/**
 * Calls that a run makes too seldom to judge each by itself are judged together: of all their answers this share may
 * take longer than the `p95` of its own call, and the usual share may be wrong.
 */
export const TOGETHER = { late: 0.05, errors: ERRORS, minSamples: MIN_SAMPLES } as const;

/** A run stops by itself once this share of one window's answers is wrong: it would only add to somebody's outage. */
export const STOP_ERRORS = 0.25;
