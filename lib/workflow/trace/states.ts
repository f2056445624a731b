import { STAGE_OBJECTIVES, type StageId } from '../../../thresholds/stages.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { EARLY_ENDS, MILESTONE_NAMES, MILESTONES, type Milestone, type MilestoneRow } from '../milestones.ts';
import { STAGES, type Stage, stagesOn, type Way } from '../stages.ts';
import { retired } from '../topics.ts';
import { type Found, NOT_REACHED, stillIn } from './found.ts';
import type { Joined } from './join.ts';
import { lackOf } from './lacks.ts';
import type { Moment, StageOfTrace, TraceOutcome } from './outcome.ts';
import { SLACK_MS } from './runs.ts';
import { isOfTests, testStage } from './test-states.ts';
import { kindOf, wayOf } from './traced.ts';

/** The way that each package has to go, in its order: who stands behind a point has passed it. */
const MAIN: readonly Milestone[] = [
  'pushed',
  'build-started',
  'built',
  'candidate',
  'update-created',
  'signed',
  'testing-pending',
  'testing',
  'requirements-met',
  'stable-requested',
  'stable',
];

/** What proves points beside that way. */
const PROOFS: Readonly<Partial<Record<Milestone, readonly Milestone[]>>> = {
  'request-opened': ['request-testing', 'request-tested', 'request-merged'],
  'request-testing': ['request-tested'],
  'request-merged': ['pushed', 'build-started'],
  announced: ['test-queued', 'test-running', 'test-complete', 'test-error', 'result'],
};

/** One package's way through the stages. */
export function outcomeOf(joined: Joined, context: Pick<ProbeContext, 'now'>): TraceOutcome {
  const { traced, moments, missing } = joined;
  const way = wayOf(traced);
  const said = [...missing];
  const stages: StageOfTrace[] = [];
  const held = [joined, ...joined.siblings].some((one) => isHeld(one, way, context.now()));
  for (const id of stagesOn(way)) {
    const known = stageOf(id, joined, way, context.now());
    // While a test or the gate is waited for, nothing else keeps the update from the stable tag.
    const found = id === 'push.direct' && held && isIn(known) ? NOT_REACHED : known;
    said.push(...found.said);
    stages.push(stageRow(id, found, context.now()));
  }
  const stuck = stages.find(({ state }) => state === 'stuck');
  return {
    nvr: traced.nvr,
    package: traced.package,
    release: traced.release.name,
    kind: kindOf(traced.release),
    sideTag: traced.sideTag !== null,
    update: traced.update?.alias ?? null,
    milestones: milestonesIn(moments),
    stages,
    stuck:
      stuck === undefined || stuck.from === null
        ? null
        : { stage: stuck.stage, since: stuck.from.at, url: stuck.from.url },
    missing: [...new Set(said)],
  };
}

/** Whether a test of a build is not over, or its gate is closed. */
function isHeld(joined: Joined, way: Way, now: number): boolean {
  const ids = stagesOn(way).filter((id) => /^(?:ci|gate)\./.test(id));
  return ids.some((id) => isIn(stageOf(id, joined, way, now)));
}

function isIn({ state }: Found): boolean {
  return state === 'waiting' || state === 'stuck';
}

function milestonesIn(moments: Joined['moments']): Readonly<Partial<Record<Milestone, Moment>>> {
  const found: Partial<Record<Milestone, Moment>> = {};
  for (const name of MILESTONE_NAMES) {
    const all = moments.get(name) ?? [];
    // Of several tests and results the last ends the waiting; everything else happens once, and is told again.
    const moment = name === 'test-complete' || name === 'result' ? all.at(-1) : all[0];
    if (moment !== undefined) found[name] = moment;
  }
  return found;
}

function stageRow(stage: StageId, { state, from, to }: Found, now: number): StageOfTrace {
  const end = state === 'passed' ? to?.at : now;
  const counts = state === 'passed' || state === 'waiting' || state === 'stuck';
  const seconds = counts && from !== null && end !== undefined ? Math.max(0, end - from.at) / 1000 : null;
  return { stage, state, from, to, seconds };
}

