import type { System } from '../../lib/targets/systems.ts';
import type { DriveOutcome, Leftover, StepOutcome } from '../../lib/workflow/drive/outcome.ts';
import { STEP_NAMES, STEP_OBJECTIVES, type StepName } from '../../thresholds/steps.ts';

/** When every sample begins. */
export const NOW = Date.UTC(2026, 10, 23, 15, 4, 5);

/** What a plain run builds. */
export const NVR = 'dummy-test-package-crested-0-1043.fc46';

/** Of each step: who answers, how long it took on a quiet day, what it said. */
const QUIET: Readonly<Record<StepName, readonly [System, number, string]>> = {
  preconditions: ['fas', 310, 'packagerbot: agreement signed, packager, may commit'],
  login: ['fas', 42, 'ticket until 2026-11-24 15:04:05Z, aes256'],
  clone: ['dist-git', 380, '1 commit of rawhide, 5 objects'],
  edit: ['dist-git', 3, 'release 1042 to 1043'],
  sources: ['lookaside', 610, '1.2 KB up and down again, sha512 as sent'],
  push: ['dist-git', 140, 'commit 3f2a91c on rawhide'],
  request: ['dist-git', 71_200, 'pull request 12: CI green after 70 s, merged'],
  submit: ['koji', 95, 'task 91020011'],
  build: ['koji', 104_000, `${NVR} built in 102 s, announced 1 s later`],
  tags: ['koji', 4300, 'f46-updates-candidate and f46-signing-pending'],
  update: ['bodhi', 15_200, 'FEDORA-2026-0123abcdef, automatic'],
  pending: ['robosignatory', 31_000, 'f46-updates-testing-pending after 31 s'],
  announced: ['fedora-messaging', 3100, 'koji-build-group.build.complete of 1 build'],
  tests: ['ci', 93_000, '1 run: queued 3 s, complete after 90 s'],
  results: ['resultsdb', 3200, 'dist.rpmdeplint PASSED'],
  decision: ['greenwave', 900, 'all required tests passed'],
  signed: ['robosignatory', 120, 'f46-signing-pending is gone'],
  waive: ['bodhi', 220, 'dist.rpmdeplint waived'],
  waiver: ['waiverdb', 1400, 'waiver 5120 announced'],
  satisfied: ['greenwave', 5300, 'all required tests passed or waived'],
  stable: ['koji', 10_800, `${NVR} is tagged f46`],
};

const NO_TEST_FAILED = 'no test failed';

/** Steps that a run without `--pr` and without a failed test does not need. */
const UNNEEDED: Readonly<Partial<Record<StepName, string>>> = {
  request: 'not asked for: --pr makes it',
  waive: NO_TEST_FAILED,
  waiver: NO_TEST_FAILED,
  satisfied: NO_TEST_FAILED,
};

type Change = Partial<StepOutcome>;

/** What makes a step a skipped one. */
export const SKIPPED = {
  verdict: 'skipped',
  outcome: 'skipped',
  startedAt: null,
  durationMs: 0,
  url: null,
} as const;

/** The steps one after another, each as on a quiet day unless it is changed. */
function stepsOf(change: (name: StepName) => Change, timeScale = 1): readonly StepOutcome[] {
  let at = NOW + 120;
  return STEP_NAMES.map((name) => {
    const { step, title, warn, fail } = STEP_OBJECTIVES[name];
    const [system, durationMs, reason] = QUIET[name];
    const one: StepOutcome = {
      step,
      name,
      title,
      system,
      verdict: 'ok',
      outcome: 'ok',
      startedAt: at,
      durationMs: durationMs / timeScale,
      warnMs: (warn * 1000) / timeScale,
      limitMs: (fail * 1000) / timeScale,
      reason,
      evidence: null,
      url: `https://${system}.example/${name}`,
      ...change(name),
    };
    if (one.verdict !== 'skipped') at += one.durationMs + 40;
    return one;
  });
}

/** A thing that a run leaves. */
export const leftover = (what: string, name: string, why = 'cannot be taken back'): Leftover => ({
  what,
  name,
  url: `https://src.example/${what.replace(/ /g, '-')}`,
  why,
});

/** What cannot be taken back after any build. */
export const ALWAYS_LEFT: readonly Leftover[] = [
  leftover('commit', '3f2a91c of dummy-test-package-crested'),
  leftover('source', 'dummy-test-package-crested/dummy-test-package-crested-0.tar.gz 3f2a91c0e5d7b864…'),
  leftover('build', NVR),
];

/** A run of a plain package, with its steps and what else is changed. */
export function driven(change: (name: StepName) => Change, more: Partial<DriveOutcome> = {}): DriveOutcome {
  return {
    verdict: 'ok',
    run: 'k6-packager-workflow-20261123t150405-0badcafe',
    flow: [],
    packages: ['dummy-test-package-crested'],
    release: 'F46',
    nvrs: [NVR],
    update: 'FEDORA-2026-0123abcdef',
    timeScale: 1,
    steps: stepsOf(change, more.timeScale),
    swept: [],
    left: ALWAYS_LEFT,
    requests: 153,
    notes: [],
    ...more,
  };
}

/** Skips what a plain run does not need. */
export const unneeded = (name: StepName): Change => {
  const reason = UNNEEDED[name];
  return reason === undefined ? {} : { ...SKIPPED, reason };
};

/** Everything after a step, as a run that stops there tells it. */
export function after(last: StepName, end: Change): (name: StepName) => Change {
  const { step, title } = STEP_OBJECTIVES[last];
  const reason = `not reached: step ${step}, ${title}, ${end.verdict}`;
  return (name) => {
    if (name === last) return end;
    return STEP_NAMES.indexOf(name) > STEP_NAMES.indexOf(last) ? { ...SKIPPED, reason } : unneeded(name);
  };
}
