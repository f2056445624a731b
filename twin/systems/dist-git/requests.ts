import { randomUUID } from 'node:crypto';
import { later } from '../../live/later.ts';
import type { Live } from '../../live/live.ts';
import { flaggedBody, projectBody, requestBody, requestTestBody } from '../../world/bodies-git.ts';
import type { Body } from '../../world/bus.ts';
import { epochText } from '../../world/calendar.ts';
import { asUsers, pagureUser, SERVICE } from '../../world/people.ts';
import type { Mutable } from '../../world/task-book.ts';
import type { Package, PullRequest } from '../../world/types.ts';
import { git, gitLines } from './git-process.ts';
import { headsOf } from './history.ts';
import { receive } from './received.ts';
import { pathOf, type Repositories } from './repositories.ts';

/** What a client's request has beyond those that the world makes itself. */
interface Details {
  readonly title: string;
  readonly comment: string;
  readonly branchFrom: string;
  /** Whose fork it comes from; null for the package's own repository. */
  readonly fork: string | null;
  readonly first: string;
  closed: { readonly at: number; readonly by: string } | null;
}

/** What opens a request. */
export interface Wanted {
  readonly title: string;
  readonly comment: string;
  readonly branchTo: string;
  readonly branchFrom: string;
  readonly fork: string | null;
  readonly author: string;
}

type Status = 'Open' | 'Merged' | 'Closed';

/** Seconds after which CI has begun to test a request, and is done with it. */
const TESTED = { running: 10, complete: 57, flagged: 60 } as const;

/** The pull requests that clients open, beside those of the world. */
export class Requests {
  readonly #details = new Map<string, Details>();

  constructor(
    private readonly live: Live,
    private readonly repositories: Repositories,
  ) {}

  find(name: string, id: number): PullRequest | undefined {
    return this.live.world.pullRequests(name).find((request) => request.id === id);
  }

  /** Whether it may be merged or closed: those of the world end as the world has it. */
  isOurs({ uid }: PullRequest): boolean {
    return this.#details.has(uid);
  }

  statusOf(request: PullRequest): Status {
    if (this.#details.get(request.uid)?.closed) return 'Closed';
    return request.mergedAt !== null && request.mergedAt <= this.live.world.now() ? 'Merged' : 'Open';
  }

  /** A request as the API and the messages show it. */
  bodyOf(one: Package, request: PullRequest): Body {
    const status = this.statusOf(request);
    const flagged = request.flaggedAt <= this.live.world.now();
    const changed = flagged ? request.flaggedAt : request.openedAt;
    const body =
      status === 'Merged'
        ? requestBody(one, request, status, request.mergedAt ?? changed)
        : requestBody(one, request, 'Open', changed);
    const details = this.#details.get(request.uid);
    if (details === undefined) return body;
    const { title, comment, branchFrom, fork, first, closed } = details;
    const ended =
      closed === null
        ? {}
        : {
            closed_at: epochText(closed.at),
            closed_by: pagureUser(closed.by),
            last_updated: epochText(closed.at),
            updated_on: epochText(closed.at),
          };
    return {
      ...body,
      title,
      status,
      branch_from: branchFrom,
      commit_start: first,
      initial_comment: comment === '' ? null : comment,
      ...(fork === null ? { repo_from: projectBody(one) } : {}),
      ...ended,
    };
  }

  /** Opens a request, which CI will test; or says, as pagure does, why there is nothing to ask for. */
  open(one: Package, wanted: Wanted): Promise<PullRequest | string> {
    return this.repositories.change(one.name, async () => {
      const folder = this.repositories.folder(pathOf(one.name));
      if (!headsOf(this.live.world, one.name).has(wanted.branchTo)) {
        return `Branch ${wanted.branchTo} does not exist`;
      }
      const tip = await this.#fetched(one, wanted.fork, wanted.branchFrom);
      if (tip === null) return `Branch ${wanted.branchFrom} does not exist`;
      const range = `refs/heads/${wanted.branchTo}..${tip}`;
      const [first] = await gitLines(folder, ['rev-list', '--reverse', '--topo-order', range]);
      if (first === undefined)
        return `There is nothing in ${wanted.branchFrom} that ${wanted.branchTo} lacks`;
      return this.#opened(one, wanted, { first, tip });
    });
  }

  #opened(one: Package, wanted: Wanted, { first, tip }: { first: string; tip: string }): PullRequest {
    const { live } = this;
    const at = live.world.now();
    const untested = live.conduct.ills.includes('request untested');
    const request: Mutable<PullRequest> = {
      id: live.ledger.number('pullRequest'),
      uid: randomUUID().replaceAll('-', ''),
      package: one.name,
      branch: wanted.branchTo,
      commit: tip,
      author: wanted.author,
      openedAt: at,
      flaggedAt: untested ? Number.POSITIVE_INFINITY : later(live, at, TESTED.flagged),
      mergedAt: null,
    };
    const { title, comment, branchFrom, fork } = wanted;
    this.#details.set(request.uid, { title, comment, branchFrom, fork, first, closed: null });
    live.ledger.pullRequests.push(request);
    const pullrequest = this.bodyOf(one, request);
    this.#publish(one, at, 'pagure.pull-request.new', wanted.author, { pullrequest });
    if (!untested) this.#tested(one, request, pullrequest);
    return request;
  }

