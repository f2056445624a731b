import { describe, expect, it } from 'vitest';
import {
  accountLacks,
  buildHangs,
  hostileWorkflow,
  loginFails,
  nothingDriven,
  plainRun,
  pushRefused,
  slowRun,
  sweepRun,
  twoPackages,
  unknownStep,
  WORKFLOW_FACTS,
  WORKFLOW_SAMPLES,
  waivedRun,
} from '../../../tests/support/sample-workflow.ts';
import type { DriveOutcome, StepOutcome } from '../../workflow/drive/outcome.ts';
import { buildWorkflow } from './result.ts';
import { renderTerminal } from './terminal.ts';

const render = (outcome: DriveOutcome, color = false): string =>
  renderTerminal(buildWorkflow(outcome, WORKFLOW_FACTS), {
    dir: 'out',
    title: 'local (embedded twin)',
    color,
  });

const SAMPLES = Object.entries(WORKFLOW_SAMPLES);

const withoutColour = (text: string): string =>
  text
    .split('\x1b[')
    .map((part, n) => (n === 0 ? part : part.slice(part.indexOf('m') + 1)))
    .join('');

/** The lines of a step: its own, blanks made single, and those below it. */
function linesOf(text: string, number: string): readonly string[] {
  const lines = text.split('\n');
  const own = new RegExp(`^ {2}[✗!?– ] ${number.padStart(2)} `);
  const starts = lines.findIndex((line) => own.test(line));
  if (starts < 0) throw new Error(`no step ${number}`);
  const ends = lines.findIndex((line, n) => n > starts && /^(?: {2}[✗!?– ] {1,2}\d|$)/.test(line));
  return lines.slice(starts, ends).map((line) => line.trim().replace(/ +/g, ' '));
}

/** The same run, with one step changed. */
function changed(run: DriveOutcome, name: string, change: Partial<StepOutcome>): DriveOutcome {
  return { ...run, steps: run.steps.map((one) => (one.name === name ? { ...one, ...change } : one)) };
}

