import { describe, expect, it } from 'vitest';
import { STAGE_IDS, STAGE_OBJECTIVES, type StageId } from '../../thresholds/stages.ts';
import { prod } from '../targets/prod.ts';
import { readMessage } from './events.ts';
import { EARLY_ENDS, MILESTONE_NAMES, MILESTONES, type Milestone, milestonesOf } from './milestones.ts';
import { SAMPLES } from './samples/index.ts';
import { hasCi, kindsOf, STAGES, stagesOn } from './stages.ts';
import type { TagStep } from './tags.ts';
import { type Kind, topicOf } from './topics.ts';

const STEPS: Readonly<Record<string, readonly TagStep[]>> = {
  'f46-updates-candidate': ['candidate'],
  'f46-build-side-9': ['side-tag'],
  'f46-signing-pending': ['signing-pending'],
  'f46-updates-testing-pending': ['testing-pending'],
  f46: ['stable'],
};

/** The milestones that the first sample of a kind marks, with some members of its body changed. */
function marked(kind: Kind, change: Record<string, unknown> = {}): readonly Milestone[] {
  const sample = SAMPLES.find(({ kinds }) => kinds.includes(kind));
  const body = { ...sample?.body, ...change };
  const event = readMessage(
    { at: 0, id: 'a', topic: topicOf(kind, prod), body, users: [], packages: [] },
    prod,
  );
  if (event === null) throw new Error(`${kind} is not read`);
  return milestonesOf(event, (tag) => STEPS[tag] ?? []);
}

const FLAG = { username: 'Packit', url: 'https://example.org' };
const RESULT = { id: 1, testcase: { name: 'a' }, data: {} };
const SCRATCH = { id: 1, scratch: true };

type Case = readonly [Kind, Record<string, unknown>, readonly Milestone[]];

const CASES: readonly Case[] = [
  ['pagure.pull-request.new', {}, ['request-opened']],
  ['ci.dist-git-pr.test.running', {}, ['request-testing']],
  ['pagure.pull-request.flag.added', { flag: { ...FLAG, status: 'pending' } }, ['request-testing']],
  ['pagure.pull-request.flag.added', { flag: { ...FLAG, status: 'success' } }, ['request-tested']],
  ['pagure.pull-request.flag.updated', { flag: { ...FLAG, status: 'pending' } }, ['request-testing']],
  ['pagure.pull-request.flag.updated', { flag: { ...FLAG, status: 'failure' } }, ['request-tested']],
  ['pagure.pull-request.closed', { merged: true }, ['request-merged']],
  ['pagure.pull-request.closed', { merged: false }, []],
  ['pagure.pull-request.comment.added', {}, []],
  ['pagure.git.receive', {}, ['pushed']],
  ['git.receive', {}, ['pushed']],
  ['buildsys.build.state.change', { new: 0 }, ['build-started']],
  ['buildsys.build.state.change', { new: 1 }, ['built']],
  ['buildsys.build.state.change', { new: 2 }, []],
  ['buildsys.build.state.change', { new: 3 }, ['build-failed']],
  ['buildsys.build.state.change', { new: 4 }, ['build-failed']],
  ['buildsys.tag', { tag: 'f46-updates-candidate' }, ['candidate']],
  ['buildsys.tag', { tag: 'f46-build-side-9' }, ['candidate']],
  ['buildsys.tag', { tag: 'f46-signing-pending' }, []],
  ['buildsys.untag', { tag: 'f46-signing-pending' }, ['signed']],
  ['buildsys.untag', { tag: 'f46-updates-candidate' }, []],
  ['buildsys.tag', { tag: 'f46-updates-testing-pending' }, ['testing-pending']],
  ['buildsys.tag', { tag: 'f46' }, ['stable']],
  ['buildsys.tag', { tag: 'f46-python' }, []],
  ['bodhi.update.request.testing', {}, ['update-created']],
  ['bodhi.update.status.testing.koji-build-group.build.complete', {}, ['announced']],
  ['ci.koji-build.test.queued', {}, ['test-queued']],
  ['ci.koji-build.test.running', {}, ['test-running']],
  ['ci.koji-build.test.complete', {}, ['test-complete']],
  ['ci.koji-build.test.error', {}, ['test-error']],
  ['ci.koji-build.test.running', { artifact: SCRATCH }, []],
  ['resultsdb.result.new', { ...RESULT, outcome: 'NEEDS_INSPECTION' }, ['result']],
  ['resultsdb.result.new', { ...RESULT, outcome: 'QUEUED' }, []],
  ['resultsdb.result.new', { ...RESULT, outcome: 'RUNNING' }, []],
  ['greenwave.decision.update', { policies_satisfied: true }, ['decided', 'satisfied']],
  ['greenwave.decision.update', { policies_satisfied: false }, ['decided', 'unsatisfied']],
  ['waiverdb.waiver.new', { waived: true }, ['waived']],
  ['waiverdb.waiver.new', { waived: false }, []],
  ['bodhi.update.complete.testing', {}, ['testing']],
  ['bodhi.update.requirements_met.stable', {}, ['requirements-met']],
  ['bodhi.update.request.stable', {}, ['stable-requested']],
  ['bodhi.update.request.unpush', {}, ['withdrawn']],
  ['bodhi.update.request.obsolete', {}, ['withdrawn']],
  ['bodhi.update.request.revoke', {}, ['withdrawn']],
  ['bodhi.update.eject', {}, []],
  ['koschei.package.state.change', {}, []],
];

