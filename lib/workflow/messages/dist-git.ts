import { boolean, filledText, nullable, number, object, type Shape } from '../../protocols/shape.ts';
import { commitOrNull, packageOf, reading, textOrNull } from './body.ts';

const project = object({ fullname: filledText });

/** Some hooks name the whole reference. */
const branchName: Shape<string> = reading(filledText, (name) => name.replace(/^refs\/heads\//, ''));

/** Today's message: one for each push. */
const push = reading(
  object({ repo: project, branch: branchName, end_commit: filledText, agent: filledText }),
  ({ repo, branch, end_commit, agent }) => ({
    project: repo.fullname,
    package: packageOf(repo.fullname),
    branch,
    /** The last commit of the push: what is built. */
    commit: end_commit,
    user: agent,
  }),
);

/** The message of 2020: one for each commit of a push. */
const commit = reading(
  object({
    commit: object({ repo: filledText, namespace: textOrNull, branch: branchName, rev: filledText }),
    agent: textOrNull,
  }),
  ({ commit: { repo, namespace, branch, rev }, agent }) => {
    const name = `${namespace ?? 'rpms'}/${repo}`;
    return { project: name, package: packageOf(name), branch, commit: rev, user: agent };
  },
);

/** A file that came into the lookaside cache. The key `md5sum` holds whichever checksum was used, today SHA-512. */
const upload = reading(
  object({ name: filledText, filename: filledText, md5sum: filledText, agent: filledText }),
  ({ name, filename, md5sum, agent }) => ({
    package: packageOf(name.includes('/') ? name : `rpms/${name}`),
    file: filename,
    checksum: md5sum,
    user: agent,
  }),
);

const pullrequest = object({
  id: number,
  uid: filledText,
  project,
  branch: branchName,
  commit_stop: nullable(commitOrNull),
});

type PullRequest = ReturnType<typeof pullrequest>;

function requestFields({ id, uid, project: { fullname }, branch, commit_stop }: PullRequest, user: string) {
  return {
    project: fullname,
    package: packageOf(fullname),
    pullRequest: id,
    /** Unlike the number, unique among all packages. */
    uid,
    branch,
    commit: commit_stop,
    user,
  };
}

const request = reading(object({ pullrequest, agent: filledText }), ({ pullrequest: one, agent }) =>
  requestFields(one, agent),
);

const closed = reading(
  object({ pullrequest, merged: boolean, agent: filledText }),
  ({ pullrequest: one, merged, agent }) => ({ ...requestFields(one, agent), merged }),
);

/** What CI says of a request or commit: pending, success, failure, error or canceled. */
const flag = object({ username: filledText, status: filledText, url: textOrNull });

const requestFlag = reading(
  object({ pullrequest, flag, agent: filledText }),
  ({ pullrequest: one, flag: { username, status, url }, agent }) => ({
    ...requestFields(one, agent),
    check: username,
    status,
    url,
  }),
);

const commitFlag = reading(
  object({
    repo: project,
    flag: object({ username: filledText, status: filledText, url: textOrNull, commit_hash: filledText }),
    agent: filledText,
  }),
  ({ repo, flag: { username, status, url, commit_hash }, agent }) => ({
    project: repo.fullname,
    package: packageOf(repo.fullname),
    commit: commit_hash,
    check: username,
    status,
    url,
    user: agent,
  }),
);

/** What dist-git and its lookaside cache say. */
export const distGitMessages = {
  'pagure.git.receive': push,
  'git.receive': commit,
  'git.lookaside.new': upload,
  'pagure.pull-request.new': request,
  'pagure.pull-request.updated': request,
  'pagure.pull-request.rebased': request,
  'pagure.pull-request.reopened': request,
  'pagure.pull-request.comment.added': request,
  'pagure.pull-request.flag.added': requestFlag,
  'pagure.pull-request.flag.updated': requestFlag,
  'pagure.pull-request.closed': closed,
  'pagure.commit.flag.added': commitFlag,
  'pagure.commit.flag.updated': commitFlag,
} as const;
