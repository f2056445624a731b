import { describe, expect, it } from 'vitest';
import { instead } from '../../../tests/support/probe-bench.ts';
import { traceOf } from '../../../tests/support/trace-bench.ts';
import { clockwork } from '../../../twin/world/clockwork.ts';

const { world } = clockwork();

/** The verdict and the one line of a trace that could not even begin. */
async function failureOf(run: ReturnType<typeof traceOf>) {
  const { verdict, notes, stages, traces, requests, asked } = await run;
  expect({ stages, traces, requests }).toEqual({ stages: [], traces: [], requests: asked.length });
  const [reason = '', ...more] = notes;
  expect(more).toEqual([]);
  return { verdict, reason };
}

describe('a trace of just those that are named', () => {
  it('follows the builds of one release, of every time', async () => {
    const { traces } = await traceOf(world, { PW_RELEASE: 'epel10', PW_COUNT: '12' });
    expect(new Set(traces.map(({ release }) => release))).toEqual(new Set(['EPEL-10']));
    expect(traces).toHaveLength(12);
    expect(traces.some(({ milestones }) => milestones.stable !== undefined)).toBe(true);
  });

  it('follows all builds of an update', async () => {
    const update = world.updates().findLast(({ fromSideTag }) => fromSideTag !== null);
    const { traces } = await traceOf(world, { PW_UPDATE: update?.alias ?? '' });
    const nvrs = update?.builds.map((id) => world.build(id)?.nvr);
    expect(traces.map(({ nvr }) => nvr)).toEqual(nvrs);
    expect(traces.map((one) => one.update)).toEqual(nvrs?.map(() => update?.alias));
  });

  it('follows one build, up to where it has come', async () => {
    const build = world.build(world.updates().at(-1)?.builds[0] ?? 0);
    const { traces } = await traceOf(world, { PW_NVR: build?.nvr ?? '' });
    expect(traces).toMatchObject([{ nvr: build?.nvr, package: build?.name, release: build?.releaseName }]);
  });

  it('follows a build that failed and has no update', async () => {
    const build = world.builds().findLast((one) => one.outcome === 'failed' && one.completedAt < world.now());
    const { traces, verdict } = await traceOf(world, { PW_NVR: build?.nvr ?? '' });
    expect(traces).toMatchObject([
      { nvr: build?.nvr, release: build?.releaseName, update: null, stuck: null },
    ]);
    expect(traces[0]?.milestones['build-failed']?.at).toBe(build?.completedAt);
    const passed = traces[0]?.stages.filter(({ state }) => state !== 'not reached').map(({ stage }) => stage);
    expect(passed?.at(-1)).toBe('build.start');
    expect(verdict).toBe('ok');
  });

  it('follows the recent builds of a package, of one release if that is named too', async () => {
    const all = (await traceOf(world, { PW_PACKAGE: 'bash' })).traces;
    expect(new Set(all.map((one) => one.package))).toEqual(new Set(['bash']));
    const [first] = all;
    const some = (await traceOf(world, { PW_PACKAGE: 'bash', PW_RELEASE: first?.release ?? '' })).traces;
    expect(some.map(({ nvr }) => nvr)).toEqual(
      all.filter(({ release }) => release === first?.release).map(({ nvr }) => nvr),
    );
  });
});

describe('what is not there', () => {
  it.each([
    [{ PW_NVR: 'bash-0.0.1-1.fc44' }, 'no build "bash-0.0.1-1.fc44" at koji of target local'],
    [{ PW_UPDATE: 'FEDORA-2026-0123abcdef' }, 'no update "FEDORA-2026-0123abcdef" at bodhi of target local'],
    [{ PW_PACKAGE: 'no-such-package' }, 'no package "no-such-package" at koji of target local'],
    [{ PW_RELEASE: 'F12' }, 'no release "F12" at bodhi of target local. Valid: '],
  ])('%j is unknown, in one line that names it', async (env, reason) => {
    const failure = await failureOf(traceOf(world, env));
    expect(failure).toEqual({ verdict: 'unknown', reason: expect.stringContaining(reason) });
    expect(failure.reason).not.toContain('\n');
  });

  it('names the valid releases', async () => {
    const { reason } = await failureOf(traceOf(world, { PW_RELEASE: 'F12' }));
    for (const { name } of world.releases) expect(reason).toContain(name);
  });

  it('is an empty window', async () => {
    const page = { updates: [], page: 1, pages: 0, total: 0 };
    const nothing = instead(/^\/updates\/$/, {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(page),
    });
    expect(await failureOf(traceOf(world, {}, nothing))).toEqual({
      verdict: 'unknown',
      reason: 'no update at bodhi of target local within the last days',
    });
  });

  it('is no koji: then the trace fails', async () => {
    const down = instead(/^\/kojihub/, { status: 503, body: 'Service Unavailable' });
    expect(await failureOf(traceOf(world, {}, down))).toEqual({
      verdict: 'failed',
      reason: 'HTTP 503',
    });
  });
});

describe('a system that cannot be read', () => {
  it.each([
    ['datagrepper', /^\/datagrepper\//],
    ['resultsdb', /^\/api\/v2\.0\//],
    ['waiverdb', /^\/api\/v1\.0\/waivers/],
  ])('%s: the trace goes on, says so, and is not well', async (system, path) => {
    const down = instead(path, { status: 503, body: 'Service Unavailable' });
    const { verdict, traces, notes } = await traceOf(world, { PW_COUNT: '20' }, down);
    expect(verdict).toBe('unknown');
    expect(notes).toContain(`${system} could not be read: HTTP 503`);
    expect(traces).toHaveLength(20);
    expect(traces.filter(({ stuck }) => stuck !== null)).toEqual([]);
    expect(traces.every(({ milestones }) => milestones['build-started'] !== undefined)).toBe(true);
  });
});