describe('milestonesOf', () => {
  it.each(CASES)('%s with %j', (kind, change, milestones) => {
    expect(marked(kind, change)).toEqual(milestones);
  });

  it('can tell of every milestone, from each of its messages', () => {
    for (const name of MILESTONE_NAMES) {
      const by = CASES.filter(([, , milestones]) => milestones.includes(name)).map(([kind]) => kind);
      expect(new Set(by), name).toEqual(new Set(MILESTONES[name].kinds));
    }
  });
});

describe('the stages', () => {
  const inOrder = (name: Milestone) => MILESTONE_NAMES.indexOf(name);

  it.each(STAGE_IDS)('%s leads forward, to a milestone that is no early end', (id) => {
    const { from, to, unless = [] } = STAGES[id];
    const places = from.map(inOrder);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(Math.max(...places)).toBeLessThan(inOrder(to));
    expect([...from, to, ...unless].filter((name) => EARLY_ENDS.includes(name))).toEqual([]);
    expect(unless).not.toContain(to);
  });

  it('pass every milestone', () => {
    const passed = new Set(STAGE_IDS.flatMap((id) => [...STAGES[id].from, STAGES[id].to]));
    expect(MILESTONE_NAMES.filter((name) => !passed.has(name))).toEqual([...EARLY_ENDS]);
  });

  it('are enough for every way to lead from the push to the stable tag', () => {
    for (const automatic of [true, false]) {
      for (const composed of [true, false]) {
        for (const tested of [true, false]) {
          const stages = stagesOn({ automatic, composed, tested });
          const reached = new Set<Milestone>(['pushed']);
          for (const id of stages) {
            const { from, to, passedBy } = STAGES[id];
            if (passedBy === 'every' && from.some((name) => reached.has(name))) reached.add(to);
          }
          expect(reached.has('stable'), `${automatic} ${composed} ${tested}`).toBe(true);
          expect(stages.filter((id) => STAGES[id].to === 'stable')).toHaveLength(1);
          expect(stages.filter((id) => STAGES[id].to === 'update-created')).toHaveLength(1);
          expect(stages.includes('ci.run')).toBe(tested);
        }
      }
    }
  });

  it('need no pull request, waiver or error of CI', () => {
    const some = STAGE_IDS.filter((id) => STAGES[id].passedBy === 'some');
    expect(some).toEqual([
      'pr.start',
      'pr.test',
      'pr.merge',
      'ci.error',
      'gate.decide',
      'gate.waive',
      'gate.unblock',
    ] satisfies StageId[]);
  });

  it('fail by themselves only where machines decide', () => {
    for (const id of STAGE_IDS) {
      const { warn, fail, why } = STAGE_OBJECTIVES[id];
      expect(fail === null, id).toBe(STAGES[id].waitsFor !== 'machine');
      expect(warn, id).toBeGreaterThan(0);
      if (fail !== null) expect(fail, id).toBeGreaterThan(warn);
      expect(why, id).not.toBe('');
    }
  });

  it('name the messages to ask for', () => {
    expect(kindsOf('build.run')).toEqual({
      from: ['buildsys.build.state.change'],
      to: ['buildsys.build.state.change'],
    });
    expect(kindsOf('ci.announce')).toEqual({
      from: ['bodhi.update.request.testing', 'buildsys.tag'],
      to: ['bodhi.update.status.testing.koji-build-group.build.complete'],
    });
  });
});

describe('hasCi', () => {
  it.each([
    ['f46', true],
    ['f100', true],
    ['el9', false],
    ['eln', false],
    ['f46-container', false],
  ])('%s: %s', (distTag, tested) => {
    expect(hasCi(distTag)).toBe(tested);
  });
});
