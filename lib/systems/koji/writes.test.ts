import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../../../tests/support/node-engine.ts';
import { type Tamper, twinTransport } from '../../../tests/support/twin-transport.ts';
import { TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { fas } from '../../../twin/systems/fas.ts';
import { koji } from '../../../twin/systems/koji.ts';
import { sourceUrl } from '../../../twin/world/bodies-koji.ts';
import { clockwork, NOON } from '../../../twin/world/clockwork.ts';
import type { Transport, WireRequest } from '../../k6/ports.ts';
import { ProbeFailure } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { withContext } from '../../probe/run.ts';
import { anything } from '../../protocols/shape.ts';
import { encodeFault, encodeResponse } from '../../protocols/xmlrpc/encode.ts';
import { local } from '../../targets/local.ts';
import { kinit } from '../fas/kerberos.ts';
import { kojiCall } from './client.ts';
import { type KojiSession, openKojiSession } from './session.ts';
import * as writes from './writes.ts';

const PACKAGE = 'dummy-test-package-crested';
const { world, set } = clockwork();
const commit = world.commits(PACKAGE).find(({ branch }) => branch === 'rawhide');
const SOURCE = sourceUrl(PACKAGE, commit?.sha ?? '');

interface Bench {
  readonly context: ProbeContext;
  readonly session: KojiSession;
  readonly sent: WireRequest[];
  /** Moves the clock on, in seconds since noon. */
  readonly at: (seconds: number) => void;
}

/** Work of somebody who has logged in to a fresh twin at noon. */
async function loggedIn<T>(work: (bench: Bench) => Promise<T>, tamper?: Tamper): Promise<T> {
  return withTwin(async (bench) => {
    const login = await kinit(bench.context, nodeCiphers, TWIN_CREDENTIALS);
    return work({ ...bench, session: await openKojiSession(bench.context, login) });
  }, tamper);
}

function withTwin<T>(work: (bench: Omit<Bench, 'session'>) => Promise<T>, tamper?: Tamper): Promise<T> {
  set(NOON);
  const sent: WireRequest[] = [];
  const plain = nodeEngine();
  const twin = twinTransport(world, [fas, koji], tamper);
  const transport: Transport = async (request) => {
    sent.push(request);
    // A network on which the first call of a session would be overtaken by the next ones.
    if (request.headers['koji-session-callnum'] === '0') await plain.clock.sleep(10);
    return twin(request);
  };
  const engine = { ...plain, transport, clock: { ...plain.clock, now: () => NOON } };
  const asker = { id: 'workflow.submit', system: 'koji' } as const;
  const at = (seconds: number): void => set(NOON + seconds * 1000);
  return withContext(engine, local, asker, (context) =>
    work({ context: { ...context, now: () => world.now() }, sent, at }),
  );
}

async function failureOf(work: Promise<unknown>): Promise<ProbeFailure['details']> {
  const thrown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (thrown instanceof ProbeFailure) return thrown.details;
  throw new Error(`no ProbeFailure but ${String(thrown)}`);
}

describe('a session', () => {
  it('is opened by ticket, proves who calls, and ends', async () => {
    await loggedIn(async ({ context, session, sent }) => {
      expect(await writes.loggedIn(context, session)).toMatchObject({ name: 'packagerbot' });
      await session.logout(context);
      expect(await failureOf(writes.loggedIn(context, session))).toMatchObject({
        verdict: 'failed',
        reason: 'fault 1002 "Invalid session or bad credentials" in a 200 answer',
      });
      const numbers = sent.map(({ headers }) => headers['koji-session-callnum']).filter((one) => one);
      expect(numbers).toEqual(['0', '1', '2']);
    });
  });

  it('sends calls that are made at once one after another', async () => {
    await loggedIn(async ({ context, session }) => {
      const tasks = await Promise.all(
        [1, 2, 3].map(() => writes.submitBuild(context, session, SOURCE, 'rawhide')),
      );
      expect(tasks).toEqual([...new Set(tasks)].sort());
      // One that fails does not hold up those after it.
      const [lost, next] = await Promise.allSettled([
        session.call(context, kojiCall(anything, 'nosuch')),
        writes.loggedIn(context, session),
      ]);
      expect([lost.status, next.status]).toEqual(['rejected', 'fulfilled']);
    });
  });

  const answers: readonly (readonly [string, string, string, RegExp])[] = [
    ['a fault', 'text/xml', encodeFault(1002, 'no such principal'), /^fault 1002 "no such principal"/],
    ['a page', 'text/html', '<!doctype html><title>Hello</title>', /^an HTML page instead of XML-RPC$/],
    [
      'a cut answer',
      'text/xml',
      encodeResponse({ 'session-key': 'SECRET', 'session-id': 7 }).slice(0, -60),
      /^truncated or malformed XML-RPC$/,
    ],
    ['no session', 'text/xml', encodeResponse({ 'session-key': 'SECRET' }), /without a session$/],
    [
      'a strange key',
      'text/xml',
      encodeResponse({ 'session-id': 'SECRET', 'session-key': 'SECRET' }),
      /without a session$/,
    ],
  ];
  it.each(answers)('is none after %s, of which no key is told', async (_name, type, body, reason) => {
    const tamper: Tamper = (reply, { path }) =>
      path === '/kojihub/ssllogin'
        ? { ...reply, headers: { ...reply.headers, 'content-type': type }, body }
        : reply;
    const failure = await failureOf(loggedIn(async () => null, tamper));
    expect(failure).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(failure)).not.toContain('SECRET');
  });

  it('is none at a hub that does not prove itself', async () => {
    const tamper: Tamper = (reply, { path }) =>
      path === '/kojihub/ssllogin' ? { ...reply, headers: { 'content-type': 'text/xml' } } : reply;
    const failure = await failureOf(loggedIn(async () => null, tamper));
    expect(failure.reason).toContain('did not prove itself');
  });

  it('never shows its key in a failure', async () => {
    await loggedIn(async ({ context, session, sent }) => {
      await writes.loggedIn(context, session);
      const key = sent.at(-1)?.headers['koji-session-key'] ?? '';
      expect(key).toMatch(/^\d+-\w{19}$/);
      const failures = [
        await failureOf(session.call(context, kojiCall(anything, 'nosuch'))),
        await failureOf(writes.cancelTask(context, session, 1)),
      ];
      expect(JSON.stringify(failures)).not.toContain(key);
    });
  });
});

