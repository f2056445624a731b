import { describe, expect, it } from 'vitest';
import { usePackager } from '../../../tests/support/packager.ts';
import { TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { html, json } from '../../../twin/service.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { clone, commit } from './git.ts';
import * as requests from './pull-requests.ts';
import { pushToFork } from './push.ts';

const NAME = 'dummy-test-package-rubino';
const { pagureToken, principal } = TWIN_CREDENTIALS;
const { twin, packager, run, refusal, tamper } = usePackager({ timeScale: 100 });

/** Opens a request from a branch of our own of the fork. */
async function opened(
  context: ProbeContext,
  branch: string,
  name = NAME,
  path = branch,
): Promise<requests.PullRequest> {
  const fork = await requests.ensureFork(context, pagureToken, name, principal);
  const checkout = await clone(context, name, 'rawhide');
  const info = { author: principal, email: 'p@example.org', at: context.now(), message: branch };
  const made = commit(checkout, [{ path, content: branch }], info, context.hashes.sha1);
  await pushToFork(context, fork, packager().pushToken, made.checkout, `refs/heads/${branch}`, made.objects);
  const wanted = { package: name, branch: 'rawhide', title: `Test ${branch}`, comment: 'A test.' };
  return requests.openRequest(context, pagureToken, { ...wanted, from: { fork, branch } });
}

async function flagged(context: ProbeContext, id: number): Promise<readonly requests.PullRequestFlag[]> {
  for (let left = 200; left > 0; left--) {
    const flags = await requests.readFlags(context, NAME, id);
    if (flags.length > 0) return flags;
    await context.sleep(20);
  }
  return [];
}

describe('a pull request', () => {
  it('is opened, tested, merged, and found at each stage', () =>
    run(async (context) => {
      const request = await opened(context, 'one');
      expect(request).toMatchObject({
        status: 'Open',
        branch: 'rawhide',
        branch_from: 'one',
        title: 'Test one',
      });
      expect(await requests.openRequests(context, NAME, principal)).toEqual([request]);
      expect(await requests.openRequests(context, NAME, 'somebody')).toEqual([]);
      expect(await flagged(context, request.id)).toMatchObject([{ status: 'success' }]);
      expect((await requests.mergeRequest(context, pagureToken, NAME, request.id)).status).toBe('Merged');
      expect((await clone(context, NAME, 'rawhide')).tip).toBe(request.commit_stop);
      expect(await requests.openRequests(context, NAME, principal)).toEqual([]);
      const again = refusal((one) => requests.mergeRequest(one, pagureToken, NAME, request.id));
      expect((await again).reason).toContain('Pull-Request not found (ENOREQ, HTTP 404)');
    }));

  it('is merged beside another, and closed', () =>
    run(async (context) => {
      const [two, three, four] = [
        await opened(context, 'two'),
        await opened(context, 'three'),
        await opened(context, 'four'),
      ];
      for (const { id } of [two, three]) await requests.mergeRequest(context, pagureToken, NAME, id);
      const head = await clone(context, NAME, 'rawhide');
      expect(head.entries.map(({ name }) => name)).toEqual(expect.arrayContaining(['two', 'three']));
      await requests.closeRequest(context, pagureToken, NAME, four.id);
      expect((await requests.readRequest(context, NAME, four.id)).status).toBe('Closed');
    }));

  it('is announced, with what CI says of it', () =>
    run(async (context) => {
      const { uid, id } = await opened(context, 'told');
      await flagged(context, id);
      await requests.closeRequest(context, pagureToken, NAME, id);
      const bodies = twin()
        .world.messages()
        .slice(-20)
        .filter((message) => JSON.stringify(message.body()).includes(uid));
      expect(bodies.map(({ topic }) => topic.split('.').slice(3).join('.'))).toEqual([
        'pagure.pull-request.new',
        'ci.dist-git-pr.test.running',
        'ci.dist-git-pr.test.complete',
        'pagure.pull-request.flag.added',
        'pagure.pull-request.closed',
      ]);
      expect(bodies.at(-1)?.body()).toMatchObject({ merged: false, agent: principal });
    }));

  it('goes untested where CI is out', () =>
    run(async (context) => {
      twin().live.behave({ ills: ['request untested'] });
      const { id } = await opened(context, 'untested');
      twin().live.behave({ ills: [] });
      // CI takes six tenths of a second here.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(await requests.readFlags(context, NAME, id)).toEqual([]);
    }));
});

describe('what dist-git refuses', () => {
  it.each([
    ['a wrong token', 'wrong', NAME, 'EINVALIDTOK, HTTP 401'],
    ['an unknown package', pagureToken, 'nope', 'Project not found (ENOPROJECT, HTTP 404)'],
  ])('%s', async (_what, token, name, reason) => {
    const details = await refusal((context) => requests.ensureFork(context, token, name, principal));
    expect(details.reason).toContain(reason);
    expect(JSON.stringify(details)).not.toContain(pagureToken);
  });

  it('a request without commits, of a branch that is not there, of another’s fork', async () => {
    const asked =
      (user: string, branch: string, to = 'rawhide') =>
      async (context: ProbeContext) => {
        await requests.ensureFork(context, pagureToken, NAME, principal);
        const from = { fork: { user, name: NAME }, branch };
        const wanted = { package: NAME, branch: to, from, title: 'x', comment: '' };
        return requests.openRequest(context, pagureToken, wanted);
      };
    expect((await refusal(asked(principal, 'f46'))).reason).toContain('EINVALIDREQ');
    expect((await refusal(asked(principal, 'none'))).reason).toContain('Branch none does not exist');
    expect((await refusal(asked(principal, 'rawhide', 'f1'))).reason).toContain('Branch f1 does not exist');
    expect((await refusal(asked('somebody', 'f46'))).reason).toContain('ENOPROJECT');
  });

  it('a merge by whoever may not commit', async () => {
    const merging = async (context: ProbeContext) => {
      const { id } = await opened(context, 'foreign', 'bash');
      await requests.mergeRequest(context, pagureToken, 'bash', id);
    };
    expect((await refusal(merging)).reason).toContain('ENOPRCLOSE, HTTP 403');
  });

  it('a merge of what conflicts with another', async () => {
    const merging = async (context: ProbeContext) => {
      const both = [
        await opened(context, 'left', NAME, 'same'),
        await opened(context, 'right', NAME, 'same'),
      ];
      for (const { id } of both) await requests.mergeRequest(context, pagureToken, NAME, id);
    };
    expect((await refusal(merging)).reason).toContain('EPRCONFLICTS, HTTP 409');
  });

  it('a merge that never comes is waited for, and not for ever', async () => {
    tamper('dist-git', /GET .*pull-request\/\d+\?$/, (reply) =>
      json({ ...Object(JSON.parse(String(reply.body))), status: 'Open' }),
    );
    const { reason } = await refusal(async (context) => {
      const { id } = await opened(context, 'stuck');
      let now = context.now();
      const hurried = {
        ...context,
        now: () => {
          now += 20_000;
          return now;
        },
      };
      await requests.mergeRequest(hurried, pagureToken, NAME, id);
    });
    expect(reason).toMatch(/request \d+ is Open after "Changes merged!"/);
  });

  it.each([
    ['a page of the edge', html('<title>403</title>', 403), 'unknown', 'blocked by the edge (HTTP 403)'],
    [
      'another page',
      html('<title>x</title>', 404),
      'failed',
      'an HTML page instead of pagure’s answer (HTTP 404)',
    ],
    ['a refusal without words', json({}, 400), 'failed', 'HTTP 400'],
    ['an answer of another shape', json({}), 'failed', 'flags is missing'],
  ])('%s', async (_what, answer, verdict, reason) => {
    tamper('dist-git', /GET .*\/flag/, () => answer);
    const details = await refusal((context) => requests.readFlags(context, NAME, 1));
    expect([details.verdict, details.reason]).toEqual([verdict, expect.stringContaining(reason)]);
  });
});
