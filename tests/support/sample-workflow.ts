import type { WorkflowFacts } from '../../lib/report/workflow/result.ts';
import type { DriveOutcome, Swept } from '../../lib/workflow/drive/outcome.ts';
import { ALWAYS_LEFT, after, driven, leftover, NOW, NVR, SKIPPED, unneeded } from './sample-drive.ts';
import { HOSTILE } from './sample-result.ts';

export const WORKFLOW_FACTS: WorkflowFacts = {
  scenario: 'workflow',
  target: 'local',
  pack: '0.1.0',
  k6: '2.2.0',
  startedAt: NOW,
  durationMs: 318_400,
};

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
