import { describe, expect, it } from 'vitest';
import { RESULT_SCHEMA, resultFaults } from '../../../tests/support/result-schema.ts';
import { kojiDown } from '../../../tests/support/sample-result.ts';
import {
  buildHangs,
  plainRun,
  sweepRun,
  twoPackages,
  WORKFLOW_FACTS,
  WORKFLOW_SAMPLES,
} from '../../../tests/support/sample-workflow.ts';
import { STEP_NAMES, STEP_OBJECTIVES } from '../../../thresholds/steps.ts';
import { renderWorkflow } from './render.ts';
import { buildWorkflow } from './result.ts';

const OPTIONS = { dir: 'out', title: 'local', color: false };

describe('the result file of a workflow run', () => {
  it.each(Object.entries(WORKFLOW_SAMPLES))('of %s is of the form of every result file', (_name, make) => {
    const outcome = make();
    const json = renderWorkflow(outcome, WORKFLOW_FACTS, OPTIONS)['out/workflow.json'] ?? '';
    const result: unknown = JSON.parse(json);
    expect(resultFaults(result)).toEqual([]);
    expect(result).toEqual(JSON.parse(JSON.stringify(buildWorkflow(outcome, WORKFLOW_FACTS))));
  });

  it('is written beside page, JUnit and Markdown', () => {
    expect(Object.keys(renderWorkflow(plainRun(), WORKFLOW_FACTS, OPTIONS))).toEqual([
      'stdout',
      'out/workflow.json',
      'out/workflow.xml',
      'out/workflow.md',
      'out/workflow.html',
    ]);
  });

  it('says who, what and when before everything else, and all of the outcome after it', () => {
    const outcome = buildHangs();
    const result = buildWorkflow(outcome, WORKFLOW_FACTS);
    expect(Object.keys(result).slice(0, 9)).toEqual(
      'schema scenario target pack k6 startedAt durationMs requests verdict'.split(' '),
    );
    expect(result).toMatchObject({
      schema: 1,
      scenario: 'workflow',
      startedAt: '2026-11-23T15:04:05.000Z',
      systems: [],
      ...outcome,
    });
  });

  it('has an objective for each step that was judged, against the limit at which it is given up', () => {
    const { objectives } = buildWorkflow(buildHangs(), WORKFLOW_FACTS);
    const judged = ['preconditions', 'login', 'clone', 'edit', 'sources', 'push', 'submit', 'build'];
    expect(objectives.map(({ objective }) => objective)).toEqual(judged.map((name) => `step.${name}`));
    expect(objectives.at(-1)).toEqual({
      objective: 'step.build',
      verdict: 'failed',
      value: 1800.3,
      limit: STEP_OBJECTIVES.build.fail,
      unit: 's',
      samples: 1,
      minSamples: 1,
    });
  });

  it('holds steps against the limits of their time scale', () => {
    const { objectives } = buildWorkflow(twoPackages(), WORKFLOW_FACTS);
    expect(objectives.find(({ objective }) => objective === 'step.stable')).toMatchObject({
      value: 0.216,
      limit: STEP_OBJECTIVES.stable.fail / 50,
    });
  });

  it('has no objective where nothing was judged', () => {
    expect(buildWorkflow(sweepRun(), WORKFLOW_FACTS).objectives).toEqual([]);
  });
});

describe('the schema of steps', () => {
  const good = buildWorkflow(buildHangs(), WORKFLOW_FACTS);
  const [step, ...steps] = good.steps;
  const [thing] = good.left;
  const { left: _left, ...withoutLeft } = good;
  const { steps: _steps, ...withoutSteps } = good;
  const { run: _run, ...withoutRun } = good;

  it.each<[string, unknown]>([
    ['no steps', withoutSteps],
    ['no list of what is left', withoutLeft],
    ['no name of the run', withoutRun],
    ['a step that is none', { ...good, steps: [{ ...step, name: 'celebrate' }, ...steps] }],
    ['a number that is none', { ...good, steps: [{ ...step, step: 21 }, ...steps] }],
    ['an outcome that is none', { ...good, steps: [{ ...step, outcome: 'fine' }, ...steps] }],
    ['a step with a member of its own', { ...good, steps: [{ ...step, ticket: 'secret' }, ...steps] }],
    ['a step without its limit', { ...good, steps: [{ ...step, limitMs: null }, ...steps] }],
    ['a step without a reason', { ...good, steps: [{ ...step, reason: '' }, ...steps] }],
    ['a step of no system', { ...good, steps: [{ ...step, system: 'moon' }, ...steps] }],
    ['a flow that is none', { ...good, flow: ['waterfall'] }],
    ['no time scale', { ...good, timeScale: 0 }],
    ['a thing without why it is there', { ...good, left: [{ ...thing, why: '' }] }],
    ['a swept thing of which nothing is known', { ...good, swept: [thing] }],
    ['systems with probes', { ...good, systems: kojiDown().systems }],
    ['a health run with steps', { ...kojiDown(), steps: good.steps }],
    ['a health run with things left', { ...kojiDown(), left: good.left }],
  ])('refuses %s', (_what, value) => {
    expect(resultFaults(good)).toEqual([]);
    expect(resultFaults(value)).not.toEqual([]);
  });

  it('knows the steps that there are', () => {
    const { name, step: number } = RESULT_SCHEMA.$defs.step.properties;
    expect(name.enum).toEqual(STEP_NAMES);
    expect(number.maximum).toBe(Math.max(...STEP_NAMES.map((one) => STEP_OBJECTIVES[one].step)));
  });
});
