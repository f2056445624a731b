import { COMMIT, NVR, type Sample } from './sample.ts';

const named = { name: 'tin-whistle', version: '1.4', release: '2.fc46' };
const SOURCE = `git+https://src.fedoraproject.org/rpms/tin-whistle.git#${COMMIT}`;

const built = {
  ...named,
  epoch: null,
  attribute: 'state',
  build_id: 2_900_301,
  task_id: 140_000_017,
  old: 0,
  new: 1,
  owner: 'piper',
  instance: 'primary',
  request: [SOURCE, 'rawhide', {}],
};

const builtFields = {
  package: 'tin-whistle',
  nvr: NVR,
  buildId: 2_900_301,
  taskId: 140_000_017,
  commit: COMMIT,
  state: 'COMPLETE',
  oldState: 'BUILDING',
  user: 'piper',
};

const buildNeeds = ['name', 'version', 'release', 'build_id', 'new'];

export const kojiSamples: readonly Sample[] = [
  {
    kinds: ['buildsys.build.state.change'],
    era: 'today',
    body: {
      ...built,
      url: 'https://koji.fedoraproject.org/koji/buildinfo?buildID=2900301',
      task: { id: 140_000_017, method: 'build', children: [] },
      creation_time: '2026-11-20T10:01:00.123456+00:00',
      completion_time: '2026-11-20T10:19:00.654321+00:00',
    },
    fields: builtFields,
    needs: buildNeeds,
  },
  {
    kinds: ['buildsys.build.state.change'],
    era: '2020',
    body: { ...built, old: null, new: 0 },
    fields: { ...builtFields, state: 'BUILDING', oldState: null },
    needs: buildNeeds,
  },
  {
    // An image: made from no commit of a package.
    kinds: ['buildsys.build.state.change'],
    era: 'today',
    body: { ...built, new: 3, task_id: null, owner: null, request: ['Tin-Live', 'Rawhide', ['x86_64']] },
    fields: { ...builtFields, commit: null, state: 'FAILED', taskId: null, user: null },
    needs: buildNeeds,
  },
  {
    kinds: ['buildsys.task.state.change'],
    era: 'today',
    body: {
      id: 140_000_044,
      method: 'build',
      attribute: 'state',
      old: 'OPEN',
      new: 'CLOSED',
      owner: 'koschei',
      srpm: 'tin-whistle-1.4-2.fc46.src.rpm',
      info: { id: 140_000_044, state: 2, children: [] },
      instance: 'primary',
    },
    fields: {
      taskId: 140_000_044,
      method: 'build',
      nvr: NVR,
      state: 'CLOSED',
      oldState: 'OPEN',
      user: 'koschei',
    },
    needs: ['id', 'method', 'new'],
  },
  {
    kinds: ['buildsys.task.state.change'],
    era: '2020',
    body: { id: 9, method: 'build', old: 'FREE', new: 'OPEN', owner: 'piper', srpm: SOURCE },
    fields: { taskId: 9, method: 'build', nvr: null, state: 'OPEN', oldState: 'FREE', user: 'piper' },
    needs: ['id', 'method', 'new'],
  },
  {
    kinds: ['buildsys.tag', 'buildsys.untag'],
    era: 'today',
    body: {
      ...named,
      build_id: 2_900_301,
      tag: 'f46-updates-candidate',
      tag_id: 90_001,
      user: 'bodhi',
      owner: 'piper',
      instance: 'primary',
    },
    fields: {
      package: 'tin-whistle',
      nvr: NVR,
      buildId: 2_900_301,
      tag: 'f46-updates-candidate',
      user: 'bodhi',
    },
    needs: ['name', 'version', 'release', 'tag'],
  },
  {
    kinds: ['buildsys.rpm.sign'],
    era: 'today',
    body: {
      instance: 'primary',
      sigkey: '0badc0de',
      sighash: '5a'.repeat(16),
      rpm: { id: 51, build_id: 2_900_301, name: 'tin-whistle-devel', arch: 'aarch64', ...{ version: '1.4' } },
      build: { id: 2_900_301, nvr: NVR, task_id: 140_000_017, state: 1 },
    },
    fields: {
      nvr: NVR,
      buildId: 2_900_301,
      taskId: 140_000_017,
      rpm: 'tin-whistle-devel.aarch64',
      sigkey: '0badc0de',
    },
    needs: ['sigkey', 'rpm.build_id', 'rpm.name', 'rpm.arch'],
  },
  {
    kinds: ['buildsys.rpm.sign'],
    era: '2020',
    body: { sigkey: '0badc0de', rpm: { build_id: 77, name: 'tin-whistle', arch: 'noarch' } },
    fields: { nvr: null, buildId: 77, taskId: null, rpm: 'tin-whistle.noarch', sigkey: '0badc0de' },
    needs: ['sigkey', 'rpm.build_id', 'rpm.name', 'rpm.arch'],
  },
  {
    kinds: ['buildsys.repo.init', 'buildsys.repo.done'],
    era: 'today',
    body: { instance: 'primary', repo_id: 7_000_123, tag: 'f46-build', tag_id: 90_020 },
    fields: { repoId: 7_000_123, tag: 'f46-build' },
    needs: ['repo_id', 'tag'],
  },
];
