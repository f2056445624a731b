import type { StageId } from '../../thresholds/stages.ts';
import type { World } from '../../twin/world/types.ts';
import { type Truth, type TruthRun, truthOf } from './trace-truth.ts';

/** When a package entered a stage and left it, in ms; null where it has not, or never will. */
export type Span = readonly [from: number | null, to: number | null];

export type Spans = Readonly<Partial<Record<StageId, Span>>>;

/** From the world's own records, without any code of the trace: what each of its stages must say. */
export function trueStages(world: World, nvr: string, moment: number): Spans {
  const build = world.build(nvr);
  if (build === undefined) throw new Error(`no build ${nvr} in the twin`);
  const truth = truthOf(world, build, moment);
  const { events } = truth;
  // One gate holds all builds of an update.
  const builds = world.updateOf(build.id)?.builds ?? [build.id];
  const ofUpdate = builds.flatMap((id) => world.build(id) ?? []).map((one) => truthOf(world, one, moment));
  const rolling = truth.kind === 'rawhide' || truth.kind === 'eln';
  const tested = truth.kind !== 'epel' && truth.kind !== 'eln';
  return {
    ...requestStages(world, truth),
    'build.start': [events.pushed, events.buildStarted],
    'build.run': [events.buildFailed === null ? events.buildStarted : null, events.buildComplete],
    'build.tag': [events.buildComplete, events.taggedCandidate],
    [rolling && truth.sideTag === null ? 'update.create' : 'update.submit']: [
      events.taggedCandidate,
      events.updateCreated,
    ],
    'sign.build': [events.updateCreated, events.signingPendingOut],
    'sign.move': [events.signingPendingOut, events.testingPendingIn],
    'ci.announce': [rolling ? events.testingPendingIn : events.updateCreated, events.buildGroupAnnounced],
    ...(tested ? testStages(truth) : {}),
    ...(rolling ? rollingStages(truth, ofUpdate) : composedStages(world, truth, ofUpdate)),
  };
}

function requestStages(world: World, { package: name, commit }: Truth): Spans {
  const request = world.pullRequests(name).find((one) => one.commit === commit);
  if (request === undefined) return {};
  const { uid, openedAt, flaggedAt, mergedAt } = request;
  const running = world
    .messagesIn('topic', `${world.ciTopicPrefix}.ci.dist-git-pr.test.running`)
    .filter(({ at, body }) => at >= openedAt && at <= flaggedAt && JSON.stringify(body()).includes(uid))
    .map(({ at }) => at);
  return {
    'pr.start': [openedAt, running[0] ?? null],
    'pr.test': [lastOf(running) ?? openedAt, flaggedAt],
    'pr.merge': [flaggedAt, mergedAt],
  };
}

function testStages({ events, runs }: Truth): Spans {
  const firsts = runs.filter(
    (run) => !runs.some((one) => one.testcase === run.testcase && one.queued < run.queued),
  );
  const sound = runs.filter(({ error }) => error === null);
  const over = (all: readonly TruthRun[], span: (run: TruthRun) => Span): Span => longest(all.map(span));
  return {
    'ci.queue': over(firsts, ({ queued }) => [events.buildGroupAnnounced, queued]),
    'ci.start': over(runs, ({ queued, running }) => [queued, running]),
    'ci.run': over(sound, ({ running, complete }) => [running, complete]),
    'ci.error': over(
      runs.filter(({ error }) => error !== null),
      ({ running, error }) => [running, error],
    ),
    'gate.result': over(sound, ({ complete, recorded }) => [complete, recorded]),
    'gate.waive': [events.decisionUnsatisfied, events.waived],
  };
}

function rollingStages({ events }: Truth, ofUpdate: readonly Truth[]): Spans {
  const { testingPendingIn, buildGroupAnnounced, taggedStable } = events;
  const gates = ofUpdate.flatMap((one) => [one.events.waived, ...one.runs.map(({ recorded }) => recorded)]);
  const from = lastOf(
    [testingPendingIn, buildGroupAnnounced, ...gates].filter(
      (at): at is number => at !== null && at <= (taggedStable ?? Number.MAX_VALUE),
    ),
  );
  // What still is tested, or held by its gate, waits in that stage and in no other.
  return {
    'push.direct': taggedStable === null && ofUpdate.some(isBusy) ? [null, null] : [from, taggedStable],
  };
}

function isBusy({ kind, runs, events: { decisionUnsatisfied, waived } }: Truth): boolean {
  if (kind !== 'eln' && runs.length === 0) return true;
  const open = runs.some(({ error, recorded }) => error === null && recorded === null);
  return open || (decisionUnsatisfied !== null && waived === null);
}

function composedStages(world: World, { events, update }: Truth, ofUpdate: readonly Truth[]): Spans {
  const met = world
    .messagesIn('topic', `${world.topicPrefix}.bodhi.update.requirements_met.stable`)
    .find(({ body }) => JSON.stringify(body()).includes(`"${update}"`))?.at;
  const waived = Math.max(...ofUpdate.map((one) => one.events.waived ?? 0));
  const asked = events.requestedStable;
  return {
    'push.testing': [events.testingPendingIn, events.updateTesting],
    'push.rest': [events.updateTesting, met ?? null],
    'push.request': [met === undefined ? null : Math.max(met, waived), asked],
    'push.stable': [asked, events.taggedStable],
  };
}

function lastOf(all: readonly number[]): number | null {
  return all.length === 0 ? null : Math.max(...all);
}

/** Of several tests the one that waits, the first of them; else the one that took longest. */
function longest(spans: readonly Span[]): Span {
  const begun = spans.filter(([from]) => from !== null);
  const open = begun.filter(([, to]) => to === null).sort(([one], [other]) => (one ?? 0) - (other ?? 0));
  const took = ([from, to]: Span): number => (to ?? 0) - (from ?? 0);
  const done = begun.filter(([, to]) => to !== null).sort((one, other) => took(other) - took(one));
  return open[0] ?? done[0] ?? [null, null];
}
