import type { Body } from './bus.ts';
import { epochText, isoSeconds, SECOND } from './calendar.ts';
import { pagureUser, SERVICE } from './people.ts';
import type { Commit, Package, PullRequest } from './types.ts';

const DIST_GIT = 'https://src.fedoraproject.org';
const CREATED = '1501867200';

/** A project as pagure describes it in its messages and its API. */
export function projectBody(one: Package): Body {
  return {
    id: one.id,
    name: one.name,
    namespace: 'rpms',
    fullname: `rpms/${one.name}`,
    url_path: `rpms/${one.name}`,
    full_url: `${DIST_GIT}/rpms/${one.name}`,
    description: `The ${one.name} rpms`,
    date_created: CREATED,
    date_modified: CREATED,
    parent: null,
    tags: [],
    user: pagureUser(one.owner),
  };
}

/** `pagure.git.receive`: a push of one commit. */
export function pushBody(one: Package, commit: Commit): Body {
  return {
    agent: commit.author,
    forced: false,
    repo: projectBody(one),
    branch: commit.branch,
    old_commit: commit.parent ?? '0'.repeat(40),
    start_commit: commit.sha,
    end_commit: commit.sha,
    total_commits: 1,
    authors: [pagureUser(commit.author)],
  };
}

/** `git.lookaside.new`: the checksum is a SHA-512, whatever its key says. */
export function uploadBody(one: Package, agent: string): Body {
  const { file, sha512 } = one.source;
  return {
    name: `rpms/${one.name}`,
    md5sum: sha512,
    filename: file,
    agent,
    path: `rpms/${one.name}/${file}/sha512/${sha512}/${file}`,
  };
}

/** A pull request as pagure describes it in its messages and its API. */
export function requestBody(one: Package, request: PullRequest, status: 'Open' | 'Merged', at: number): Body {
  return {
    id: request.id,
    uid: request.uid,
    title: `Update ${one.name}`,
    status,
    branch: request.branch,
    branch_from: 'update',
    commit_start: request.commit,
    commit_stop: request.commit,
    project: projectBody(one),
    repo_from: {
      ...projectBody(one),
      fullname: `forks/${request.author}/rpms/${one.name}`,
      url_path: `fork/${request.author}/rpms/${one.name}`,
      full_url: `${DIST_GIT}/fork/${request.author}/rpms/${one.name}`,
      parent: projectBody(one),
      user: pagureUser(request.author),
    },
    remote_git: null,
    user: pagureUser(request.author),
    assignee: null,
    comments: [],
    initial_comment: null,
    date_created: epochText(request.openedAt),
    last_updated: epochText(at),
    updated_on: epochText(at),
    closed_at: status === 'Merged' ? epochText(at) : null,
    closed_by: status === 'Merged' ? pagureUser(one.owner) : null,
    cached_merge_status: 'FFORWARD',
    threshold_reached: null,
    tags: [],
    full_url: `${DIST_GIT}/rpms/${one.name}/pull-request/${request.id}`,
  };
}

/** `pagure.pull-request.new` */
export function openedBody(one: Package, request: PullRequest): Body {
  return { pullrequest: requestBody(one, request, 'Open', request.openedAt), agent: request.author };
}

/** The flag that today's CI sets on a pull request. */
export function flagBody(request: PullRequest): Body {
  return {
    username: 'Packit - scratch build',
    comment: 'RPM build has succeeded.',
    status: 'success',
    percent: 100,
    uid: request.uid,
    pull_request_uid: request.uid,
    url: `https://dashboard.packit.dev/jobs/copr/${request.id}`,
    date_created: epochText(request.flaggedAt),
    date_updated: epochText(request.flaggedAt),
    user: pagureUser(SERVICE.ci),
  };
}

/** `pagure.pull-request.flag.added`: how today's CI tells its result. */
export function flaggedBody(one: Package, request: PullRequest): Body {
  return {
    pullrequest: requestBody(one, request, 'Open', request.flaggedAt),
    flag: flagBody(request),
    agent: SERVICE.ci,
  };
}

/** `pagure.pull-request.closed` */
export function mergedBody(one: Package, request: PullRequest, agent: string): Body {
  const at = request.mergedAt ?? request.flaggedAt;
  return { pullrequest: requestBody(one, request, 'Merged', at), merged: true, agent };
}

/** `ci.dist-git-pr.test.running`, `.complete` and `.error` */
export function requestTestBody(
  request: PullRequest,
  state: 'running' | 'complete' | 'error',
  at: number,
): Body {
  const url = `https://osci-jenkins-1.ci.fedoraproject.org/job/fedora-ci/job/dist-git-pr/${request.id}/`;
  return {
    contact: {
      name: 'Fedora CI',
      team: 'Fedora CI',
      url: 'https://osci-jenkins-1.ci.fedoraproject.org/',
      docs: 'https://docs.fedoraproject.org/en-US/ci/',
      irc: '#fedora-ci',
      email: 'ci@lists.fedoraproject.org',
    },
    run: { url, log: `${url}console`, rebuild: `${url}rebuild` },
    artifact: {
      type: 'fedora-dist-git',
      id: request.id,
      uid: request.uid,
      repository: `${DIST_GIT}/rpms/${request.package}`,
      commit_hash: request.commit,
      comment_id: 0,
      issuer: request.author,
    },
    pipeline: { id: `${request.uid}-${Math.floor(at / SECOND)}`, name: 'dist-git-pr' },
    test: {
      type: 'scratch-build',
      category: 'validation',
      namespace: 'fedora-ci.dist-git-pr',
      ...(state === 'complete' ? { result: 'passed' } : {}),
    },
    ...(state === 'error' ? { error: { reason: 'the test environment could not be provisioned' } } : {}),
    ...(state === 'complete' ? { system: [] } : {}),
    notification: { recipients: [] },
    generated_at: isoSeconds(at),
    version: '0.2.1',
  };
}
