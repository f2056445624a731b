import type { WorkflowFacts } from '../../lib/report/workflow/result.ts';
import type { System } from '../../lib/targets/systems.ts';
import type { DriveOutcome, Leftover, StepOutcome, Swept } from '../../lib/workflow/drive/outcome.ts';
import { STEP_NAMES, STEP_OBJECTIVES, type StepName } from '../../thresholds/steps.ts';
import { HOSTILE } from './sample-result.ts';

const NOW = Date.UTC(2026, 10, 23, 15, 4, 5);

export const WORKFLOW_FACTS: WorkflowFacts = {
  scenario: 'workflow',
  target: 'local',
  pack: '0.1.0',
  k6: '2.2.0',
  startedAt: NOW,
  durationMs: 318_400,
};

const NVR = 'dummy-test-package-crested-0-1043.fc46';

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

const SKIPPED = {
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

const leftover = (what: string, name: string, why = 'cannot be taken back'): Leftover => ({
  what,
  name,
  url: `https://src.example/${what.replace(/ /g, '-')}`,
  why,
});

const ALWAYS_LEFT: readonly Leftover[] = [
  leftover('commit', '3f2a91c of dummy-test-package-crested'),
  leftover('source', 'dummy-test-package-crested/dummy-test-package-crested-0.tar.gz 3f2a91c0e5d7b864…'),
  leftover('build', NVR),
];

function driven(change: (name: StepName) => Change, more: Partial<DriveOutcome> = {}): DriveOutcome {
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

const unneeded = (name: StepName): Change => {
  const reason = UNNEEDED[name];
  return reason === undefined ? {} : { ...SKIPPED, reason };
};

/** Everything after a step, as a run that stops there tells it. */
function after(last: StepName, end: Change): (name: StepName) => Change {
  const { step, title } = STEP_OBJECTIVES[last];
  const reason = `not reached: step ${step}, ${title}, ${end.verdict}`;
  return (name) => {
    if (name === last) return end;
    return STEP_NAMES.indexOf(name) > STEP_NAMES.indexOf(last) ? { ...SKIPPED, reason } : unneeded(name);
  };
}

/** A plain run on a quiet day. */
export const plainRun = (): DriveOutcome => driven(unneeded);

/** All twenty-one steps, with a pull request and a test that failed and was waived. */
export const waivedRun = (): DriveOutcome =>
  driven(
    (name) => {
      if (name === 'tests')
        return { outcome: 'test', reason: '1 run: failed after 90 s', evidence: 'dist.rpmdeplint FAILED' };
      if (name === 'results') return { reason: 'dist.rpmdeplint FAILED' };
      return name === 'decision' ? { reason: '1 of 1 required tests failed' } : {};
    },
    { flow: ['pr'], requests: 201 },
  );

/** Two packages by way of a side tag, in a fiftieth of the time. */
export const twoPackages = (): DriveOutcome =>
  driven(unneeded, {
    flow: ['multi'],
    packages: ['dummy-test-package-crested', 'dummy-test-package-rubino'],
    nvrs: [NVR, 'dummy-test-package-rubino-0-77.fc46'],
    timeScale: 50,
  });

/** The push is refused, and nothing after it is tried. */
export const pushRefused = (): DriveOutcome =>
  driven(
    after('push', {
      verdict: 'failed',
      outcome: 'infrastructure',
      reason: 'dist-git refused refs/heads/rawhide: not a fast-forward',
      evidence: 'ng refs/heads/rawhide non-fast-forward',
    }),
    { verdict: 'failed', nvrs: [], update: null, left: ALWAYS_LEFT.slice(1, 2), requests: 31 },
  );

/** koji never ends the build; the run takes it back as far as it can. */
export const buildHangs = (): DriveOutcome =>
  driven(
    after('build', {
      verdict: 'failed',
      outcome: 'timeout',
      durationMs: 1_800_300,
      reason:
        'no build-state message and koji still builds after 30 min; seen last: buildArch 91020013 OPEN on builder 7',
      url: 'https://koji.example/koji/taskinfo?taskID=91020011',
    }),
    {
      verdict: 'failed',
      nvrs: [],
      update: null,
      left: [
        ...ALWAYS_LEFT.slice(0, 2),
        leftover('koji task', '91020011', 'koji refused to cancel it: fault 1001 "not yours"'),
      ],
      requests: 412,
    },
  );

/** The account lacks two things. */
export const accountLacks = (): DriveOutcome =>
  driven(
    after('preconditions', {
      verdict: 'failed',
      outcome: 'infrastructure',
      reason: 'newcomer has not signed the FPCA\nnewcomer is not in the group packager',
      url: null,
    }),
    { verdict: 'failed', nvrs: [], update: null, left: [], requests: 12 },
  );

/** The login fails, so that what only an account is told could not be read. */
export const loginFails = (): DriveOutcome => {
  const rest = after('login', {
    verdict: 'failed',
    outcome: 'infrastructure',
    reason: 'the KDC refuses the password',
  });
  return driven(
    (name) =>
      name === 'preconditions'
        ? { verdict: 'unknown', outcome: 'infrastructure', reason: 'agreement and group not read: no ticket' }
        : rest(name),
    { verdict: 'failed', nvrs: [], update: null, left: [], requests: 9 },
  );
};

/** Two steps take longer than they should. */
export const slowRun = (): DriveOutcome =>
  driven(
    (name) => {
      if (name === 'build')
        return { verdict: 'degraded', durationMs: 960_000, reason: 'built in 16 min, past 15 min' };
      return name === 'pending' ? { verdict: 'degraded', durationMs: 660_000 } : unneeded(name);
    },
    { verdict: 'degraded' },
  );

/** Whether the message came cannot be said, as nobody answers who would know. */
export const unknownStep = (): DriveOutcome =>
  driven(
    after('announced', {
      verdict: 'unknown',
      outcome: 'infrastructure',
      reason: 'datagrepper answers with a challenge page (403)',
    }),
    { verdict: 'unknown', notes: ['2 log lines could not be read'] },
  );

/** Nothing was sent: the credentials are not there. */
export const nothingDriven = (): DriveOutcome =>
  driven(() => ({}), {
    verdict: 'unknown',
    steps: [],
    packages: [],
    release: null,
    nvrs: [],
    update: null,
    left: [],
    requests: 0,
    notes: ['the workflow threw: no twin'],
  });

const swept = (what: string, name: string, gone = true): Swept => ({
  ...leftover(what, name, gone ? '' : 'bodhi refused: 403'),
  gone,
});

/** What earlier runs left, and what became of it. */
export const sweepRun = (all = false): DriveOutcome =>
  driven(() => ({ ...SKIPPED, reason: 'only a sweep' }), {
    verdict: all ? 'ok' : 'failed',
    flow: ['sweep'],
    packages: [],
    release: null,
    nvrs: [],
    update: null,
    left: [],
    swept: [
      swept('branch', 'k6-packager-workflow-20261122t090000-1badcafe'),
      swept('side tag', 'f46-build-side-1041'),
      swept('update', 'FEDORA-2026-00000000aa', all),
    ],
    requests: 40,
  });

/** Every text from outside tries to break out of the report. */
export const hostileWorkflow = (): DriveOutcome => {
  const url = `javascript:alert(1)//${HOSTILE}`;
  const run = buildHangs();
  const thing = { what: HOSTILE, name: HOSTILE, url, why: HOSTILE };
  const many = Array.from({ length: 40 }, () => thing);
  return {
    ...run,
    run: HOSTILE,
    packages: [HOSTILE],
    release: HOSTILE,
    nvrs: [HOSTILE],
    update: HOSTILE,
    steps: run.steps.map((one) => ({ ...one, title: HOSTILE, reason: HOSTILE, evidence: HOSTILE, url })),
    left: many,
    swept: many.map((one) => ({ ...one, gone: false })),
    notes: Array.from({ length: 9 }, (_, n) => `${n} ${HOSTILE}`),
  };
};

export const WORKFLOW_SAMPLES: Readonly<Record<string, () => DriveOutcome>> = {
  plainRun,
  waivedRun,
  twoPackages,
  pushRefused,
  buildHangs,
  accountLacks,
  loginFails,
  slowRun,
  unknownStep,
  nothingDriven,
  sweepRun,
  hostileWorkflow,
};