describe('builds', () => {
  it('are submitted, found among one’s own, and finish', async () => {
    await loggedIn(async ({ context, session, at }) => {
      const { id } = await writes.loggedIn(context, session);
      const task = await writes.submitBuild(context, session, SOURCE, 'rawhide');
      expect(await writes.taskProgress(context, task)).toMatchObject({ id: task, state: 0, start_ts: null });
      const open = (await writes.buildTasksOf(context, id)).filter(writes.isOpen);
      expect(open.find((one) => one.id === task)?.request).toEqual({ source: SOURCE, target: 'rawhide' });
      at(50);
      expect((await writes.taskProgress(context, task)).state).toBe(1);
      expect(await writes.taskFailure(context, task)).toBeNull();
      at(200);
      expect((await writes.taskProgress(context, task)).state).toBe(writes.TASK_END.CLOSED);
      expect(await writes.taskFailure(context, task)).toBeNull();
      const still = (await writes.buildTasksOf(context, id)).filter(writes.isOpen);
      expect(still.map((one) => one.id)).not.toContain(task);
    });
  });

  it('fail with a reason', async () => {
    await loggedIn(async ({ context, session, at }) => {
      const task = await writes.submitBuild(context, session, SOURCE, 'nosuch');
      at(60);
      expect(await writes.taskFailure(context, task)).toBe(
        `task ${task} (build) failed: unknown build target: nosuch (fault 1000)`,
      );
    });
  });

  it('are canceled, once and again, and only one’s own', async () => {
    await loggedIn(async ({ context, session, at }) => {
      const task = await writes.submitBuild(context, session, SOURCE, 'rawhide', { scratch: true });
      at(5);
      await writes.cancelTask(context, session, task);
      await writes.cancelTask(context, session, task);
      expect(await writes.taskFailure(context, task)).toBe(`task ${task} (build) was canceled`);
      const [foreign] = world.tasks().filter(({ owner }) => owner === 'koschei');
      const failure = await failureOf(writes.cancelTask(context, session, foreign?.id ?? 0));
      expect(failure.reason).toContain('fault 1004 "Cannot cancel task, not owner"');
    });
  });
});

describe('side tags', () => {
  it('are made, listed, left and removed', async () => {
    await loggedIn(async ({ context, session, at }) => {
      const name = await writes.sideTagOn(context, session, 'f46-build');
      expect(name).toMatch(/^f46-build-side-\d+$/);
      expect(await writes.sideTagsOf(context, 'packagerbot')).toEqual([name]);
      expect(await writes.sideTagsOf(context, 'koschei')).toEqual([]);
      await writes.submitBuild(context, session, SOURCE, name);
      at(200);
      const nvr = `${PACKAGE}-0-0.fc46`;
      await writes.untagBuild(context, session, name, nvr);
      await writes.untagBuild(context, session, name, nvr);
      await writes.removeSideTag(context, session, name);
      expect(await writes.sideTagsOf(context, 'packagerbot')).toEqual([]);
      const failure = await failureOf(writes.removeSideTag(context, session, name));
      expect(failure.reason).toContain('fault 1000 "No such tagInfo');
    });
  });
});
