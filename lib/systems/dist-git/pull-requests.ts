import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { filledText, list, nullable, number, object, type Shaped, string } from '../../protocols/shape.ts';
import { askPagure, PagureRefusal, postPagure } from './pagure.ts';
import { apiUrl, type Fork } from './repository.ts';

const pullRequest = object({
  id: number,
  /** Unlike the number, unique among all packages: what messages name it by. */
  uid: filledText,
  title: string,
  /** Open, Merged or Closed. */
  status: filledText,
  /** Where it is to be merged. */
  branch: filledText,
  branch_from: string,
  commit_stop: nullable(string),
  user: object({ name: filledText }),
});

export type PullRequest = Shaped<typeof pullRequest>;

/** What CI says of a request: `success`, `failure`, `error`, `pending` or `canceled`. */
const flag = object({ username: filledText, status: filledText, comment: string, url: string });

export type PullRequestFlag = Shaped<typeof flag>;

const flags = object({ flags: list(flag) });
const requests = object({ requests: list(pullRequest) });
const done = object({ message: filledText });

const MERGE_POLL_MS = 2000;
const MERGE_WAIT_MS = 60_000;
const MAX_LISTED = 100;

/** The fork of a package that belongs to `user`, who must be the token's owner; made if there is none yet. */
export async function ensureFork(
  context: ProbeContext,
  token: string,
  name: string,
  user: string,
): Promise<Fork> {
  const url = `${context.address('dist-git')}/api/0/fork`;
  try {
    await postPagure(context, token, url, { repo: name, namespace: 'rpms', wait: '1' }, done);
  } catch (thrown) {
    // Pagure has no code of its own for it.
    if (!(thrown instanceof PagureRefusal && /already exists/i.test(thrown.said))) throw thrown;
  }
  return { user, name };
}

export interface NewRequest {
  readonly package: string;
  /** Where it is to be merged. */
  readonly branch: string;
  /** Where the commits are: a branch of a fork, or of the package's own repository. */
  readonly from: { readonly fork: Fork | null; readonly branch: string };
  readonly title: string;
  readonly comment: string;
}

/** Opens a pull request. */
export function openRequest(context: ProbeContext, token: string, wanted: NewRequest): Promise<PullRequest> {
  const { fork, branch } = wanted.from;
  const origin =
    fork === null ? {} : { repo_from: fork.name, repo_from_namespace: 'rpms', repo_from_username: fork.user };
  const fields = {
    title: wanted.title,
    branch_to: wanted.branch,
    branch_from: branch,
    ...origin,
    initial_comment: wanted.comment,
  };
  const url = `${apiUrl(context, wanted.package)}/pull-request/new`;
  return postPagure(context, token, url, fields, pullRequest);
}

/** A pull request as it stands. */
export function readRequest(context: ProbeContext, name: string, id: number): Promise<PullRequest> {
  return askPagure(context, requestUrl(context, name, id), pullRequest);
}

/** What CI has said of it so far. */
export async function readFlags(
  context: ProbeContext,
  name: string,
  id: number,
): Promise<readonly PullRequestFlag[]> {
  return (await askPagure(context, `${requestUrl(context, name, id)}/flag`, flags)).flags;
}

/** Open requests of one author to a package, the newest first. */
export async function openRequests(
  context: ProbeContext,
  name: string,
  author: string,
): Promise<readonly PullRequest[]> {
  const query = `status=Open&author=${encodeURIComponent(author)}&per_page=${MAX_LISTED}`;
  const url = `${apiUrl(context, name)}/pull-requests?${query}`;
  const found = await askPagure(context, url, requests);
  return found.requests.filter(({ user, status }) => user.name === author && status === 'Open');
}

/** Merges a request, and waits until it is: pagure may only put it into a queue. */
export async function mergeRequest(
  context: ProbeContext,
  token: string,
  name: string,
  id: number,
): Promise<PullRequest> {
  const url = requestUrl(context, name, id);
  const { message } = await postPagure(context, token, `${url}/merge`, { wait: '1' }, done);
  const end = context.now() + MERGE_WAIT_MS;
  for (;;) {
    const request = await readRequest(context, name, id);
    if (request.status === 'Merged') return request;
    if (request.status !== 'Open' || context.now() >= end) {
      throw wrongAnswer(`request ${id} is ${request.status} after "${message}"`, '', url);
    }
    await context.sleep(MERGE_POLL_MS);
  }
}

/** Closes a request without merging it. */
export async function closeRequest(
  context: ProbeContext,
  token: string,
  name: string,
  id: number,
): Promise<void> {
  await postPagure(context, token, `${requestUrl(context, name, id)}/close`, {}, done);
}

/** The page of a request, for people. */
export function requestPage(context: Pick<ProbeContext, 'address'>, name: string, id: number): string {
  return `${context.address('dist-git')}/rpms/${name}/pull-request/${id}`;
}

function requestUrl(context: ProbeContext, name: string, id: number): string {
  return `${apiUrl(context, name)}/pull-request/${id}`;
}
