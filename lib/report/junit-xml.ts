import type { Judged } from '../probe/finding.ts';
import { plain } from './words.ts';

/** One test case, as CI counts it. */
export interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly detail: string;
}

/** Cases that belong together. */
export interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

interface Run {
  readonly scenario: string;
  readonly target: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: Judged;
  readonly notes: readonly string[];
}

/** How CI counts each verdict. */
export const OUTCOME: Readonly<Record<Judged, Case['outcome']>> = {
  ok: 'passed',
  degraded: 'passed',
  failed: 'failure',
  unknown: 'error',
  skipped: 'skipped',
};

/** The suites of a run as JUnit XML, and one more, `run`, for the verdict itself. */
export function junitOf(run: Run, told: readonly Suite[]): string {
  const suites = [...told, { name: 'run', cases: [runCase(run)] }];
  const { scenario, target, startedAt, durationMs } = run;
  const all = suites.flatMap(({ cases }) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(`${scenario} ${target}`)}${totals(all)} time="${durationMs / 1000}">`,
  ];
  for (const { name, cases } of suites) {
    const stamp = `timestamp=${quoted(startedAt.slice(0, 19))}`;
    lines.push(`  <testsuite name=${quoted(name)}${totals(cases)} time="${timeOf(cases)}" ${stamp}>`);
    const classname = quoted(`${scenario}.${target}.${name}`);
    lines.push(...cases.map((one) => caseXml(one, classname)));
    lines.push('  </testsuite>');
  }
  lines.push('</testsuites>');
  return `${lines.join('\n')}\n`;
}

/** What stands in a case that is not plainly ok: its lines, those that are empty left out. */
export function detailOf(lines: readonly string[]): string {
  return lines
    .filter((line) => line !== '')
    .map(plain)
    .join('\n');
}

function runCase({ verdict, notes, durationMs }: Run): Case {
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