function stageOf(id: StageId, joined: Joined, way: Way, now: number): Found {
  if (isOfTests(id)) return testStage(id, joined, now);
  const stage = STAGES[id];
  const to = endOf(stage, joined);
  return to === null ? unfinished(id, joined, way, now) : finished(id, joined, to, way);
}

/** A flag for each check: the last before the merge ends the test of a request. */
function endOf({ to }: Stage, { moments }: Joined): Moment | null {
  const all = moments.get(to) ?? [];
  if (to !== 'request-tested') return all[0] ?? null;
  const merged = moments.get('request-merged')?.[0]?.at ?? Number.POSITIVE_INFINITY;
  return all.filter(({ at }) => at <= merged).at(-1) ?? null;
}

/** What may happen several times on one way: the last of them before a stage's end counts. All else counts once. */
const REPEATED: readonly Milestone[] = [
  'request-testing',
  'result',
  'waived',
  'decided',
  'unsatisfied',
  'satisfied',
];

function momentsOf(names: readonly Milestone[], { moments, siblings }: Joined): readonly Moment[] {
  return names.flatMap((name) => {
    if (!REPEATED.includes(name)) return (moments.get(name) ?? []).slice(0, 1);
    const gates = names.includes('satisfied') ? siblings : [];
    return [moments, ...gates.map((one) => one.moments)].flatMap((of) => of.get(name) ?? []);
  });
}

/** Where a stage begins: only where there are composes an update is announced as soon as it is made. */
function beginnings(id: StageId, way: Way): readonly Milestone[] {
  const { from } = STAGES[id];
  return id === 'ci.announce' ? from.filter((name) => (name === 'update-created') === way.composed) : from;
}

function finished(id: StageId, joined: Joined, to: Moment, way: Way): Found {
  const stage = STAGES[id];
  const all = momentsOf(beginnings(id, way), joined);
  const from = lastBefore(all, to);
  const lost = lostBeginning(id, joined, way, from);
  if (lost !== null) return { state: 'unrecorded', from, to, said: joined.heard ? [lost] : [] };
  if (from !== null) return { state: 'passed', from, to, said: [] };
  if (all.length === 0) {
    return { state: 'unrecorded', from: null, to, said: joined.heard ? [lackOf(stage.from[0])] : [] };
  }
  const early = Math.round((Math.min(...all.map(({ at }) => at)) - to.at) / 1000);
  const said = `records contradict each other: ${MILESTONES[stage.to].title} ${early} s before ${stage.from
    .map((name) => MILESTONES[name].title)
    .join(' or ')}`;
  return { state: 'unknown', from: null, to, said: [said] };
}

/** Messages and bodhi cut their times to whole seconds. */
const WHOLE_SECONDS: readonly Moment['record'][] = ['message', 'bodhi'];

/** The last moment before another; only where there is none, clocks that lie apart may have turned them round. */
function lastBefore(
  all: readonly Moment[],
  { at: end, record }: Pick<Moment, 'at' | 'record'>,
): Moment | null {
  const cut = WHOLE_SECONDS.includes(record) ? 999 : 0;
  return (
    latest(all.filter(({ at }) => at <= end + cut)) ?? latest(all.filter(({ at }) => at <= end + SLACK_MS))
  );
}

function latest(all: readonly Moment[]): Moment | null {
  return all.reduce<Moment | null>((last, one) => (last === null || one.at > last.at ? one : last), null);
}

/**
 * What should have been passed last before the end, and of which only the message is lost: then nobody can say when
 * the stage began. Null if there is no such thing.
 */