  #tested(one: Package, request: PullRequest, pullrequest: Body): void {
    const { live } = this;
    for (const state of ['running', 'complete'] as const) {
      const at = later(live, request.openedAt, TESTED[state]);
      live.ledger.publish(at, `ci.dist-git-pr.test.${state}`, {}, () => requestTestBody(request, state, at));
    }
    const { flag } = flaggedBody(one, request);
    const body = { pullrequest, flag };
    this.#publish(one, request.flaggedAt, 'pagure.pull-request.flag.added', SERVICE.ci, body);
  }

  /** Closes a request without merging it. */
  close(one: Package, request: PullRequest, by: string): void {
    const at = this.live.world.now();
    const details = this.#details.get(request.uid);
    if (details !== undefined) details.closed = { at, by };
    this.#announceEnd(one, request, at, by, false);
  }

  /** Merges a request; false where it conflicts with what has been pushed meanwhile. */
  merge(one: Package, request: PullRequest, by: string): Promise<boolean> {
    return this.repositories.change(one.name, async () => {
      const folder = this.repositories.folder(pathOf(one.name));
      const ref = `refs/heads/${request.branch}`;
      const from = (await gitLines(folder, ['rev-parse', ref]))[0] ?? '';
      const to = await merged(folder, from, request, by);
      if (to === null) return false;
      await git(folder, ['update-ref', ref, to, from]);
      const ids = await receive(this.live, one, folder, { branch: request.branch, from, to }, by);
      this.repositories.brought(one.name, ids);
      const at = this.live.world.now();
      const open = this.live.ledger.pullRequests.find(({ uid }) => uid === request.uid);
      if (open !== undefined) open.mergedAt = at;
      this.#announceEnd(one, request, at, by, true);
      return true;
    });
  }

  /** Brings the branch of a request into the package's repository; null if there is no such branch. */
  async #fetched(one: Package, fork: string | null, branch: string): Promise<string | null> {
    const folder = this.repositories.folder(pathOf(one.name));
    const source = this.repositories.folder(pathOf(one.name, fork));
    const ref = `refs/heads/${branch}`;
    const [tip] = await gitLines(source, ['for-each-ref', '--format=%(objectname)', ref]);
    if (tip === undefined) return null;
    if (fork !== null) await git(folder, ['fetch', '-q', '--no-tags', source, ref]);
    return tip;
  }

  #announceEnd(one: Package, request: PullRequest, at: number, by: string, isMerged: boolean): void {
    const pullrequest = this.bodyOf(one, request);
    this.#publish(one, at, 'pagure.pull-request.closed', by, { pullrequest, merged: isMerged });
  }

  #publish(one: Package, at: number, topic: string, agent: string, body: Body): void {
    const concerns = { packages: [one.name], users: asUsers(agent) };
    this.live.ledger.publish(at, topic, concerns, () => ({ ...body, agent }));
  }
}

/** The commit that a branch stands at after a merge: the request's own where nothing came between. */
async function merged(
  folder: string,
  head: string,
  request: PullRequest,
  by: string,
): Promise<string | null> {
  const [base] = await gitLines(folder, ['merge-base', head, request.commit]);
  if (base === head) return request.commit;
  const tree = await gitLines(folder, ['merge-tree', '--write-tree', head, request.commit]).catch(() => null);
  if (tree?.[0] === undefined) return null;
  const who = ['-c', `user.name=${by}`, '-c', `user.email=${by}@example.org`];
  const parents = ['-p', head, '-p', request.commit];
  const message = `Merge #${request.id}`;
  const [commit] = await gitLines(folder, [...who, 'commit-tree', tree[0], ...parents, '-m', message]);
  return commit ?? null;
}
