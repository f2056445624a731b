import { countsAt } from '../live/gate.ts';
import { PUSH_CONTEXT, resultBody, waiverBody } from '../world/bodies-ci.ts';
import { GATING_TESTCASE } from '../world/commits.ts';
import { hasCi } from '../world/releases.ts';
import type { Build, TestRun, Waiver, World } from '../world/types.ts';

/** Greenwave's way to a decision, over the world's test runs and waivers. Bodhi shows the same to people. */

const TESTING_CONTEXT = 'bodhi_update_push_testing';
const PUSH = [TESTING_CONTEXT, PUSH_CONTEXT];
const PASSED = ['PASSED', 'INFO'];

export interface Rule {
  readonly type: 'PassingTestCaseRule' | 'RemoteRule';
  readonly test_case_name?: string;
}

interface Policy {
  readonly id: string;
  readonly subject_type: string;
  readonly product_versions: readonly string[];
  readonly decision_contexts: readonly string[];
  readonly rules: readonly Rule[];
}

export interface Subject {
  readonly type: string;
  readonly item: string;
}

export interface Question {
  readonly productVersion: string;
  readonly contexts: readonly string[];
  readonly subjects: readonly Subject[];
  readonly verbose: boolean;
  /** Only results and waivers up to then; now if left out. */
  readonly until?: number;
  readonly ignoreResults?: readonly number[];
  readonly ignoreWaivers?: readonly number[];
  /** In place of the loaded policies. */
  readonly rules?: readonly Rule[];
}

