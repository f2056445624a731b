import { describe, expect, it } from 'vitest';
import { nullable, object, string } from '../../lib/protocols/shape.ts';
import { stateOf } from '../systems/bodhi/records.ts';
import { clockwork, NOON } from './clockwork.ts';

const shared = clockwork();
const facts = object({ update: object({ alias: string, status: string, request: nullable(string) }) });

describe('the bus', () => {
  const fedora = [
    'buildsys.build.state.change',
    'buildsys.tag',
    'buildsys.untag',
    'buildsys.rpm.sign',
    'buildsys.task.state.change',
    'buildsys.repo.init',
    'buildsys.repo.done',
    'pagure.git.receive',
    'pagure.pull-request.new',
    'pagure.pull-request.flag.added',
    'pagure.pull-request.closed',
    'git.lookaside.new',
    'bodhi.update.request.testing',
    'bodhi.update.status.testing.koji-build-group.build.complete',
    'bodhi.update.requirements_met.stable',
    'bodhi.update.request.stable',
    'bodhi.update.complete.testing',
    'bodhi.update.complete.stable',
    'bodhi.compose.start',
    'bodhi.compose.complete',
    'resultsdb.result.new',
    'waiverdb.waiver.new',
    'koschei.package.state.change',
    'koschei.collection.state.change',
    'copr.build.start',
    'copr.build.end',
    'fas.user.update',
  ];
  const ci = [
    'dist-git-pr.test.running',
    'dist-git-pr.test.complete',
    'dist-git-pr.test.error',
    'koji-build.test.queued',
    'koji-build.test.running',
    'koji-build.test.complete',
    'koji-build.test.error',
  ];

  it.each([
    ...fedora.map((name) => `org.fedoraproject.prod.${name}`),
    ...ci.map((name) => `org.centos.prod.ci.${name}`),
  ])('carries %s with a body of JSON', (topic) => {
    const messages = shared.world.messagesIn('topic', topic);
    const last = messages.at(-1);
    expect(messages.length).toBeGreaterThan(10);
    expect(last?.category).toBe(topic.split('.')[3]);
    const body = last?.body() ?? {};
    expect(Object.keys(body).length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(body))).toEqual(body);
  });

  it('says of each update what bodhi says at that moment', () => {
    const { world, set } = clockwork();
    const topic = 'org.fedoraproject.prod.bodhi.update.status.testing.koji-build-group.build.complete';
    const said = world.messagesIn('topic', topic).slice(-60);
    const kinds = new Set<unknown>();
    for (const { at, body } of said) {
      const { update } = facts(body(), 'body');
      set(at);
      const known = world.update(update.alias);
      if (known === undefined) throw new Error(`bodhi does not know ${update.alias}`);
      expect(stateOf(world, known)).toEqual({ status: update.status, request: update.request });
      kinds.add(update.status);
    }
    expect([...kinds].sort()).toEqual(['pending', 'testing']);
  });

  it('carries greenwave.decision.update only where it is asked for', () => {
    const topic = 'org.fedoraproject.prod.greenwave.decision.update';
    expect(shared.world.messagesIn('topic', topic)).toEqual([]);
    const legacy = clockwork(NOON, true).world.messagesIn('topic', topic);
    expect(legacy.length).toBeGreaterThan(100);
    expect(legacy.at(-1)?.body()).toHaveProperty('policies_satisfied');
  });
});
