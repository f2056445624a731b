import type { Body } from './bus.ts';
import { isoNaive, isoSeconds } from './calendar.ts';
import { GATING_TESTCASE } from './commits.ts';
import type { Build, Release, TestRun, Waiver } from './types.ts';

const RESULTSDB = 'https://resultsdb.fedoraproject.org/api/v2.0';

/** Context in which greenwave is asked about a build on its way to the stable tag. */
export const PUSH_CONTEXT = 'bodhi_update_push_stable';

function testOf(testcase: string) {
  const [, namespace = '', type = '', category = ''] = /^(.+)\.([^.]+)\.([^.]+)$/.exec(testcase) ?? [];
  return { namespace, type, category };
}

/** `ci.koji-build.test.queued`, `.running`, `.complete` and `.error` */
export function testBody(
  run: TestRun,
  build: Build,
  state: 'queued' | 'running' | 'complete' | 'error',
  at: number,
): Body {
  const test = testOf(run.testcase);
  return {
    contact: {
      name: 'Fedora CI',
      team: 'Fedora CI',
      docs: 'https://docs.fedoraproject.org/en-US/ci/',
      irc: '#fedora-ci',
      email: 'fedora-ci@fedoraproject.org',
    },
    run: { url: run.runUrl, log: `${run.runUrl}console` },
    artifact: {
      type: 'koji-build',
      id: build.taskId,
      component: build.name,
      issuer: build.owner,
      nvr: build.nvr,
      scratch: false,
    },
    pipeline: {
      id: String(run.id),
      name: test.type === 'tier0' ? 'dist-git-pipeline' : `${test.type}-pipeline`,
    },
    test: state === 'complete' ? { ...test, result: run.outcome.toLowerCase() } : test,
    ...(state === 'error' ? { error: { reason: 'the test environment could not be provisioned' } } : {}),
    ...(state === 'complete'
      ? { system: [{ os: 'Fedora', provider: 'testing-farm', architecture: 'x86_64' }] }
      : {}),
    generated_at: isoSeconds(at),
    version: '1.1.14',
  };
}

/** `resultsdb.result.new`, and what resultsdb answers for a result's id. */
export function resultBody(run: TestRun, build: Build, api = RESULTSDB): Body {
  return {
    id: run.id,
    href: `${api}/results/${run.id}`,
    testcase: {
      name: run.testcase,
      href: `${api}/testcases/${run.testcase}`,
      ref_url: 'https://docs.fedoraproject.org/en-US/ci/',
    },
    outcome: run.outcome,
    note: '',
    ref_url: run.runUrl,
    submit_time: isoNaive(run.recordedAt ?? run.doneAt),
    groups: [],
    data: {
      type: ['koji_build'],
      item: [build.nvr],
      nvr: [build.nvr],
      component: [build.name],
      issuer: [build.owner],
      brew_task_id: [String(build.taskId)],
      scratch: ['false'],
      'system.os': ['Fedora'],
      'system.architecture': ['x86_64'],
    },
  };
}

/** `waiverdb.waiver.new`, and what waiverdb answers for a waiver's id. */
export function waiverBody(waiver: Waiver): Body {
  return {
    id: waiver.id,
    subject_type: waiver.subjectType,
    subject_identifier: waiver.subjectIdentifier,
    subject: { type: waiver.subjectType, item: waiver.subjectIdentifier },
    testcase: waiver.testcase,
    product_version: waiver.productVersion,
    username: waiver.username,
    proxied_by: 'bodhi@service',
    waived: true,
    comment: waiver.comment,
    scenario: null,
    timestamp: isoNaive(waiver.at),
  };
}

type Decision = 'missing' | 'failed' | 'passed' | 'waived';

function decisionOf(build: Build, release: Release, decision: Decision, resultId: number | null): Body {
  const satisfied = decision === 'passed' || decision === 'waived';
  const requirement = {
    testcase: GATING_TESTCASE,
    subject_type: 'koji_build',
    subject_identifier: build.nvr,
    item: { item: build.nvr, type: 'koji_build' },
    scenario: null,
    type: `test-result-${decision === 'waived' ? 'failed-waived' : decision}`,
    ...(resultId === null ? {} : { result_id: resultId }),
  };
  const summaries = {
    missing: '1 of 1 required test results missing',
    failed: '1 of 1 required tests failed',
    passed: 'All required tests passed or waived',
    waived: 'All required tests passed or waived',
  };
  return {
    subject_type: 'koji_build',
    subject_identifier: build.nvr,
    subject: [{ item: build.nvr, type: 'koji_build' }],
    decision_context: PUSH_CONTEXT,
    product_version: release.productVersion,
    policies_satisfied: satisfied,
    summary: summaries[decision],
    applicable_policies: ['kojibuild_bodhipush_remoterule'],
    satisfied_requirements: satisfied ? [requirement] : [],
    unsatisfied_requirements: satisfied ? [] : [requirement],
  };
}

/** `greenwave.decision.update`, which Fedora sent until November 2022. */
export function decisionBody(run: TestRun, build: Build, release: Release, waived: boolean): Body {
  const now: Decision = waived ? 'waived' : run.outcome === 'FAILED' ? 'failed' : 'passed';
  return {
    ...decisionOf(build, release, now, run.id),
    previous: waived
      ? decisionOf(build, release, 'failed', run.id)
      : decisionOf(build, release, 'missing', null),
  };
}