interface Requirement {
  readonly subject: Subject;
  readonly type: string;
  readonly testcase: string;
  readonly satisfied: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Decided {
  readonly requirements: readonly Requirement[];
  readonly body: Readonly<Record<string, unknown>>;
}

/** What greenwave answers with an error status. */
interface Refused {
  readonly status: 400 | 404;
  readonly message: string;
}

/** The policies that are loaded, as Fedora's file names them. */
export function policiesOf(world: World): readonly Policy[] {
  const tested = world.releases.filter(hasCi).map(({ productVersion }) => productVersion);
  const all = ['fedora-*'];
  const push = { decision_contexts: PUSH, product_versions: all };
  return [
    { id: 'kojibuild_bodhipush_no_requirements', ...push, subject_type: 'koji_build', rules: [] },
    { id: 'bodhiupdate_bodhipush_no_requirements', ...push, subject_type: 'bodhi_update', rules: [] },
    {
      id: 'kojibuild_bodhipush_remoterule',
      decision_contexts: PUSH,
      product_versions: tested,
      subject_type: 'koji_build',
      rules: [{ type: 'RemoteRule' }],
    },
    {
      id: 'compose_sync_requiredtests',
      decision_contexts: ['rawhide_compose_sync_to_mirrors'],
      product_versions: ['fedora-rawhide'],
      subject_type: 'compose',
      rules: [{ type: 'PassingTestCaseRule', test_case_name: 'compose.install_default' }],
    },
  ];
}

/** The decision about the subjects together, or why there can be none. */
export function decide(world: World, question: Question): Decided | Refused {
  const until = question.until ?? world.now();
  const results: TestRun[] = [];
  const waivers: Waiver[] = [];
  const requirements: Requirement[] = [];
  const applied: string[] = [];
  for (const subject of question.subjects) {
    const policies = applicable(world, question, subject);
    // An update without a policy of its own is no mistake: its builds have theirs.
    if (policies.length === 0 && subject.type !== 'bodhi_update') {
      const where = `${question.contexts.join(' ')} in ${question.productVersion}`;
      return {
        status: 404,
        message: `Found no applicable policies for ${subject.type} subjects at ${where}`,
      };
    }
    const build = subject.type === 'koji_build' ? world.build(subject.item) : undefined;
    const rules = policies.flatMap((policy) => policy.rules);
    if (build === undefined && rules.some(({ type }) => type === 'RemoteRule')) {
      return { status: 404, message: `Failed to find Koji build for "${subject.item}"` };
    }
    const found = build === undefined ? [] : recorded(world, build, until, question.ignoreResults ?? []);
    const waived = waiversOf(world, question, subject, until);
    results.push(...found);
    waivers.push(...waived);
    applied.push(...policies.map(({ id }) => id));
    requirements.push(...answers(world, subject, build, rules, found, waived));
  }
  const bodies = (satisfied: boolean) =>
    requirements.filter((one) => one.satisfied === satisfied).map(({ body }) => body);
  return {
    requirements,
    body: {
      policies_satisfied: requirements.every(({ satisfied }) => satisfied),
      summary: summaryOf(requirements),
      satisfied_requirements: bodies(true),
      unsatisfied_requirements: bodies(false),
      ...(question.rules === undefined ? { applicable_policies: applied } : {}),
      ...(question.verbose
        ? { results: results.map((run) => resultJson(world, run)), waivers: waivers.map(waiverBody) }
        : {}),
    },
  };
}

/** A test run as resultsdb holds it; runs that broke down have no result. */
export function resultJson(world: World, run: TestRun, api?: string): Readonly<Record<string, unknown>> {
  const build = world.build(run.buildId);
  if (build === undefined) throw new Error(`test run ${run.id} of a build that the world does not know`);
  return api === undefined ? resultBody(run, build) : resultBody(run, build, api);
}

function applicable(world: World, { rules, contexts, productVersion }: Question, subject: Subject): Policy[] {
  if (rules !== undefined) {
    const one = { id: 'on-demand', product_versions: [], decision_contexts: [] };
    return [{ ...one, subject_type: subject.type, rules }];
  }
  return policiesOf(world).filter(
    (policy) =>
      policy.subject_type === subject.type &&
      policy.decision_contexts.some((context) => contexts.includes(context)) &&
      policy.product_versions.some((pattern) => matches(pattern, productVersion)),
  );
}

function matches(pattern: string, value: string): boolean {
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value;
}

/** Newest last. */
function recorded(world: World, build: Build, until: number, ignored: readonly number[]): TestRun[] {
  return world
    .testRunsOf(build.id)
    .filter(
      (run) =>
        run.recordedAt !== null &&
        run.recordedAt <= until &&
        countsAt(run) <= world.now() &&
        !ignored.includes(run.id),
    );
}

function waiversOf(world: World, question: Question, subject: Subject, until: number): Waiver[] {
  return world
    .waivers()
    .filter(
      (waiver) =>
        waiver.subjectType === subject.type &&
        waiver.subjectIdentifier === subject.item &&
        waiver.productVersion === question.productVersion &&
        waiver.at <= until &&
        countsAt(waiver) <= world.now() &&
        question.ignoreWaivers?.includes(waiver.id) !== true,
    );
}

function answers(
  world: World,
  subject: Subject,
  build: Build | undefined,
  rules: readonly Rule[],
  results: readonly TestRun[],
  waivers: readonly Waiver[],
): Requirement[] {
  return rules.flatMap((rule) => {
    if (rule.type === 'PassingTestCaseRule') {
      return [answer(subject, rule.test_case_name ?? '', null, results, waivers)];
    }
    const gated = build !== undefined && world.package(build.name)?.gated === true;
    if (!gated) return [];
    const source = `https://src.fedoraproject.org/rpms/${build.name}/raw/${build.commit}/f/gating.yaml`;
    const type = 'fetched-gating-yaml';
    const body = { type, testcase: type, ...about(subject), source };
    return [
      { subject, type, testcase: type, satisfied: true, body },
      answer(subject, GATING_TESTCASE, source, results, waivers),
    ];
  });
}

function about({ type, item }: Subject) {
  return { subject_type: type, subject_identifier: item };
}

function answer(
  subject: Subject,
  testcase: string,
  source: string | null,
  results: readonly TestRun[],
  waivers: readonly Waiver[],
): Requirement {
  const result = results.filter((run) => run.testcase === testcase).at(-1);
  const base = {
    testcase,
    ...about(subject),
    source,
    ...(result === undefined ? {} : { result_id: result.id }),
  };
  if (result !== undefined && PASSED.includes(result.outcome)) {
    const type = 'test-result-passed';
    return { subject, type, testcase, satisfied: true, body: { type, ...base } };
  }
  const type = `test-result-${result === undefined ? 'missing' : 'failed'}`;
  const waiver = waivers.find((one) => one.testcase === testcase);
  if (waiver === undefined) {
    return {
      subject,
      type,
      testcase,
      satisfied: false,
      body: { type, ...base, scenario: null, item: subject },
    };
  }
  const body = { type: `${type}-waived`, ...base, scenario: null, waiver_id: waiver.id };
  return { subject, type: body.type, testcase, satisfied: true, body };
}

function summaryOf(requirements: readonly Requirement[]): string {
  const tests = requirements.filter(({ type }) => type.startsWith('test-result-'));
  if (tests.length === 0) return 'no tests are required';
  const missing = tests.filter(({ type }) => type === 'test-result-missing').length;
  const failed = tests.filter(({ type }) => type === 'test-result-failed').length;
  if (failed > 0 && missing > 0) {
    return `${failed} of ${tests.length} required tests failed, ${missing} result${missing > 1 ? 's' : ''} missing`;
  }
  if (failed > 0) return `${failed} of ${tests.length} required tests failed`;
  if (missing > 0) return `${missing} of ${tests.length} required test results missing`;
  return 'All required tests passed or waived';
}
