import { describe, expect, it } from 'vitest';
import { isStruct } from '../../lib/protocols/xmlrpc/decode.ts';
import { kwargs, XmlRpcDouble, type XmlRpcValue } from '../../lib/protocols/xmlrpc/value.ts';
import { updateJson } from '../../twin/systems/bodhi/records.ts';
import { decide } from '../../twin/systems/gating.ts';
import { dispatch } from '../../twin/systems/koji/methods.ts';
import { resultsdb } from '../../twin/systems/resultsdb.ts';
import { PUSH_CONTEXT } from '../../twin/world/bodies-ci.ts';
import { DAY, HOUR } from '../../twin/world/calendar.ts';
import { clockwork, NOON } from '../../twin/world/clockwork.ts';
import type { World } from '../../twin/world/types.ts';
import { type Truth, truthOf, truths } from './trace-truth.ts';
import { twinAsk } from './twin-ask.ts';

const shared = clockwork();
const WEEK = 7 * DAY;
const week = truths(shared.world, NOON - WEEK, NOON);

/** The value at a path of members and places; undefined where it leads nowhere. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    found = Object.entries(Object(found)).find(([name]) => name === String(key))?.[1];
  }
  return found;
}

/** What a message is about, by the keys that its real consumers join by. */
function keysOf(topic: string, body: unknown): readonly string[] {
  const name = topic.replace(/^org\.(?:fedoraproject|centos)\.prod\./, '');
  const alias = at(body, 'update', 'alias');
  switch (name) {
    case 'pagure.git.receive':
      return [`${name} ${at(body, 'end_commit')}`];
    case 'pagure.pull-request.new':
    case 'pagure.pull-request.closed':
      return [`${name} ${at(body, 'pullrequest', 'commit_stop')}`];
    case 'buildsys.build.state.change':
      return [`${name} ${at(body, 'build_id')} ${at(body, 'new')}`];
    case 'buildsys.tag':
    case 'buildsys.untag':
      return [`${name} ${at(body, 'build_id')} ${at(body, 'tag')}`];
    case 'buildsys.rpm.sign':
      return [`${name} ${at(body, 'build', 'id')}`];
    case 'resultsdb.result.new':
      return [`${name} ${at(body, 'id')}`];
    case 'waiverdb.waiver.new':
      return [`${name} ${at(body, 'subject_identifier')}`];
    default:
      if (name.startsWith('ci.koji-build.')) return [`${name} ${at(body, 'pipeline', 'id')}`];
      return name.startsWith('bodhi.update.') ? [`${name} ${alias}`] : [];
  }
}

/** When the bus last carried each key. */
function heard(world: World): Map<string, number> {
  const moments = new Map<string, number>();
  for (const message of world.messages()) {
    if (message.at < NOON - WEEK - 2 * DAY) continue;
    for (const key of keysOf(message.topic, message.body())) moments.set(key, message.at);
  }
  return moments;
}

/** Which message each event of a truth must have. */
function expected(truth: Truth): [string, number | null][] {
  const { events, buildId, commit, update, sideTag } = truth;
  const tags = shared.world.release(truth.release)?.tags;
  const composed = truth.kind !== 'rawhide' && truth.kind !== 'eln';
  const signing = sideTag === null ? tags?.pendingSigning : `${sideTag}-signing-pending`;
  const testing = sideTag === null ? tags?.pendingTesting : `${sideTag}-testing-pending`;
  const bodhi = (name: string) => `bodhi.update.${name} ${update}`;
  return [
    [`pagure.pull-request.new ${commit}`, events.pullRequestOpened],
    [`pagure.pull-request.closed ${commit}`, events.pullRequestMerged],
    [`pagure.git.receive ${commit}`, events.pushed],
    [`buildsys.build.state.change ${buildId} 0`, events.buildStarted],
    [`buildsys.build.state.change ${buildId} 1`, events.buildComplete],
    [`buildsys.build.state.change ${buildId} 3`, events.buildFailed],
    [`buildsys.tag ${buildId} ${sideTag ?? tags?.candidate}`, events.taggedCandidate],
    [`buildsys.tag ${buildId} ${signing}`, events.signingPendingIn],
    [`buildsys.untag ${buildId} ${signing}`, events.signingPendingOut],
    [`buildsys.tag ${buildId} ${testing}`, events.testingPendingIn],
    [`buildsys.untag ${buildId} ${testing}`, events.testingPendingOut],
    [`buildsys.tag ${buildId} ${tags?.testing}`, events.taggedTesting],
    [`buildsys.tag ${buildId} ${tags?.pendingStable}`, events.taggedPendingStable],
    [`buildsys.tag ${buildId} ${tags?.stable}`, events.taggedStable],
    [bodhi('request.testing'), events.updateCreated],
    [bodhi('status.testing.koji-build-group.build.complete'), events.buildGroupAnnounced],
    [bodhi('complete.testing'), composed ? events.updateTesting : null],
    [bodhi('request.stable'), events.requestedStable],
    [bodhi('complete.stable'), events.updateStable],
    [`waiverdb.waiver.new ${truth.nvr}`, events.waived],
    ...truth.runs.flatMap(({ id, queued, running, complete, error, recorded }): [string, number | null][] => [
      [`ci.koji-build.test.queued ${id}`, queued],
      [`ci.koji-build.test.running ${id}`, running],
      [`ci.koji-build.test.complete ${id}`, complete],
      [`ci.koji-build.test.error ${id}`, error],
      [`resultsdb.result.new ${id}`, recorded],
    ]),
  ];
}

