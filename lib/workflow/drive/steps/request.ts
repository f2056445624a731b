import { wrongAnswer } from '../../../probe/failure.ts';
import type { ProbeContext } from '../../../probe/probe.ts';
import { refsOf } from '../../../systems/dist-git/git.ts';
import {
  mergeRequest,
  openRequest,
  readFlags,
  requestPage,
} from '../../../systems/dist-git/pull-requests.ts';
import { messagesOf } from '../bus.ts';
import { type Flow, made, type RequestWork, type Step, type StepDone } from '../flow.ts';
import { Final, type Look, waitFor } from '../waiting.ts';

/** What CI said of a request in the end. */
interface Verdict {
  readonly check: string;
  readonly status: string;
  readonly url: string;
}

export const request: Step = {
  name: 'request',
  system: 'ci',
  run: async (flow, context, clock): Promise<StepDone> => {
    if (!flow.has('pr')) return { skipped: 'not asked for: --pr' };
    const token = made(flow.means.pagureToken, 'token');
    const told: string[] = [];
    let failed = false;
    for (const work of flow.requests) {
      await opened(flow, context, work, token);
      const id = made(work.id, 'request');
      const tested = await waitFor(context, clock, `end of CI on pull request ${id}`, () =>
        said(flow, context, work),
      );
      failed ||= tested.some(({ status }) => status === 'failure');
      await mergeRequest(context, token, work.package, id);
      work.open = false;
      await takeOver(flow, context, work);
      told.push(
        `${work.package}#${id} merged; ${tested.map(({ check, status }) => `${check}: ${status}`).join(', ')}`,
      );
    }
    const [first] = flow.requests;
    const url = requestPage(context, first?.package ?? '', first?.id ?? 0);
    return { reason: told.join(', '), url, ...(failed ? { outcome: 'test' as const } : {}) };
  },
};

async function opened(flow: Flow, context: ProbeContext, work: RequestWork, token: string): Promise<void> {
  const { id } = await openRequest(context, token, {
    package: work.package,
    branch: made(flow.release, 'release').branch,
    from: { fork: work.fork, branch: work.branch },
    title: `Rebuild by ${flow.run}`,
    comment: 'A run of a monitor of the packager workflow: it tests, merges and builds a test package.',
  });
  work.id = id;
  work.open = true;
}

/** By the flags that CI sets today; where there are none, by the messages of 2020. */
async function said(flow: Flow, context: ProbeContext, work: RequestWork): Promise<Look<readonly Verdict[]>> {
  const id = made(work.id, 'request');
  const flags = await readFlags(context, work.package, id);
  const verdicts =
    flags.length > 0
      ? flags.map(({ username, status, url }) => ({ check: username, status, url }))
      : await toldByMessages(flow, context, work, id);
  const broken = verdicts.find(({ status }) => status === 'error' || status === 'canceled');
  if (broken !== undefined) {
    throw new Final(
      wrongAnswer(`CI broke down on pull request ${id}: ${broken.check} ${broken.status}`, '', broken.url),
    );
  }
  const waiting = verdicts.filter(({ status }) => status === 'pending');
  if (verdicts.length > 0 && waiting.length === 0) return { found: verdicts };
  return {
    seen:
      waiting.length > 0
        ? `${waiting.map(({ check }) => check).join(', ')} pending`
        : 'neither flag nor message',
  };
}

async function toldByMessages(
  flow: Flow,
  context: ProbeContext,
  work: RequestWork,
  id: number,
): Promise<readonly Verdict[]> {
  const since = flow.startedAt;
  const is = (event: { readonly package: string | null; readonly pullRequest: number }): boolean =>
    event.package === work.package && event.pullRequest === id;
  const complete = await messagesOf(context, { kind: 'ci.dist-git-pr.test.complete', since, is });
  if (complete.length > 0) {
    return complete.map(({ testcase, outcome, url }) => ({
      check: testcase ?? 'CI',
      status: outcome === 'passed' ? 'success' : 'failure',
      url: url ?? '',
    }));
  }
  const broken = await messagesOf(context, { kind: 'ci.dist-git-pr.test.error', since, is });
  return broken.map(({ testcase, url }) => ({ check: testcase ?? 'CI', status: 'error', url: url ?? '' }));
}

/** What is built is the branch after the merge, whose commit may be another than the one that was pushed. */
async function takeOver(flow: Flow, context: ProbeContext, request: RequestWork): Promise<void> {
  const ref = `refs/heads/${made(flow.release, 'release').branch}`;
  const head = (await refsOf(context, request.package, ref)).get(ref);
  const work = flow.packages.find(({ name }) => name === request.package);
  if (head === undefined || work === undefined)
    throw wrongAnswer(`rpms/${request.package} has no ${ref} after the merge`);
  work.commit = head;
}
