import type { Finding } from '../probe/finding.ts';
import type { ObjectiveResult, RunResult } from './result.ts';
import { beside, plain } from './words.ts';

interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly detail: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/**
 * JUnit XML: a suite per system, a case per probe. Failed is a failure, unknown an error, degraded passes and says
 * why. A last suite, `run`, holds the verdict itself, so that nothing unknown can look green for want of cases.
 */
export function renderJunit(result: RunResult): string {
  const suites: Suite[] = result.systems.map(({ system, probes }) => ({
    name: system,
    cases: probes.map(caseOf),
  }));
  if (result.objectives.length > 0) {
    suites.push({ name: 'objectives', cases: result.objectives.map(objectiveCase) });
  }
  suites.push({ name: 'run', cases: [runCase(result)] });
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  const all = suites.flatMap(({ cases }) => cases);
  lines.push(
    `<testsuites name=${quoted(`${result.scenario} ${result.target}`)}${totals(all)} time="${result.durationMs / 1000}">`,
  );
  for (const { name, cases } of suites) {
    const stamp = `timestamp=${quoted(result.startedAt.slice(0, 19))}`;
    lines.push(`  <testsuite name=${quoted(name)}${totals(cases)} time="${timeOf(cases)}" ${stamp}>`);
    const classname = quoted(`${result.scenario}.${result.target}.${name}`);
    lines.push(...cases.map((one) => caseXml(one, classname)));
    lines.push('  </testsuite>');
  }
  lines.push('</testsuites>');
  return `${lines.join('\n')}\n`;
}

const OUTCOME: Readonly<Record<Finding['verdict'], Case['outcome']>> = {
  ok: 'passed',
  degraded: 'passed',
  failed: 'failure',
  unknown: 'error',
  skipped: 'skipped',
};

function caseOf(finding: Finding): Case {
  const { probe, verdict, reason, value, unit, warn, durationMs, causedBy, evidence, url } = finding;
  const detail = [
    `${verdict}: ${reason}`,
    value === null || warn === null ? '' : `figure (limit): ${beside(value, unit, warn)}`,
    causedBy === null ? '' : `caused by: ${causedBy}`,
    evidence === '' ? '' : `evidence: ${evidence}`,
    url === '' ? '' : `see: ${url}`,
  ];
  return {
    name: probe,
    seconds: (durationMs?.med ?? 0) / 1000,
    outcome: OUTCOME[verdict],
    message: reason,
    detail:
      verdict === 'ok'
        ? ''
        : detail
            .filter((line) => line !== '')
            .map(plain)
            .join('\n'),
  };
}

function objectiveCase(one: ObjectiveResult): Case {
  const figure = one.value === null ? 'no figure' : beside(one.value, one.unit, one.limit);
  const message = `${figure}, ${one.samples} samples of at least ${one.minSamples}`;
  return {
    name: one.objective,
    seconds: 0,
    outcome: OUTCOME[one.verdict],
    message,
    detail: one.verdict === 'ok' ? '' : `${one.verdict}: ${message}`,
  };
}

function runCase({ verdict, notes, durationMs }: RunResult): Case {
  const message = `the run is ${verdict}${notes.length === 0 ? '' : `: ${notes.join('; ')}`}`;
  return {
    name: 'verdict',
    seconds: durationMs / 1000,
    outcome: OUTCOME[verdict],
    message,
    detail: verdict === 'ok' ? '' : plain(message),
  };
}

function caseXml({ name, seconds, outcome, message, detail }: Case, classname: string): string {
  const open = `    <testcase name=${quoted(name)} classname=${classname} time="${seconds}"`;
  if (outcome === 'passed') {
    return detail === '' ? `${open}/>` : `${open}><system-out>${escaped(detail)}</system-out></testcase>`;
  }
  const body = detail === '' ? '' : escaped(detail);
  return `${open}><${outcome} message=${quoted(message)}>${body}</${outcome}></testcase>`;
}

function totals(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return ` tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function timeOf(cases: readonly Case[]): number {
  return Math.round(cases.reduce((sum, one) => sum + one.seconds, 0) * 1000) / 1000;
}

function quoted(text: string): string {
  return `"${escaped(plain(text))}"`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
