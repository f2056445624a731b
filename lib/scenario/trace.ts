import { STAGE_IDS } from '../../thresholds/stages.ts';
import { engine } from '../k6/engine.ts';
import * as control from '../k6/run-control.ts';
import { recordRun } from '../k6/run-metrics.ts';
import { recordStage } from '../k6/stage-metrics.ts';
import { exitCodeOf } from '../probe/guard.ts';
import { withContext } from '../probe/run.ts';
import { renderTrace } from '../report/trace/render.ts';
import { ConfigError } from '../targets/config-error.ts';
import { type Config, resolveConfig } from '../targets/resolve.ts';
import { checkChoice, type TraceChoice } from '../workflow/trace/choice.ts';
import type { TraceRunOutcome } from '../workflow/trace/outcome.ts';
import { trace } from '../workflow/trace/trace.ts';
import { type Summary, VERDICT_CODE } from './summary.ts';

/** Beyond the run's own deadline, so that what was found is never lost to k6's. */
const SETUP_MARGIN_MS = 20_000;
/** Following fifty packages asks more than a health run. */
const DEADLINE_MS = 150_000;

interface TraceScenario {
  readonly thresholds: Record<string, string[]>;
  readonly setupTimeout: string;
  readonly hosts: Record<string, string>;
  readonly userAgent: string;
  readonly setup: () => Promise<string>;
  readonly run: (data: unknown) => void;
  /** Null in the bundles for Synthetic Monitoring, which calls none and has a limit on their size. */
  readonly handleSummary: ((summary: Summary) => Record<string, string>) | null;
}

interface Traced {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: TraceRunOutcome;
}

const NOTHING = { stages: [], traces: [], answers: [], requests: 0 } as const;

/**
 * The trace scenario: packages are followed in `setup()`, become series and an exit code in `default()`, and reports in
 * `handleSummary()`. Bad settings end the run here, before any request.
 */
export function traceScenario(): TraceScenario {
  const { config, choice } = configured();
  const target = { ...config.target, deadlineMs: Math.max(config.target.deadlineMs, DEADLINE_MS) };

  const setup = async (): Promise<string> => {
    const startedAt = engine.clock.now();
    let outcome: TraceRunOutcome;
    try {
      const asker = { id: 'trace', system: 'bodhi' } as const;
      outcome = await withContext(engine, target, asker, (context) => trace(context, choice));
    } catch (thrown) {
      // Setup never throws: what goes wrong must come out as a verdict.
      outcome = { ...NOTHING, verdict: 'unknown', notes: [`the trace threw: ${String(thrown)}`] };
    }
    return JSON.stringify({ startedAt, durationMs: engine.clock.now() - startedAt, outcome });
  };

  const run = (data: unknown): void => {
    if (!control.isFirstIteration()) return;
    let culprits = '';
    try {
      const { outcome } = tracedOf(data);
      record(outcome, target.name);
      recordRun(target.name, engine.clock.now());
      const code = exitCodeOf(outcome.verdict, config.strict);
      if (code !== 0) culprits = wordsOf(outcome);
      // fail() beats a failed threshold, so it may only speak where nothing failed.
      if (code === 110 || (control.SYNTHETIC_MONITORING && code !== 0)) control.endUnknown(culprits);
    } catch (thrown) {
      culprits = `the guard itself failed: ${String(thrown)}`;
      control.endUnknown(culprits);
    }
    if (control.SYNTHETIC_MONITORING && culprits !== '') throw new Error(culprits);
  };

  return {
    thresholds: thresholdsOf(config.strict),
    setupTimeout: `${target.deadlineMs + SETUP_MARGIN_MS}ms`,
    hosts: { ...config.hosts },
    userAgent: control.userAgent('monitor'),
    setup,
    run,
    handleSummary: summarize === null ? null : (summary) => summarize(config, summary),
  };
}

/** The build flag itself, here: only what is folded while parsing leaves the reports out of a bundle. */
const summarize: typeof reportsOf | null = __PW_SM__ ? null : reportsOf;

function reportsOf({ target, reportDir }: Config, summary: Summary): Record<string, string> {
  const { startedAt, durationMs, outcome } = readable(summary.setup_data);
  const facts = {
    scenario: 'trace',
    target: target.name,
    pack: control.PACK_VERSION,
    k6: control.k6Version(),
    startedAt,
    durationMs,
  };
  return renderTrace(outcome, facts, {
    dir: reportDir,
    title: target.title,
    color: summary.state?.isStdOutTTY === true && !control.environment().NO_COLOR,
  });
}

function readable(data: unknown): Traced {
  try {
    return tracedOf(data);
  } catch (thrown) {
    const outcome: TraceRunOutcome = { ...NOTHING, verdict: 'unknown', notes: [String(thrown)] };
    return { startedAt: engine.clock.now(), durationMs: 0, outcome };
  }
}

/** Our own words of a minute ago, from another runtime of the same bundle; anything else, as with `--no-setup`, throws. */
function tracedOf(data: unknown): Traced {
  if (typeof data !== 'string') throw new Error('nothing from setup(): was it switched off?');
  const traced: Traced = JSON.parse(data);
  return traced;
}

function configured(): { readonly config: Config; readonly choice: TraceChoice } {
  try {
    const env = control.environment();
    return { config: resolveConfig(env, control.defaults()), choice: checkChoice(env) };
  } catch (thrown) {
    if (thrown instanceof ConfigError) return control.refuse(thrown.message);
    throw thrown;
  }
}

/** A gauge without samples passes, so a counter proves that stages were judged at all. */
function thresholdsOf(strict: boolean): Record<string, string[]> {
  const thresholds: Record<string, string[]> = { pw_stage_runs: ['count>=1'] };
  for (const stage of STAGE_IDS) {
    thresholds[`pw_stage_verdict{stage:${stage}}`] = strict ? ['value!=2', 'value!=1'] : ['value!=2'];
  }
  return thresholds;
}

function record({ stages, traces }: TraceRunOutcome, target: string): void {
  for (const { stage, verdict } of stages) {
    if (verdict === 'skipped') continue;
    const durations = traces.flatMap((one) =>
      one.stages.flatMap(({ stage: id, state, seconds }) =>
        id === stage && state === 'passed' && seconds !== null ? [seconds] : [],
      ),
    );
    recordStage({ tags: { target, stage }, verdict: VERDICT_CODE[verdict], durations });
  }
}

function wordsOf({ verdict, stages, notes }: TraceRunOutcome): string {
  const culprits = stages
    .filter((one) => one.verdict === verdict)
    .map((one) => `${one.stage} (${one.reason})`);
  return `${verdict}: ${[...culprits, ...notes].join('; ')}`;
}
