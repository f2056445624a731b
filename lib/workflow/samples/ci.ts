import { KINDS, type Kind } from '../topics.ts';
import { ALIAS, COMMIT, NVR, type Sample } from './sample.ts';

const URL = 'https://jenkins.example.org/job/fedora-ci/job/dist-git-pipeline/job/master/91/';

const common = {
  contact: { name: 'Fedora CI', team: 'Fedora CI', docs: 'https://example.org', email: 'ci@example.org' },
  run: { url: URL, log: `${URL}console` },
  pipeline: { id: 'b1f6', name: 'dist-git-pipeline' },
  test: { namespace: 'fedora-ci.koji-build', type: 'tier0', category: 'functional' },
  generated_at: '2026-11-20T10:25:00Z',
  version: '1.1.14',
};

const commonFields = {
  testcase: 'fedora-ci.koji-build.tier0.functional',
  pipeline: 'dist-git-pipeline',
  run: 'b1f6',
  url: URL,
};

const commonNeeds = ['test.namespace', 'test.type', 'test.category'];

const passed = { ...common.test, result: 'passed' };
const error = { reason: 'no machine to test on' };

const build = {
  type: 'koji-build',
  id: 140_000_017,
  component: 'tin-whistle',
  issuer: 'piper',
  nvr: NVR,
  scratch: false,
};

const buildFields = {
  package: 'tin-whistle',
  nvr: NVR,
  taskId: 140_000_017,
  scratch: false,
  user: 'piper',
  ...commonFields,
};

const buildNeeds = [...commonNeeds, 'artifact.scratch'];

const request = {
  type: 'fedora-dist-git',
  id: 7,
  uid: '9d41c0de9d41c0de9d41c0de9d41c0de',
  repository: 'https://src.fedoraproject.org/rpms/tin-whistle',
  commit_hash: COMMIT,
  comment_id: 0,
  issuer: 'piper',
};

const requestFields = {
  package: 'tin-whistle',
  pullRequest: 7,
  uid: '9d41c0de9d41c0de9d41c0de9d41c0de',
  commit: COMMIT,
  user: 'piper',
  ...commonFields,
};

const requestNeeds = [...commonNeeds, 'artifact.id', 'artifact.repository'];

const update = {
  type: 'fedora-update',
  id: `sha256:${'d0'.repeat(32)}`,
  alias: ALIAS,
  builds: [{ nvr: NVR }],
  release: { name: 'F46', version: '46' },
};

const updateFields = { alias: ALIAS, nvrs: [NVR], release: 'F46', ...commonFields };
const updateNeeds = [...commonNeeds, 'artifact.alias', 'artifact.builds[0].nvr', 'artifact.release.name'];

const pipeline = {
  repo: 'tin-whistle',
  namespace: 'rpms',
  branch: 'f28',
  ref: 'x86_64',
  rev: 'kojitask-31000017',
  nvr: 'tin-whistle-1.0-1.fc28',
  status: 'UNSTABLE',
  build_id: '384',
  build_url: URL,
  scratch: false,
  comment_id: null,
  username: 'piper',
};

const pipelineFields = {
  package: 'tin-whistle',
  branch: 'f28',
  nvr: 'tin-whistle-1.0-1.fc28',
  taskId: 31_000_017,
  pullRequest: null,
  status: 'UNSTABLE',
  run: '384',
  url: URL,
};

const pipelineNeeds = ['repo', 'branch', 'rev', 'status'];

function pipelines(of: 'build' | 'pr'): readonly Kind[] {
  return KINDS.filter((kind) => kind.startsWith(`ci.pipeline.allpackages-${of}.`));
}

export const ciSamples: readonly Sample[] = [
  {
    kinds: ['ci.koji-build.test.queued', 'ci.koji-build.test.running'],
    era: 'today',
    body: { ...common, artifact: build },
    fields: buildFields,
    needs: buildNeeds,
  },
  {
    // A scratch build of 2020: no NVR, the task as text, and a pipeline without name.
    kinds: ['ci.koji-build.test.running'],
    era: '2020',
    body: {
      ...common,
      run: { url: '' },
      pipeline: { id: 42, stage: { name: 'package' } },
      artifact: { ...build, id: '140000017', nvr: '', scratch: true },
    },
    fields: { ...buildFields, nvr: null, scratch: true, pipeline: null, run: '42', url: null },
    needs: buildNeeds,
  },
  {
    kinds: ['ci.koji-build.test.complete'],
    era: 'today',
    body: { ...common, artifact: build, test: passed, system: [{ os: 'f46', architecture: 'x86_64' }] },
    fields: { ...buildFields, outcome: 'passed' },
    needs: buildNeeds,
  },
  {
    kinds: ['ci.koji-build.test.error'],
    era: 'today',
    body: { ...common, artifact: build, error },
    fields: { ...buildFields, reason: 'no machine to test on' },
    needs: buildNeeds,
  },
  {
    kinds: ['ci.dist-git-pr.test.queued', 'ci.dist-git-pr.test.running'],
    era: 'today',
    body: { ...common, artifact: request },
    fields: requestFields,
    needs: requestNeeds,
  },
  {
    kinds: ['ci.dist-git-pr.test.complete'],
    era: '2020',
    body: {
      ...common,
      artifact: { ...request, type: 'pull-request', commit_hash: 'N/A' },
      test: passed,
      notification: { recipients: [] },
    },
    fields: { ...requestFields, commit: null, outcome: 'passed' },
    needs: requestNeeds,
  },
  {
    kinds: ['ci.dist-git-pr.test.error'],
    era: '2020',
    body: { ...common, artifact: { ...request, repository: 'N/A' }, error },
    fields: { ...requestFields, package: null, reason: 'no machine to test on' },
    needs: requestNeeds,
  },
  {
    kinds: ['ci.fedora-update.test.queued', 'ci.fedora-update.test.running'],
    era: 'today',
    body: { ...common, artifact: update },
    fields: updateFields,
    needs: updateNeeds,
  },
  {
    kinds: ['ci.fedora-update.test.complete'],
    era: 'today',
    // openQA numbers its runs.
    body: { ...common, run: { ...common.run, id: 583_001 }, artifact: update, test: passed },
    fields: { ...updateFields, run: '583001', outcome: 'passed' },
    needs: updateNeeds,
  },
  {
    kinds: ['ci.fedora-update.test.error'],
    era: 'today',
    body: { ...common, artifact: { ...update, builds: null, release: null }, error },
    fields: { ...updateFields, nvrs: [], release: null, reason: 'no machine to test on' },
    needs: [...commonNeeds, 'artifact.alias'],
  },
  {
    kinds: pipelines('build'),
    era: '2018',
    body: pipeline,
    fields: pipelineFields,
    needs: pipelineNeeds,
  },
  {
    kinds: pipelines('pr'),
    era: '2018',
    body: { ...pipeline, rev: 'PR-7', nvr: '' },
    fields: { ...pipelineFields, nvr: null, taskId: null, pullRequest: 7 },
    needs: pipelineNeeds,
  },
];
