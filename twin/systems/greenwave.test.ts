import { describe, expect, it } from 'vitest';
import { twinAsk } from '../../tests/support/twin-ask.ts';
import { GATING_TESTCASE } from '../world/commits.ts';
import type { TestRun, Update } from '../world/types.ts';
import { createWorld } from '../world/world.ts';
import { bodhi } from './bodhi.ts';
import { greenwave } from './greenwave.ts';
import { resultsdb } from './resultsdb.ts';
import { waiverdb } from './waiverdb.ts';

let now = Date.UTC(2026, 10, 23, 12);
const world = createWorld({ now: () => now });
const ask = twinAsk(world, greenwave, 'greenwave');
const askBodhi = twinAsk(world, bodhi, 'bodhi');
const askResultsdb = twinAsk(world, resultsdb, 'resultsdb');
const askWaiverdb = twinAsk(world, waiverdb, 'waiverdb');
const JSON_TYPE = { 'content-type': 'application/json' };

const decide = (body: unknown, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
  ask('/api/v1.0/decision', {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** A gated build whose required test ended so, and what the world knows around it. */
function gated(outcome: TestRun['outcome']) {
  const run = world
    .testRuns()
    .filter(
      (one) =>
        one.testcase === GATING_TESTCASE &&
        one.outcome === outcome &&
        world.package(world.build(one.buildId)?.name ?? '')?.gated === true &&
        (outcome !== 'FAILED' ||
          world
            .waivers()
            .some(({ subjectIdentifier }) => subjectIdentifier === world.build(one.buildId)?.nvr)),
    )
    .at(-1);
  const build = world.build(run?.buildId ?? 0);
  const update: Update | undefined = world.updateOf(run?.buildId ?? 0);
  const release = world.release(update?.releaseName ?? '');
  if (run === undefined || build === undefined || update === undefined || release === undefined) {
    throw new Error(`no gated build whose test ended ${outcome}`);
  }
  const question = {
    product_version: release.productVersion,
    decision_context: 'bodhi_update_push_stable',
    subject_type: 'koji_build',
    subject_identifier: build.nvr,
    verbose: true,
  };
  return { run, build, update, question };
}

function at<T>(time: number, work: () => Promise<T>): Promise<T> {
  const before = now;
  now = time;
  return work().finally(() => {
    now = before;
  });
}

describe('greenwave of the twin', () => {
  it('waits for a required test, and is satisfied when it has passed', async () => {
    const { run, build, question } = gated('PASSED');
    const recorded = run.recordedAt ?? 0;
    const early = await at(recorded - 1, () => decide(question));
    expect(early).toMatchObject({
      status: 200,
      json: {
        policies_satisfied: false,
        summary: '1 of 1 required test results missing',
        unsatisfied_requirements: [{ type: 'test-result-missing', testcase: GATING_TESTCASE }],
      },
    });
    const late = await at(recorded, () => decide(question));
    expect(late.json).toMatchObject({
      policies_satisfied: true,
      applicable_policies: ['kojibuild_bodhipush_no_requirements', 'kojibuild_bodhipush_remoterule'],
      satisfied_requirements: [
        { type: 'fetched-gating-yaml' },
        { type: 'test-result-passed', result_id: run.id },
      ],
      waivers: [],
    });
    const found = await at(recorded, () =>
      askResultsdb(`/api/v2.0/results/latest?item=${build.nvr}&type=koji_build`),
    );
    expect(found.json).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ id: run.id })]),
    });
  });

  it('takes a waiver, and shows the same as bodhi and waiverdb', async () => {
    const { run, build, update, question } = gated('FAILED');
    const waiver = world.waivers().find(({ subjectIdentifier }) => subjectIdentifier === build.nvr);
    if (waiver === undefined) throw new Error('no waiver');
    const before = await at(waiver.at - 1, () => decide(question));
    expect(before.json).toMatchObject({
      policies_satisfied: false,
      summary: '1 of 1 required tests failed',
      unsatisfied_requirements: [{ type: 'test-result-failed', result_id: run.id }],
    });
    const after = await at(waiver.at, () => decide(question));
    expect(after.json).toMatchObject({
      policies_satisfied: true,
      satisfied_requirements: [{}, { type: 'test-result-failed-waived', waiver_id: waiver.id }],
      waivers: [{ id: waiver.id }],
    });
    const filters = [
      { subject_type: 'koji_build', subject_identifier: build.nvr, testcase: GATING_TESTCASE },
    ];
    const posted = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ filters }) };
    expect((await askWaiverdb('/api/v1.0/waivers/+filtered', posted)).json).toMatchObject({
      data: [{ id: waiver.id }],
    });
    const shown = await askBodhi(`/updates/${update.alias}/get-test-results`);
    expect(shown.json).toMatchObject({ decisions: [{ policies_satisfied: true }] });
    const ignored = await decide({ ...question, ignore_waiver: [waiver.id] });
    expect(ignored.json).toMatchObject({ policies_satisfied: false });
    const then = new Date(waiver.at - 1).toISOString().replace('Z', '');
    expect((await decide({ ...question, when: then })).json).toMatchObject({ policies_satisfied: false });
  });

  it('decides about several subjects and by rules of the asker', async () => {
    const { build, update, question } = gated('PASSED');
    const { subject_type: _, subject_identifier: __, ...rest } = question;
    const subject = [
      { item: build.nvr, type: 'koji_build' },
      { item: update.alias, type: 'bodhi_update' },
    ];
    expect((await decide({ ...rest, subject })).json).toMatchObject({ policies_satisfied: true });
    const { decision_context: ___, ...plain } = question;
    const rules = [{ type: 'PassingTestCaseRule', test_case_name: 'no.such.test' }];
    const answer = await decide({ ...plain, rules });
    expect(answer.json).toMatchObject({
      policies_satisfied: false,
      summary: '1 of 1 required test results missing',
    });
    expect(answer.json).not.toHaveProperty('applicable_policies');
  });

  it.each([
    [400, { product_version: null }],
    [400, { decision_context: undefined }],
    [400, { rules: [{ type: 'RemoteRule' }] }],
    [400, { subject_identifier: undefined }],
    [400, { subject: [] }],
    [400, { verbose: 'yes' }],
    [400, { when: 'yesterday' }],
    [404, { subject_identifier: 'none-1-1.fc44' }],
    [404, { decision_context: 'other_context' }],
    [404, { product_version: 'rhel-8' }],
  ])('refuses with %d: %j', async (status, change) => {
    const answer = await decide({ ...gated('PASSED').question, ...change });
    expect(answer).toMatchObject({ status, json: { message: expect.any(String) } });
  });

  it('wants JSON, and says so', async () => {
    expect((await decide('x=1', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await decide('{"product_version":')).status).toBe(400);
    expect((await decide('{}')).status).toBe(415);
    expect((await ask('/api/v1.0/decision')).status).toBe(405);
  });

  it('tells its version, policies, types of subjects and configuration', async () => {
    expect((await ask('/healthcheck')).text).toBe('Health check OK');
    expect((await ask('/api/v1.0/version')).status).toBe(302);
    expect((await ask('/api/v1.0/subject_types')).json).toMatchObject({
      subject_types: [{ id: 'bodhi_update' }, { id: 'compose' }, { id: 'koji_build' }],
    });
    expect((await ask('/')).json).toMatchObject({ outcomes_passed: ['PASSED', 'INFO'] });
    expect((await ask('/none')).status).toBe(404);
  });
});