/** A time of koji's answer in milliseconds. */
function koji(value: XmlRpcValue | undefined): number | null {
  return value instanceof XmlRpcDouble ? Math.round(value.value * 1000) : null;
}

describe('the truth of the twin', () => {
  it('names the moment of every message, and none that was not sent', () => {
    const moments = heard(shared.world);
    const wrong = week
      .flatMap(expected)
      .filter(([key, moment]) => (moments.get(key) ?? null) !== moment)
      .map(([key, moment]) => `${key}: ${moment}, heard ${moments.get(key)}`);
    expect(wrong).toEqual([]);
    expect(week.length).toBeGreaterThan(800);
  });

  it('takes the last signature on the rpms of a build', () => {
    const moments = heard(shared.world);
    for (const { buildId, events } of week.filter(({ events }) => events.signed !== null)) {
      expect(moments.get(`buildsys.rpm.sign ${buildId}`)).toBe(events.signed);
    }
    expect(week.filter(({ events }) => events.signed !== null).length).toBeGreaterThan(800);
  });

  it('is what koji tells of builds, tasks and the history of tags', () => {
    for (const truth of week.filter((_, index) => index % 10 === 0)) {
      const { events, buildId, taskId, nvr } = truth;
      const [build, task, history] = [
        dispatch(shared.world, 'getBuild', [nvr]),
        dispatch(shared.world, 'getTaskInfo', [taskId]),
        dispatch(shared.world, 'queryHistory', [kwargs({ tables: ['tag_listing'], build: buildId })]),
      ];
      if (!isStruct(build) || !isStruct(task) || !isStruct(history)) throw new Error(`${nvr} is not in koji`);
      expect(build.task_id).toBe(taskId);
      expect(koji(build.start_ts)).toBe(events.buildStarted);
      expect(koji(build.completion_ts)).toBe(events.buildComplete ?? events.buildFailed);
      expect(koji(task.create_ts)).toBe(events.taskCreated);
      const rows = history.tag_listing;
      const told = new Map<unknown, number | null>();
      for (const row of (Array.isArray(rows) ? rows : []).filter(isStruct)) {
        told.set(row['tag.name'], koji(row.create_ts));
      }
      const tags = shared.world.release(truth.release)?.tags;
      const { sideTag } = truth;
      const named: readonly (readonly [string | undefined, number | null])[] = [
        [sideTag ?? tags?.candidate, events.taggedCandidate],
        [sideTag === null ? tags?.pendingSigning : `${sideTag}-signing-pending`, events.signingPendingIn],
        [sideTag === null ? tags?.pendingTesting : `${sideTag}-testing-pending`, events.testingPendingIn],
        [tags?.testing, events.taggedTesting],
        [tags?.pendingStable, events.taggedPendingStable],
        [tags?.stable, events.taggedStable],
      ];
      for (const [tag, moment] of named) expect(told.get(tag) ?? null, `${nvr} in ${tag}`).toBe(moment);
    }
  });

  it('is what bodhi tells of updates', () => {
    const text = (moment: number | null): string | null =>
      moment === null ? null : new Date(moment).toISOString().slice(0, 19).replace('T', ' ');
    for (const { update: alias, events, nvr } of week) {
      if (alias === null) continue;
      const update = shared.world.update(alias);
      if (update === undefined) throw new Error(`${alias} is not in bodhi`);
      const told = updateJson(shared.world, '', update);
      expect(at(told, 'builds')).toContainEqual(
        expect.objectContaining({ nvr, signed: events.signed !== null }),
      );
      expect(told.date_submitted).toBe(text(events.updateCreated));
      expect(told.date_testing).toBe(text(events.updateTesting));
      expect(told.date_stable).toBe(text(events.updateStable));
      const status = events.updateStable ? 'stable' : events.updateTesting ? 'testing' : 'pending';
      expect(told.status).toBe(status);
    }
  });

  it('is what greenwave decides before and after', () => {
    const satisfied = (truth: Truth, until: number): boolean | undefined => {
      const decided = decide(shared.world, {
        productVersion: shared.world.release(truth.release)?.productVersion ?? '',
        contexts: [PUSH_CONTEXT],
        subjects: [{ type: 'koji_build', item: truth.nvr }],
        verbose: false,
        until,
      });
      return 'status' in decided ? undefined : decided.body.policies_satisfied === true;
    };
    const gated = week.filter((truth) => truth.gated && truth.events.buildFailed === null);
    const passed = gated.flatMap((truth) => {
      const { decisionSatisfied, decisionUnsatisfied } = truth.events;
      if (decisionUnsatisfied !== null && decisionSatisfied !== null) {
        expect(satisfied(truth, decisionUnsatisfied)).toBe(false);
      }
      if (decisionSatisfied === null) {
        expect(satisfied(truth, NOON)).toBe(false);
        return [];
      }
      expect(satisfied(truth, decisionSatisfied - 1)).toBe(false);
      expect(satisfied(truth, decisionSatisfied)).toBe(true);
      return [truth];
    });
    expect(passed.filter(({ events }) => events.waived !== null).length).toBeGreaterThan(10);
    expect(passed.filter(({ events }) => events.waived === null).length).toBeGreaterThan(50);
    for (const truth of week.filter((one) => !one.gated)) expect(satisfied(truth, NOON)).not.toBe(false);
  });

  it('is what resultsdb holds', async () => {
    const ask = twinAsk(shared.world, resultsdb, 'resultsdb');
    for (const truth of week.filter((_, index) => index % 10 === 0)) {
      const reply = await ask(`/api/v2.0/results?item=${encodeURIComponent(truth.nvr)}&limit=100`);
      const rows = at(reply.json, 'data');
      const told = (Array.isArray(rows) ? rows : []).map(
        (row) => `${at(row, 'id')} ${at(row, 'outcome')} ${Date.parse(`${at(row, 'submit_time')}Z`)}`,
      );
      const recorded = truth.runs.filter((run) => run.recorded !== null);
      expect(told.sort()).toEqual(
        recorded.map(({ id, outcome, recorded: moment }) => `${id} ${outcome} ${moment}`).sort(),
      );
    }
  });

  it('follows the order of the workflow', () => {
    for (const { events, nvr } of week) {
      const steps = [
        events.pullRequestOpened,
        events.pushed,
        events.taskCreated,
        events.buildStarted,
        events.buildComplete,
        events.taggedCandidate,
        events.updateCreated,
        events.signingPendingIn,
        events.signed,
        events.signingPendingOut,
        events.taggedTesting,
        events.requestedStable,
        events.taggedPendingStable,
        events.taggedStable,
      ].filter((moment) => moment !== null);
      expect(steps, nvr).toEqual([...steps].sort((one, other) => one - other));
      if (events.taggedStable !== null && events.decisionSatisfied !== null) {
        expect(events.decisionSatisfied).toBeLessThan(events.taggedStable);
      }
    }
  });

  it('holds back what lay ahead of the moment asked for', () => {
    const earlier = NOON - 20 * HOUR;
    const { world } = clockwork(earlier);
    const then = truths(world, earlier - 2 * DAY, earlier);
    expect(truths(shared.world, earlier - 2 * DAY, earlier)).toEqual(then);
    expect(then.some(({ events }) => events.buildComplete === null)).toBe(true);
    const build = world.builds().at(-1);
    if (build === undefined) throw new Error('no build');
    expect(() => truthOf(world, build, earlier + HOUR)).toThrow('has not come');
  });
});
