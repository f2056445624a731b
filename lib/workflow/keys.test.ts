import { describe, expect, it } from 'vitest';
import { prod } from '../targets/prod.ts';
import { readMessage } from './events.ts';
import { type Key, keyOf, keysOf, pullRequestKey } from './keys.ts';
import { SAMPLES } from './samples/index.ts';
import { ALIAS, COMMIT, NVR } from './samples/sample.ts';
import { type Kind, topicOf } from './topics.ts';

/** The keys of the first sample of a kind. */
function keysOfSample(kind: Kind, change: Record<string, unknown> = {}): readonly Key[] {
  const sample = SAMPLES.find(({ kinds }) => kinds.includes(kind));
  const body = { ...sample?.body, ...change };
  const event = readMessage(
    { at: 0, id: 'a', topic: topicOf(kind, prod), body, users: [], packages: [] },
    prod,
  );
  if (event === null) throw new Error(`${kind} is not read`);
  return keysOf(event);
}

const BUILD = 'build:2900301';
const TASK = 'task:140000017';
const nvr: Key = `nvr:${NVR}`;
const update: Key = `update:${ALIAS}`;

const CASES: readonly (readonly [Kind, readonly string[]])[] = [
  ['pagure.git.receive', [`commit:${COMMIT}`]],
  ['git.receive', [`commit:${COMMIT}`]],
  ['pagure.pull-request.new', [`commit:${COMMIT}`, 'pull-request:tin-whistle#7']],
  ['pagure.pull-request.closed', [`commit:${COMMIT}`, 'pull-request:tin-whistle#7']],
  ['pagure.commit.flag.added', [`commit:${COMMIT}`]],
  ['buildsys.build.state.change', [`commit:${COMMIT}`, BUILD, TASK, nvr]],
  ['buildsys.task.state.change', ['task:140000044', nvr]],
  ['buildsys.tag', [BUILD, nvr]],
  ['buildsys.rpm.sign', [BUILD, TASK, nvr]],
  ['bodhi.update.request.testing', [update, nvr, 'nvr:brass-bell-3-1.fc46']],
  ['bodhi.update.edit', [update, nvr, 'nvr:brass-bell-3-1.fc46', 'nvr:brass-bell-2-1.fc46']],
  [
    'bodhi.update.status.testing.koji-build-group.build.complete',
    [update, BUILD, TASK, nvr, 'build:2900302', 'nvr:brass-bell-3-1.fc46'],
  ],
  ['bodhi.buildroot_override.tag', [nvr]],
  ['ci.koji-build.test.queued', [TASK, nvr]],
  ['ci.dist-git-pr.test.running', [`commit:${COMMIT}`, 'pull-request:tin-whistle#7']],
  ['ci.fedora-update.test.complete', [update, nvr]],
  ['ci.pipeline.allpackages-build.complete', ['task:31000017', 'nvr:tin-whistle-1.0-1.fc28']],
  ['ci.pipeline.allpackages-pr.complete', ['pull-request:tin-whistle#7']],
  ['resultsdb.result.new', [`subject:koji_build/${NVR}`, nvr]],
  ['waiverdb.waiver.new', [`subject:bodhi_update/${ALIAS}`, update]],
  ['greenwave.decision.update', [`subject:koji_build/${NVR}`, nvr]],
  ['buildsys.repo.done', []],
  ['git.lookaside.new', []],
  ['koschei.package.state.change', []],
];

describe('keysOf', () => {
  it.each(CASES)('%s carries its keys', (kind, keys) => {
    expect([...keysOfSample(kind)].sort()).toEqual([...keys].sort());
  });

  it('reads the name that builds had at Red Hat', () => {
    const data = { type: ['brew-build'], item: [NVR] };
    expect(keysOfSample('resultsdb.result.new', { data })).toEqual([`subject:brew-build/${NVR}`, nvr]);
  });

  it('knows no package for what is about a compose, or a fork', () => {
    const data = { type: ['compose'], item: ['Fedora-Rawhide-20261120.n.0'] };
    expect(keysOfSample('resultsdb.result.new', { data })).toEqual([
      'subject:compose/Fedora-Rawhide-20261120.n.0',
    ]);
    const artifact = { id: 7, repository: 'https://src.fedoraproject.org/fork/piper/rpms/tin-whistle' };
    expect(keysOfSample('ci.dist-git-pr.test.running', { artifact })).toEqual([]);
  });

  it('names each key once', () => {
    const update = { alias: ALIAS, builds: [{ nvr: NVR }, { nvr: NVR }], release: { name: 'F46' } };
    const body = { update: { ...update, status: 'pending', user: 'piper' } };
    expect(keysOfSample('bodhi.update.request.testing', body)).toEqual([`update:${ALIAS}`, nvr]);
  });

  it('makes the keys that others look for', () => {
    expect(keyOf('build', 5)).toBe('build:5');
    expect(pullRequestKey('bash', 7)).toBe('pull-request:bash#7');
  });
});
