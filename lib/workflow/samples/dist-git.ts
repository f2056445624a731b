import { COMMIT, PARENT, type Sample } from './sample.ts';

const project = {
  fullname: 'rpms/tin-whistle',
  name: 'tin-whistle',
  namespace: 'rpms',
  url_path: 'rpms/tin-whistle',
  full_url: 'https://src.fedoraproject.org/rpms/tin-whistle',
};

const pullrequest = {
  id: 7,
  uid: '9d41c0de9d41c0de9d41c0de9d41c0de',
  title: 'Play in D',
  project,
  branch: 'rawhide',
  commit_start: PARENT,
  commit_stop: COMMIT,
  status: 'Open',
};

const requestFields = {
  project: 'rpms/tin-whistle',
  package: 'tin-whistle',
  pullRequest: 7,
  uid: '9d41c0de9d41c0de9d41c0de9d41c0de',
  branch: 'rawhide',
  commit: COMMIT,
  user: 'piper',
};

const requestNeeds = [
  'pullrequest.id',
  'pullrequest.uid',
  'pullrequest.project.fullname',
  'pullrequest.branch',
  'agent',
];

const flag = {
  username: 'Packit - scratch build',
  comment: 'RPM build has succeeded.',
  status: 'success',
  percent: 100,
  url: 'https://dashboard.example.org/jobs/7',
  date_created: '1795000000',
};

const flagFields = {
  check: 'Packit - scratch build',
  status: 'success',
  url: 'https://dashboard.example.org/jobs/7',
};

const commit = {
  rev: COMMIT,
  branch: 'f32',
  repo: 'tin-whistle',
  namespace: 'rpms',
  username: 'piper',
  summary: 'Play in D',
  stats: { total: { files: 1 } },
  seen: false,
};

export const distGitSamples: readonly Sample[] = [
  {
    kinds: ['pagure.git.receive'],
    era: 'today',
    body: {
      agent: 'piper',
      forced: false,
      repo: project,
      branch: 'rawhide',
      old_commit: PARENT,
      start_commit: COMMIT,
      end_commit: COMMIT,
      total_commits: 1,
      authors: [{ name: null, fullname: 'A Piper', url_path: null }],
    },
    fields: {
      project: 'rpms/tin-whistle',
      package: 'tin-whistle',
      branch: 'rawhide',
      commit: COMMIT,
      user: 'piper',
    },
    needs: ['agent', 'repo.fullname', 'branch', 'end_commit'],
  },
  {
    // A push to somebody's fork is none to the package.
    kinds: ['pagure.git.receive'],
    era: '2020',
    body: {
      agent: 'piper',
      repo: { ...project, fullname: 'forks/piper/rpms/tin-whistle' },
      branch: 'refs/heads/update',
      end_commit: COMMIT,
    },
    fields: {
      project: 'forks/piper/rpms/tin-whistle',
      package: null,
      branch: 'update',
      commit: COMMIT,
      user: 'piper',
    },
    needs: ['agent', 'repo.fullname', 'branch', 'end_commit'],
  },
  {
    kinds: ['git.receive'],
    era: '2020',
    body: { commit },
    fields: {
      project: 'rpms/tin-whistle',
      package: 'tin-whistle',
      branch: 'f32',
      commit: COMMIT,
      user: null,
    },
    needs: ['commit.rev', 'commit.branch', 'commit.repo'],
  },
  {
    kinds: ['git.receive'],
    era: 'today',
    body: {
      commit: { ...commit, namespace: 'tests', patch: '', date: '2026-11-20T10:00:00+00:00' },
      agent: 'piper',
    },
    fields: { project: 'tests/tin-whistle', package: null, branch: 'f32', commit: COMMIT, user: 'piper' },
    needs: ['commit.rev', 'commit.branch', 'commit.repo'],
  },
  {
    kinds: ['git.lookaside.new'],
    era: 'today',
    body: {
      name: 'rpms/tin-whistle',
      md5sum: 'c4'.repeat(64),
      filename: 'tin-whistle-1.4.tar.xz',
      agent: 'piper',
      path: `rpms/tin-whistle/tin-whistle-1.4.tar.xz/sha512/${'c4'.repeat(64)}/tin-whistle-1.4.tar.xz`,
    },
    fields: {
      package: 'tin-whistle',
      file: 'tin-whistle-1.4.tar.xz',
      checksum: 'c4'.repeat(64),
      user: 'piper',
    },
    needs: ['name', 'md5sum', 'filename', 'agent'],
  },
  {
    kinds: ['git.lookaside.new'],
    era: '2020',
    body: { name: 'tin-whistle', md5sum: 'c4'.repeat(16), filename: 'w.tar.gz', agent: 'piper' },
    fields: { package: 'tin-whistle', file: 'w.tar.gz', checksum: 'c4'.repeat(16), user: 'piper' },
    needs: ['name', 'md5sum', 'filename', 'agent'],
  },
  {
    kinds: [
      'pagure.pull-request.new',
      'pagure.pull-request.updated',
      'pagure.pull-request.rebased',
      'pagure.pull-request.reopened',
      'pagure.pull-request.comment.added',
    ],
    era: 'today',
    body: { pullrequest, agent: 'piper' },
    fields: requestFields,
    needs: requestNeeds,
  },
  {
    kinds: ['pagure.pull-request.new'],
    era: '2020',
    body: { pullrequest: { ...pullrequest, commit_start: null, commit_stop: null }, agent: 'piper' },
    fields: { ...requestFields, commit: null },
    needs: requestNeeds,
  },
  {
    kinds: ['pagure.pull-request.flag.added', 'pagure.pull-request.flag.updated'],
    era: 'today',
    body: { pullrequest, flag, agent: 'piper' },
    fields: { ...requestFields, ...flagFields },
    needs: [...requestNeeds, 'flag.username', 'flag.status'],
  },
  {
    kinds: ['pagure.pull-request.closed'],
    era: 'today',
    body: { pullrequest, merged: true, agent: 'piper' },
    fields: { ...requestFields, merged: true },
    needs: [...requestNeeds, 'merged'],
  },
  {
    kinds: ['pagure.commit.flag.added', 'pagure.commit.flag.updated'],
    era: 'today',
    body: { repo: project, flag: { ...flag, commit_hash: COMMIT }, agent: 'piper' },
    fields: {
      project: 'rpms/tin-whistle',
      package: 'tin-whistle',
      commit: COMMIT,
      ...flagFields,
      user: 'piper',
    },
    needs: ['repo.fullname', 'flag.username', 'flag.status', 'flag.commit_hash', 'agent'],
  },
];
