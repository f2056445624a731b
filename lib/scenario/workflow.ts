import { STEP_NAMES } from '../../thresholds/steps.ts';
import { ciphers } from '../k6/ciphers.ts';
import { engine } from '../k6/engine.ts';
import * as control from '../k6/run-control.ts';
import { recordRun } from '../k6/run-metrics.ts';
import { secretReader } from '../k6/secrets.ts';
import { recordStep } from '../k6/step-metrics.ts';
import { exitCodeOf } from '../probe/guard.ts';
import { renderWorkflow } from '../report/workflow/render.ts';
import { ConfigError } from '../targets/config-error.ts';
import { type Config, resolveConfig } from '../targets/resolve.ts';
import { readCredentials } from '../workflow/drive/credential.ts';
import { drive, longestMs } from '../workflow/drive/drive.ts';
import type { DriveOutcome, StepOutcome } from '../workflow/drive/outcome.ts';
import { type DriveSettings, resolveDrive } from '../workflow/drive/settings.ts';
import { type Summary, VERDICT_CODE } from './summary.ts';

/** Beyond the run's own limits, so that what was found is never lost to k6's. */
const SETUP_MARGIN_MS = 60_000;

interface WorkflowScenario {
  readonly thresholds: Record<string, string[]>;
  readonly setupTimeout: string;
  readonly hosts: Record<string, string>;
  readonly blacklistIPs: string[];
  readonly userAgent: string;
  readonly setup: () => Promise<string>;
  readonly run: (data: unknown) => void;
  readonly handleSummary: (summary: Summary) => Record<string, string>;
}

interface Driven {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: DriveOutcome;
}

/**
 * The workflow scenario: a packager's steps are done in `setup()`, become series and an exit code in `default()`, and
 * reports in `handleSummary()`. Bad settings, and what is not unlocked, end the run here, before any request.
 */
export function workflowScenario(): WorkflowScenario {
  const { config, settings, secrets } = configured();
  const { target } = config;

  const setup = async (): Promise<string> => {
    const startedAt = engine.clock.now();
    let outcome: DriveOutcome;
    try {
      const credentials = await readCredentials(secrets, settings.flow.includes('pr'));
      outcome = await drive(engine, target, settings, { ciphers, ...credentials }, tell);
    } catch (thrown) {
      // Setup never throws: what goes wrong must come out as a verdict.
      outcome = nothing(
        settings,
        thrown instanceof ConfigError ? thrown.message : `the drive threw: ${thrown}`,
      );
    }
    return JSON.stringify({ startedAt, durationMs: engine.clock.now() - startedAt, outcome });
  };

  const run = (data: unknown): void => {
    if (!control.isFirstIteration()) return;
    try {
      const { outcome, durationMs } = drivenOf(data);
      for (const step of outcome.steps) record(step, target.name);
      if (settings.flow.includes('sweep')) {
        record({ name: SWEEP, verdict: outcome.verdict, durationMs }, target.name);
      }
      recordRun(target.name, engine.clock.now());
      // fail() beats a failed threshold, so it may only speak where nothing failed.
      if (exitCodeOf(outcome.verdict, config.strict) === 110) control.endUnknown(wordsOf(outcome));
    } catch (thrown) {
      control.endUnknown(`the guard itself failed: ${String(thrown)}`);
    }
  };

  return {
    thresholds: thresholdsOf(config.strict, settings),
    setupTimeout: `${Math.ceil(longestMs(settings) + SETUP_MARGIN_MS)}ms`,
    hosts: { ...config.hosts },
    blacklistIPs: [...settings.touched.blockedNets],
    userAgent: control.userAgent('monitor'),
    setup,
    run,
    handleSummary: (summary) => reportsOf(config, settings, summary),
  };
}

/** One line for each step as it ends: a run that is killed has then told what it made. */
function tell({ step, name, verdict, outcome, durationMs, reason }: StepOutcome): void {
  control.logLine(
    JSON.stringify({ step, name, verdict, outcome, durationMs: Math.round(durationMs), reason }),
  );
}

function nothing(settings: DriveSettings, why: string): DriveOutcome {
  return {
    verdict: 'unknown',
    run: '',
    flow: settings.flow,
    packages: settings.packages,
    release: settings.release,
    nvrs: [],
    update: null,
    timeScale: settings.timeScale,
    steps: [],
    swept: [],
    left: [],
    requests: 0,
    notes: [why],
  };
}

function reportsOf(
  { target, reportDir }: Config,
  settings: DriveSettings,
  summary: Summary,
): Record<string, string> {
  const { startedAt, durationMs, outcome } = readable(settings, summary.setup_data);
  const facts = {
    scenario: 'workflow',
    target: target.name,
    pack: control.PACK_VERSION,
    k6: control.k6Version(),
    startedAt,
    durationMs,
  };
  return renderWorkflow(outcome, facts, {
    dir: reportDir,
    title: target.title,
    color: summary.state?.isStdOutTTY === true && !control.environment().NO_COLOR,
  });
}

function readable(settings: DriveSettings, data: unknown): Driven {
  try {
    return drivenOf(data);
  } catch (thrown) {
    return { startedAt: engine.clock.now(), durationMs: 0, outcome: nothing(settings, String(thrown)) };
  }
}

/** Our own words of a minute ago, from another runtime of the same bundle; anything else, as with `--no-setup`, throws. */
function drivenOf(data: unknown): Driven {
  if (typeof data !== 'string') throw new Error('nothing from setup(): was it switched off?');
  const driven: Driven = JSON.parse(data);
  return driven;
}

function configured() {
  try {
    const env = control.environment();
    const config = resolveConfig(env, control.defaults());
    return { config, settings: resolveDrive(env, config), secrets: secretReader() };
  } catch (thrown) {
    return control.refuse(thrown instanceof ConfigError ? thrown.message : String(thrown));
  }
}

/** What a run that only sweeps is judged by: it has no steps. */
const SWEEP = 'sweep';

/** A gauge without samples passes, so a counter proves that the first steps, or the sweep, were judged at all. */
function thresholdsOf(strict: boolean, { flow }: DriveSettings): Record<string, string[]> {
  const sweeps = flow.includes('sweep');
  const thresholds: Record<string, string[]> = { pw_step_runs: [sweeps ? 'count>=1' : 'count>=2'] };
  for (const step of sweeps ? [SWEEP] : STEP_NAMES) {
    thresholds[`pw_step_verdict{step:${step}}`] = strict ? ['value!=2', 'value!=1'] : ['value!=2'];
  }
  return thresholds;
}

type Judged = Pick<StepOutcome, 'verdict' | 'durationMs'> & { readonly name: string };

function record({ name, verdict, durationMs }: Judged, target: string): void {
  if (verdict === 'skipped') return;
  recordStep({
    tags: { target, step: name },
    verdict: VERDICT_CODE[verdict],
    seconds: durationMs / 1000,
  });
}

function wordsOf({ verdict, steps, notes }: DriveOutcome): string {
  const culprits = steps
    .filter((one) => one.verdict === verdict)
    .map(({ step, title, reason }) => `step ${step}, ${title} (${reason})`);
  return `${verdict}: ${[...culprits, ...notes].join('; ')}`;
}