describe('the terminal of a workflow run', () => {
  it.each(SAMPLES)('of %s is at most 120 wide and plain text', (_name, make) => {
    const text = render(make());
    for (const line of text.split('\n')) {
      expect([...line].length, line).toBeLessThanOrEqual(120);
      expect(line).toBe(line.trimEnd());
    }
    for (const char of text) expect(char === '\n' || (char.codePointAt(0) ?? 0) >= 0x20, char).toBe(true);
    expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  it.each(SAMPLES)('of %s is coloured only where it is told to be', (_name, make) => {
    expect(render(make())).not.toContain('\x1b');
    expect(withoutColour(render(make(), true))).toBe(render(make()));
  });

  it('says the run, the verdict and what was sent first', () => {
    const [head, blank, verdict, about, more] = render(plainRun()).split('\n');
    expect(head).toBe(
      'k6-packager-workflow 0.1.0   workflow   target local (embedded twin)   2026-11-23 15:04:05Z',
    );
    expect(blank).toBe('');
    expect(verdict).toBe(
      '  OK   dummy-test-package-crested-0-1043.fc46 went from kinit to the stable tag      17 steps, 153 requests, 5.3 min',
    );
    expect(about).toBe(
      '  run k6-packager-workflow-20261123t150405-0badcafe · dummy-test-package-crested-0-1043.fc46 for F46 ·',
    );
    expect(more).toBe('  FEDORA-2026-0123abcdef');
  });

  it.each<[string, () => DriveOutcome, string]>([
    ['a step that failed', pushRefused, 'FAILED step 5, “commit and push”, failed at dist-git 6 steps'],
    [
      'a step that was given up',
      buildHangs,
      'FAILED step 8, “koji builds and announces it”, ran out of time after 30 min at koji 8 steps',
    ],
    ['a login that fails', loginFails, 'FAILED step 1, “log in to FAS”, failed at fas 2 steps'],
    [
      'steps that took long',
      slowRun,
      'DEGRADED step 8, “koji builds and announces it”, took 16 min (15 min), and 1 more step 17 steps',
    ],
    [
      'a step that could not be judged',
      unknownStep,
      'UNKNOWN step 12, “bodhi announces it to CI”, could not be judged 12 steps',
    ],
    ['a run that did nothing', nothingDriven, 'UNKNOWN the workflow threw: no twin 0 steps, 0 requests'],
    ['two packages', twoPackages, 'crested-0-1043.fc46 and dummy-test-package-rubino-0-77.fc46 went from'],
    ['a waived test', waivedRun, 'went from kinit to the stable tag, past a failed test 21 steps'],
    ['a sweep', () => sweepRun(true), 'OK 3 of 3 things that earlier runs left are gone 0 steps'],
    ['a sweep that failed', () => sweepRun(), 'FAILED 2 of 3 things that earlier runs left are gone 0 steps'],
    [
      'a sweep without work',
      () => ({ ...sweepRun(true), swept: [] }),
      'OK earlier runs left nothing to sweep 0 steps',
    ],
    [
      'a run on a target that cannot reach the end',
      () => changed(plainRun(), 'stable', { verdict: 'skipped', outcome: 'skipped', startedAt: null }),
      'OK 16 steps ok, 5 skipped 16 steps',
    ],
    [
      'a verdict that nothing explains',
      () => ({ ...plainRun(), verdict: 'unknown' }),
      'UNKNOWN nothing was judged',
    ],
  ])('says in one line what became of %s', (_what, make, words) => {
    expect(render(make()).replace(/\s+/g, ' ')).toContain(words);
  });

  it('has one line for each step that is well, its time beside its limit', () => {
    const text = render(waivedRun());
    expect(linesOf(text, '8')).toEqual([
      expect.stringMatching(
        /^8 koji builds and announces it ok 104 s \(15 min\) dummy-test-package-crested-0-/,
      ),
    ]);
    expect(linesOf(text, '9')).toEqual([
      '9 candidate and signing-pending tags ok 4.3 s (3 min) f46-updates-candidate and f46-signing-pending',
    ]);
    for (let step = 0; step <= 20; step += 1) expect(linesOf(text, String(step))).not.toEqual([]);
  });

  it('gives the reason, what was seen and where to look of what is not well', () => {
    expect(linesOf(render(pushRefused()), '5')).toEqual([
      '✗ 5 commit and push FAILED 140 ms (60 s)',
      'dist-git refused refs/heads/rawhide: not a fast-forward',
      'seen: ng refs/heads/rawhide non-fast-forward',
      'look: https://dist-git.example/push',
      'runbook docs/systems/dist-git.md',
    ]);
    expect(linesOf(render(buildHangs()), '8').slice(0, 2)).toEqual([
      '✗ 8 koji builds and announces it TIMED OUT 30 min (30 min)',
      'no build-state message and koji still builds after 30 min; seen last: buildArch 91020013 OPEN on builder 7',
    ]);
    expect(linesOf(render(unknownStep()), '12')[0]).toBe(
      '? 12 bodhi announces it to CI unknown 3.1 s (5 min)',
    );
  });

  it('gives each thing that lacks a line of its own', () => {
    expect(linesOf(render(accountLacks()), '0')).toEqual([
      '✗ 0 account, agreement, group and com… FAILED 310 ms (60 s)',
      'newcomer has not signed the FPCA',
      'newcomer is not in the group packager',
      'runbook docs/systems/fas.md',
    ]);
  });

  it('tells a package’s own failed test from a failure of the workflow', () => {
    expect(linesOf(render(waivedRun()), '13')).toEqual([
      '13 CI runs test failed 93 s (20 min)',
      '1 run: failed after 90 s',
      'seen: dist.rpmdeplint FAILED',
      'look: https://ci.example/tests',
    ]);
    const stuck = changed(waivedRun(), 'tests', { verdict: 'failed' });
    expect(linesOf(render(stuck), '13')[0]).toBe('✗ 13 CI runs FAILED 93 s (20 min)');
  });

  it('reads a time against the limit that it broke', () => {
    const line = (change: Partial<StepOutcome>): string | undefined =>
      linesOf(render(changed(plainRun(), 'tags', change)), '9')[0];
    expect(line({ durationMs: 170_000 })).toContain(' 2.8 min (3 min) ');
    expect(line({ durationMs: 200_000, verdict: 'degraded' })).toMatch(/ DEGRADED 3\.3 min \(3 min\)$/);
    expect(line({ durationMs: 1_000_000, verdict: 'failed' })).toMatch(/ 17 min \(15 min\)$/);
    expect(line({ durationMs: 170_000, verdict: 'failed', outcome: 'timeout' })).toMatch(
      / 2\.8 min \(15 min\)$/,
    );
    expect(line({ durationMs: 41, warnMs: 60, limitMs: 120 })).toContain(' 41 ms (60 ms) ');
  });

  it('keeps what was skipped short, neighbours of one reason together', () => {
    const text = render(plainRun());
    expect(linesOf(text, '6')).toEqual([
      '– 6 pull request: create, test, merge skipped not asked for: --pr makes it',
    ]);
    expect(linesOf(text, '17–19')).toEqual(['– 17–19 waive, waiver and satisfied skipped no test failed']);
    expect(linesOf(render(buildHangs()), '9–20')).toEqual([
      '– 9–20 tags, update, pending and 9 more skipped not reached: step 8, koji builds and announces it, failed',
    ]);
    const here = changed(plainRun(), 'signed', {
      verdict: 'skipped',
      outcome: 'skipped',
      startedAt: null,
      reason: 'skipped: not on this target',
    });
    expect(linesOf(render(here), '16')).toEqual([
      '– 16 signed: no longer signing-pending skipped not on this target',
    ]);
  });

  it('says what was left behind, and why', () => {
    const text = render(buildHangs());
    expect(text).toContain('\n    left behind: 3 things\n');
    expect(text).toMatch(/\n {4}commit {5}3f2a91c of dummy\S+ +cannot be taken back\n {15}https:\/\/src\.ex/);
    expect(text).toMatch(/\n {4}koji task {2}91020011 +koji refused to cancel it: fault 1001 "not yours"\n/);
    expect(render(nothingDriven())).not.toContain('left behind');
    expect(render(pushRefused())).toContain('left behind: 1 thing\n');
  });

  it('says what became of what earlier runs left', () => {
    const text = render(sweepRun());
    expect(text).toContain('\n    left by earlier runs: 2 of 3 things gone\n');
    expect(text).toMatch(/\n {4}side tag {2}f46-build-side-1041 +gone\n/);
    expect(text).toMatch(/\n {2}! update {4}FEDORA-2026-00000000aa +still there: bodhi refused: 403\n/);
    expect(render(plainRun())).not.toContain('earlier runs');
  });

  it('shows notes, but none twice', () => {
    expect(render(unknownStep())).toContain('\n  ! 2 log lines could not be read\n');
    expect(render(nothingDriven()).match(/the workflow threw/g)).toHaveLength(1);
  });

  it('is short whatever was left, and says where the rest is', () => {
    const text = render(hostileWorkflow());
    expect(text).toContain('    and 28 more\n');
    expect(text).toContain('  ! and 4 more\n');
    expect(text.endsWith('\n  report  out/workflow.html   (.json .xml .md beside it)\n')).toBe(true);
  });
});
