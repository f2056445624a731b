import { describe, expect, it } from 'vitest';
import { local } from '../targets/local.ts';
import { prod } from '../targets/prod.ts';
import { stg } from '../targets/stg.ts';
import { KINDS, kindOf, retired, topicOf } from './topics.ts';

describe('topics', () => {
  it.each([
    // The messages of the founding document, with $ENV and $CI_ENV filled in.
    ['org.centos.prod.ci.dist-git-pr.test.running', 'org.centos.stage.ci.dist-git-pr.test.running'],
    ['org.centos.prod.ci.dist-git-pr.test.error', 'org.centos.stage.ci.dist-git-pr.test.error'],
    [
      'org.fedoraproject.prod.buildsys.build.state.change',
      'org.fedoraproject.stg.buildsys.build.state.change',
    ],
    [
      'org.fedoraproject.prod.bodhi.update.status.testing.koji-build-group.build.complete',
      'org.fedoraproject.stg.bodhi.update.status.testing.koji-build-group.build.complete',
    ],
    ['org.centos.prod.ci.koji-build.test.running', 'org.centos.stage.ci.koji-build.test.running'],
    ['org.centos.prod.ci.koji-build.test.error', 'org.centos.stage.ci.koji-build.test.error'],
    ['org.fedoraproject.prod.resultsdb.result.new', 'org.fedoraproject.stg.resultsdb.result.new'],
    ['org.fedoraproject.prod.greenwave.decision.update', 'org.fedoraproject.stg.greenwave.decision.update'],
    ['org.fedoraproject.prod.waiverdb.waiver.new', 'org.fedoraproject.stg.waiverdb.waiver.new'],
  ])('knows %s', (onProd, onStaging) => {
    const kind = kindOf(onProd, prod);
    expect(kind).not.toBeNull();
    if (kind === null) return;
    expect(topicOf(kind, prod)).toBe(onProd);
    expect(topicOf(kind, stg)).toBe(onStaging);
    expect(kindOf(onProd, stg)).toBeNull();
    expect(kindOf(onStaging, prod)).toBeNull();
  });

  it.each([prod, stg, local])('has a topic of its own for every kind on $name', (target) => {
    expect(KINDS.map((kind) => kindOf(topicOf(kind, target), target))).toEqual(KINDS);
    expect(new Set(KINDS.map((kind) => topicOf(kind, target))).size).toBe(KINDS.length);
  });

  it.each([
    'org.fedoraproject.prod.ci.koji-build.test.running',
    'org.centos.prod.buildsys.tag',
    'org.fedoraproject.prodbuildsys.tag',
    'org.fedoraproject.prod.buildsys.tag.',
    'org.fedoraproject.prod.',
    'io.pagure.prod.pagure.git.receive',
    'org.fedoraproject.prod.toString',
  ])('takes %s for none of its own', (topic) => {
    expect(kindOf(topic, prod)).toBeNull();
  });

  it('takes openQA’s messages under either prefix', () => {
    const kind = 'ci.fedora-update.test.complete';
    expect(topicOf(kind, prod)).toBe(`org.fedoraproject.prod.${kind}`);
    expect(kindOf(`org.fedoraproject.prod.${kind}`, prod)).toBe(kind);
    expect(kindOf(`org.centos.prod.${kind}`, prod)).toBe(kind);
    expect(kindOf(`org.centos.stage.${kind}`, prod)).toBeNull();
  });

  it('tells what is sent no longer, and where it has gone', () => {
    expect(retired('greenwave.decision.update')?.since).toBe('2022-11');
    expect(retired('ci.dist-git-pr.test.running')?.instead).toBe('pagure.pull-request.flag.added');
    expect(retired('ci.pipeline.allpackages-build.complete')).not.toBeNull();
    expect(retired('taskotron.result.new')).not.toBeNull();
    expect(KINDS.filter((kind) => retired(kind) === null)).toContain('ci.koji-build.test.running');
  });
});
