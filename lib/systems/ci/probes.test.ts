import { describe, expect, it } from 'vitest';
import {
  bench,
  CHALLENGE,
  edited,
  FAULTS,
  instead,
  NOON,
  truncated,
} from '../../../tests/support/probe-bench.ts';
import { ci } from '../../../twin/systems/ci.ts';
import { anything, dictionary } from '../../protocols/shape.ts';
import { local } from '../../targets/local.ts';
import { stg } from '../../targets/stg.ts';
import type { Jenkins, Target } from '../../targets/target.ts';
import { ciProbes } from './probes.ts';

const { run, one, asked } = bench([ci], ciProbes);
const record = dictionary(anything);
const UP = 'ci.jenkins.up';
const JOBS = 'ci.jenkins.jobs';
const JOB = '/job/fedora-ci/job/dist-git-pipeline/job/master';

function withJenkins(...jenkins: Jenkins[]): Target {
  return { ...local, jenkins };
}

describe('the probes of CI', () => {
  it('are green on the twin', async () => {
    for (const [id, finding] of await run())
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'ok' });
  });

  it('tell what they saw', async () => {
    const found = await run();
    expect(found.get(UP)?.reason).toMatch(/^Fedora CI 2\.\d+\.\d+$/);
    expect(found.get(JOBS)?.reason).toMatch(
      /^fedora-ci\/dist-git-pipeline\/master #\d+ \w+, started \S+ \w+ ago$/,
    );
  });

  it.each(Object.entries(FAULTS))('are red on %s', async (_name, fault) => {
    for (const [id, finding] of await run(fault)) {
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are red on a truncated body', async () => {
    for (const [id, finding] of await run(truncated)) {
      expect(finding, `${id}: ${finding.reason}`).toMatchObject({ verdict: 'failed' });
    }
  });

  it('are unknown behind a challenge page', async () => {
    for (const [id, finding] of await run(() => CHALLENGE))
      expect(finding, id).toMatchObject({ verdict: 'unknown' });
  });

  it('are red where nobody is', async () => {
    for (const finding of (await bench([], ciProbes).run()).values())
      expect(finding).toMatchObject({ verdict: 'failed' });
  });

  it('skip what the target lacks: staging has no Zuul', async () => {
    const finding = await one('ci.zuul.info', undefined, stg);
    expect(finding).toMatchObject({ verdict: 'skipped' });
  });
});

describe(UP, () => {
  const forbidden = (headers: Record<string, string>) =>
    instead(/api\/json$/, { status: 403, headers, body: 'Authentication required' });

  it('takes a controller that strangers may not read, but not an edge that says the same', async () => {
    const closed = await one(UP, forbidden({ 'x-jenkins': '2.528.3' }));
    expect(closed).toMatchObject({ verdict: 'ok', reason: 'Fedora CI 2.528.3, not readable without login' });
    const edge = await one(UP, forbidden({}));
    expect(edge).toMatchObject({ verdict: 'unknown', reason: 'Fedora CI: blocked by the edge (HTTP 403)' });
  });

  it('is red on JSON of something that is not Jenkins', async () => {
    const other = instead(/api\/json$/, {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"mode":"NORMAL"}',
    });
    expect(await one(UP, other)).toMatchObject({
      verdict: 'failed',
      reason: 'Fedora CI: no X-Jenkins header',
    });
  });

  it('tells that a controller is about to restart', async () => {
    const quiet = edited(/^\/api\/json$/, (value) => ({ ...record(value, ''), quietingDown: true }));
    expect(await one(UP, quiet)).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining('about to restart'),
    });
  });

  it('asks every controller, and names the one that failed', async () => {
    const [main] = local.jenkins;
    if (main === undefined) throw new Error('the target local has no Jenkins');
    const other = { name: 'CentOS Jenkins', url: 'http://127.0.0.1:9', jobs: [] };
    asked.length = 0;
    const finding = await one(UP, undefined, withJenkins(main, other));
    expect(finding).toMatchObject({
      verdict: 'failed',
      reason: 'down: CentOS Jenkins: connection refused, 3 of 3',
    });
    expect(await one(UP, undefined, withJenkins())).toMatchObject({ verdict: 'unknown' });
  });
});

describe(JOBS, () => {
  const changed = (change: Record<string, unknown>) =>
    edited(/master\/api\/json$/, (value) => ({ ...record(value, ''), ...change }));

  it.each([
    [
      'a job that is switched off',
      changed({ buildable: false }),
      'fedora-ci/dist-git-pipeline/master is switched off',
    ],
    ['a job that never ran', changed({ lastBuild: null }), 'fedora-ci/dist-git-pipeline/master never ran'],
    [
      'a run without number',
      changed({ lastBuild: { timestamp: 1, building: false, result: null } }),
      'lastBuild.number is missing',
    ],
    [
      'another job',
      changed({ name: 'main' }),
      'asked for fedora-ci/dist-git-pipeline/master, got a job main',
    ],
    [
      'a run of next year',
      changed({ lastBuild: { number: 1, timestamp: NOON + 365 * 86_400_000, building: true, result: null } }),
      'a time that is 365 d ahead',
    ],
  ])('is red on %s', async (_name, tamper, reason) => {
    const finding = await one(JOBS, tamper);
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
  });

  it('is red on a job that is not there', async () => {
    const [main] = local.jenkins;
    const gone = withJenkins({
      name: 'Fedora CI',
      url: main?.url ?? null,
      jobs: [JOB, '/job/fedora-pr-new-trigger'],
    });
    expect(await one(JOBS, undefined, gone)).toMatchObject({
      verdict: 'failed',
      reason: 'Fedora CI: HTTP 404, expected 200',
    });
  });

  it('cannot judge a target without jobs', async () => {
    const none = withJenkins({ name: 'Fedora CI', url: null, jobs: [] });
    expect(await one(JOBS, undefined, none)).toMatchObject({
      verdict: 'unknown',
      reason: 'the target names no job',
    });
  });
});

describe('the services beside Jenkins', () => {
  it.each([
    ['ci.packit.health', { status: 'We are sick!' }, 'status is "We are sick!"'],
    ['ci.zuul.info', { info: {} }, 'info.capabilities is missing'],
    ['ci.testingFarm.about', { version: 1 }, 'version is 1, expected a string'],
    ['ci.testingFarm.about', { version: '' }, 'version is "", expected some text'],
  ])('%s is red on another answer', async (id, body, reason) => {
    const finding = await one(id, (reply) => ({ ...reply, body: JSON.stringify(body) }));
    expect(finding.verdict).toBe('failed');
    expect(finding.reason).toContain(reason);
  });
});