function lostBeginning(id: StageId, joined: Joined, way: Way, from: Moment | null): string | null {
  const { moments, requestTested } = joined;
  const names = beginnings(id, way);
  const isLost = (name: Milestone): boolean =>
    !moments.has(name) && (name.startsWith('request-test') ? requestTested : isDue(name, way));
  const due = names.filter(isLost).at(-1);
  if (due === undefined) return null;
  const later = momentsOf(names.slice(names.indexOf(due) + 1), joined);
  return from !== null && later.includes(from) ? null : lackOf(due);
}

/** Whether each package on such a way has to pass a point. */
function isDue(name: Milestone, way: Way): boolean {
  return (
    name === 'pushed' ||
    stagesOn(way).some((id) => STAGES[id].to === name && STAGES[id].passedBy === 'every' && !isOfTests(id))
  );
}

function unfinished(id: StageId, joined: Joined, way: Way, now: number): Found {
  const { moments, heard } = joined;
  const stage = STAGES[id];
  const all = momentsOf(beginnings(id, way), joined);
  const from = latest(all);
  const mayBeHeard = row(stage.to).kinds.some((kind) => retired(kind) === null);
  if (isProven(stage.to, moments)) {
    return { state: 'unrecorded', from, to: null, said: heard ? [lackOf(stage.to)] : [] };
  }
  if (from === null || endedAfter(from, stage, joined)) return NOT_REACHED;
  if ((id === 'pr.start' || id === 'pr.test') && (moments.has('request-merged') || moments.has('pushed'))) {
    // A request may be merged without a test; but what CI began to say had an end.
    if (!joined.requestTested) return NOT_REACHED;
    return { state: 'unrecorded', from, to: null, said: heard ? [lackOf(stage.to)] : [] };
  }
  // Where greenwave no longer tells, a decision is seen by nobody, and an open gate by bodhi's word alone.
  if (!mayBeHeard && (id === 'gate.decide' || !isGateClosed(joined))) return NOT_REACHED;
  if (onlyMessages(stage) && (!heard || hasMovedOn(id, moments, from))) {
    return { state: 'unknown', from, to: null, said: heard ? [lackOf(stage.to)] : [] };
  }
  if (id === 'ci.announce' && !way.tested && now - from.at > STAGE_OBJECTIVES[id].warn * 1000) {
    // Nobody acts on this announcement: nothing but its message could tell.
    return { state: 'unknown', from, to: null, said: [lackOf(stage.to)] };
  }
  return stillIn(id, from, now);
}

function row(name: Milestone): MilestoneRow {
  return MILESTONES[name];
}

function onlyMessages({ to }: Stage): boolean {
  return to === 'announced' || to.startsWith('request-');
}

/** An update that was pushed on went past its announcement, whether or not that ever happened. */
function hasMovedOn(id: StageId, moments: Joined['moments'], from: Moment): boolean {
  const later = [...(moments.get('testing') ?? []), ...(moments.get('stable') ?? [])];
  return id === 'ci.announce' && later.some(({ at }) => at > from.at);
}

function isGateClosed({ traced: { update } }: Joined): boolean {
  return update !== null && update.test_gating_status === 'failed' && update.status !== 'stable';
}

/** Bodhi does not always note when an update was withdrawn. */
function endedAfter(from: Moment, { unless = [] }: Stage, { moments, traced: { update } }: Joined): boolean {
  if (update?.status === 'unpushed' || update?.status === 'obsolete') return true;
  return [...unless, ...EARLY_ENDS].some((name) => (moments.get(name) ?? []).some(({ at }) => at >= from.at));
}

const OF_REQUEST: readonly Milestone[] = ['request-opened', 'request-testing', 'request-tested'];

/** Whether something later shows that a point was passed. */
function isProven(name: Milestone, moments: Joined['moments']): boolean {
  // A push needs no request; but where there was one for its commit, that is merged.
  if (name === 'request-merged' && !OF_REQUEST.some((one) => moments.has(one))) return false;
  const place = MAIN.indexOf(name);
  const later = place < 0 ? (PROOFS[name] ?? []) : MAIN.slice(place + 1);
  return later.some((one) => moments.has(one));
}
