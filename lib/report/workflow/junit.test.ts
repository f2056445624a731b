import { describe, expect, it } from 'vitest';
import { countOf, elementsOf } from '../../../tests/support/junit-xml.ts';
import {
  buildHangs,
  hostileWorkflow,
  nothingDriven,
  plainRun,
  slowRun,
  unknownStep,
  WORKFLOW_FACTS,
  WORKFLOW_SAMPLES,
  waivedRun,
} from '../../../tests/support/sample-workflow.ts';
import type { DriveOutcome } from '../../workflow/drive/outcome.ts';
import { renderJunit } from './junit.ts';
import { buildWorkflow } from './result.ts';

const render = (outcome: DriveOutcome): string => renderJunit(buildWorkflow(outcome, WORKFLOW_FACTS));

/** How many cases failed, could not be judged, were skipped. */
const counts = (xml: string): readonly number[] =>
  ['testcase', 'failure', 'error', 'skipped'].map((name) => countOf(xml, name));

describe('JUnit of a workflow run', () => {
  it.each(Object.entries(WORKFLOW_SAMPLES))(
    'of %s is well-formed, a case a step and one for the run',
    (_name, make) => {
      const outcome = make();
      expect(countOf(render(outcome), 'testcase')).toBe(outcome.steps.length + 1);
    },
  );

  it('passes what is ok and skips what was skipped', () => {
    const xml = render(plainRun());
    expect(counts(xml)).toEqual([22, 0, 0, 4]);
    expect(xml).toContain('<testcase name="step.login" classname="workflow.local.steps" time="0.042"/>');
    expect(xml).toContain('<testcase name="verdict" classname="workflow.local.run" time="318.4"/>');
    expect(xml).toContain('<skipped message="no test failed">');
  });

  it('fails the step that failed and the run, and says what was seen', () => {
    const xml = render(buildHangs());
    expect(counts(xml)).toEqual([22, 2, 0, 13]);
    expect(xml).toMatch(/name="step\.build"[^>]*><failure message="no build-state message/);
    expect(xml).toContain('failed (timeout): no build-state message');
    expect(xml).toContain('took (limit): 30 min (30 min); degraded past 15 min, given up past 30 min');
    expect(xml).toContain('see: https://koji.example/koji/taskinfo?taskID=91020011');
  });

  it('makes an error of what could not be judged', () => {
    expect(counts(render(unknownStep()))).toEqual([22, 0, 2, 9]);
    expect(counts(render(nothingDriven()))).toEqual([1, 0, 1, 0]);
  });

  it('lets a slow step and a package’s failed test pass, and says so', () => {
    expect(counts(render(slowRun()))).toEqual([22, 0, 0, 4]);
    expect(render(slowRun())).toMatch(/name="step\.build"[^>]*><system-out>degraded \(ok\): built in 16 min/);
    expect(render(waivedRun())).toMatch(
      /name="step\.tests"[^>]*><system-out>ok \(test\): 1 run: failed after 90 s\n[^<]*evidence: dist\.rpmdeplint FAILED/,
    );
  });

  it('shows hostile text as text', () => {
    const names = elementsOf(render(hostileWorkflow())).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'skipped']));
  });
});
