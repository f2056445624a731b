import { describe, expect, it } from 'vitest';
import { twinAsk } from '../../tests/support/twin-ask.ts';
import { createWorld } from '../world/world.ts';
import { ci } from './ci.ts';
import { koschei } from './koschei.ts';

let now = Date.UTC(2026, 10, 23, 12);
const world = createWorld({ now: () => now });
const jenkins = twinAsk(world, ci, 'ci');
const farm = twinAsk(world, ci, 'ci-testing-farm');
const JOB = '/job/fedora-ci/job/dist-git-pipeline/job/master';

describe('Jenkins of the twin', () => {
  it.each([
    ['/', 200],
    ['/login', 200],
    ['/api/json', 200],
    [JOB, 200],
    ['/job/none/api/json', 404],
    [`${JOB}/1/api/json`, 404],
  ])('answers %s with %d, and as Jenkins', async (path, status) => {
    expect(await jenkins(path)).toMatchObject({
      status,
      headers: { 'x-jenkins': expect.stringMatching(/^2\./) },
    });
  });

  it('shows a run while it runs, and what came of it', async () => {
    const run = world
      .testRuns()
      .filter(({ testcase, doneAt }) => testcase.includes('.tier0.') && doneAt <= now)
      .at(-1);
    if (run === undefined) throw new Error('a world without test runs');
    const before = now;
    now = run.runningAt + 1;
    expect((await jenkins(`${JOB}/lastBuild/api/json`)).json).toMatchObject({
      building: true,
      result: null,
      timestamp: run.runningAt,
    });
    expect((await jenkins('/computer/api/json')).json).toMatchObject({
      busyExecutors: expect.any(Number),
      computer: [{ offline: false }],
    });
    now = run.runningAt - 1;
    expect((await jenkins('/queue/api/json')).json).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ inQueueSince: run.queuedAt })]),
    });
    now = before;
    const number = /\/(\d+)\/$/.exec(run.runUrl)?.[1];
    expect((await jenkins(`${JOB}/${number}/api/json`)).json).toMatchObject({
      building: false,
      duration: run.doneAt - run.runningAt,
    });
  });

  it('cuts an answer to its tree', async () => {
    const { json } = await jenkins(`${JOB}/api/json?tree=name,lastBuild%5Bnumber%5D`);
    expect(Object.keys(Object(json)).sort()).toEqual(['_class', 'lastBuild', 'name']);
  });
});

describe('the services beside Jenkins', () => {
  it('tells a request’s state by the run it serves', async () => {
    const run = world
      .testRuns()
      .filter(({ outcome, doneAt }) => outcome === 'PASSED' && doneAt <= now)
      .at(-1);
    const id = `00000000-0000-4000-8000-${String(run?.id ?? 0).padStart(12, '0')}`;
    expect((await farm(`/v0.1/requests/${id}`)).json).toMatchObject({
      id,
      state: 'complete',
      result: { overall: 'passed' },
    });
    expect((await farm('/v0.1/requests/none')).status).toBe(404);
    expect((await farm('/v0.1/requests', { method: 'POST' })).status).toBe(401);
    expect((await farm('/v0.1/composes')).json).toMatchObject({
      composes: expect.arrayContaining([{ name: 'Fedora-Rawhide' }]),
    });
  });

  it('answers for Packit and Zuul', async () => {
    expect((await twinAsk(world, ci, 'ci-packit')('/api/system')).json).toHaveProperty('packit_service');
    expect((await twinAsk(world, ci, 'ci-zuul')('/api/tenants')).json).toMatchObject([{ name: 'fedora' }]);
  });
});

describe('Koschei of the twin', () => {
  const ask = twinAsk(world, koschei, 'koschei');
  it('tells the last complete build of a package', async () => {
    const last = world
      .koscheiBuilds()
      .filter(({ finishedAt }) => finishedAt <= now)
      .at(-1);
    if (last === undefined) throw new Error('a world without builds of Koschei');
    const query = new URLSearchParams({ name: last.package, collection: last.collection });
    expect((await ask(`/api/v1/packages?${query}`)).json).toEqual([
      expect.objectContaining({
        state: last.state,
        last_complete_build: expect.objectContaining({ task_id: last.taskId }),
      }),
    ]);
    expect((await ask('/api/v1/packages?name=none')).json).toEqual([]);
    expect((await ask(`/package/${last.package}`)).text).toContain(String(last.taskId));
  });

  it.each([
    ['/', 200],
    ['/packages', 200],
    ['/collections', 200],
    ['/stats', 200],
    ['/package/none', 404],
    ['/healthz', 404],
  ])('answers %s with %d', async (path, status) => {
    expect(await ask(path)).toMatchObject({
      status,
      headers: { 'content-type': expect.stringMatching(/html/) },
    });
  });
});
