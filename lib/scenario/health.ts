import { limitOf } from '../../thresholds/objectives.ts';
import { engine } from '../k6/engine.ts';
import { readFile } from '../k6/files.ts';
import * as control from '../k6/run-control.ts';
import { type ProbeSample, recordProbe, recordRun } from '../k6/run-metrics.ts';
import type { Finding } from '../probe/finding.ts';
import { accountFor, decodeReport, encodeReport, endingOf, type Report } from '../probe/guard.ts';
import { type Probe, whyNotHere } from '../probe/probe.ts';
import { runProbes } from '../probe/run.ts';
import { patientWith, selectProbes } from '../probe/select.ts';
import { renderReports } from '../report/render.ts';
import { buildResult } from '../report/result.ts';
import { ConfigError } from '../targets/config-error.ts';
import { type Config, resolveConfig } from '../targets/resolve.ts';
import type { Target } from '../targets/target.ts';
import { conclude, type Hindsight, hindsightOf, noticesOf } from './hindsight.ts';
import { doubtsOf, probeThresholds, type Summary, VERDICT_CODE } from './summary.ts';

/** Beyond the run's own deadline, so that findings are never lost to k6's. */
const SETUP_MARGIN_MS = 20_000;

/** What a scenario file puts into its literal `options` and exports. */
interface ProbeScenario {
  readonly thresholds: Record<string, string[]>;
  readonly setupTimeout: string;
  readonly hosts: Record<string, string>;
  readonly userAgent: string;
  readonly setup: () => Promise<string>;
  readonly run: (data: unknown) => void;
  /** Null in the bundles for Synthetic Monitoring, which calls none and has a limit on their size. */
  readonly handleSummary: ((summary: Summary) => Record<string, string>) | null;
}

/**
 * A scenario that asks probes once: findings are made in `setup()`, become series and an exit code in
 * `default()`, and reports in `handleSummary()`. Bad settings end the run here, before any request.
 */
export function probeScenario(name: string, all: readonly Probe[]): ProbeScenario {
  const { config, probes, hindsight } = configured(name, all);
  const target = patientWith(config.target, probes);
  const servable = probes.filter((probe) => whyNotHere(probe, target) === null);

  const setup = async (): Promise<string> => {
    const startedAt = engine.clock.now();
    const run = await (understand === null || hindsight === null
      ? asked(target, probes)
      : understand(target, probes, hindsight));
    return encodeReport({ startedAt, durationMs: engine.clock.now() - startedAt, ...run });
  };

  const run = (data: unknown): void => {
    if (!control.isFirstIteration()) return;
    let culprits = '';
    try {
      const findings = accountFor(probes, decodeReport(data).findings);
      for (const finding of findings) record(finding, target.name);
      recordRun(target.name, engine.clock.now());
      const ending = endingOf(findings, config.strict);
      if (ending.code !== 0) culprits = ending.summary;
      // fail() beats a failed threshold, so it may only speak where nothing failed.
      if (ending.code === 110 || (control.SYNTHETIC_MONITORING && ending.code !== 0))
        control.endUnknown(culprits);
      if (control.SYNTHETIC_MONITORING || control.inCloud()) logFindings(findings);
    } catch (thrown) {
      culprits = `the guard itself failed: ${String(thrown)}`;
      control.endUnknown(culprits);
    }
    // Synthetic Monitoring counts a run as red only by an uncaught error, and shows its text.
    if (control.SYNTHETIC_MONITORING && culprits !== '') throw new Error(culprits);
  };

  return {
    thresholds: probeThresholds(servable, config.strict),
    setupTimeout: `${target.deadlineMs + SETUP_MARGIN_MS}ms`,
    hosts: { ...config.hosts },
    userAgent: control.userAgent('monitor'),
    setup,
    run,
    handleSummary: summarize === null ? null : (summary) => summarize(name, config, probes, summary),
  };
}

type Run = Pick<Report, 'findings' | 'requests' | 'remarks'>;

async function asked(target: Target, probes: readonly Probe[]): Promise<Run> {
  return { ...(await runProbes(engine, target, probes)), remarks: [] };
}

/** The same with causes named, held against the past and what is planned. */
async function understood(target: Target, probes: readonly Probe[], hindsight: Hindsight): Promise<Run> {
  const startedAt = engine.clock.now();
  const [run, notices] = await Promise.all([
    runProbes(engine, target, probes),
    noticesOf(engine, target, hindsight),
  ]);
  const limits = new Map(probes.map(({ id }) => [id, limitOf(id)] as const));
  const { findings, notes } = conclude(run.findings, limits, hindsight, notices, startedAt);
  return { ...run, findings, remarks: notes };
}

/** The build flag itself, here and below: only what is folded while parsing is left out of a bundle. */
const understand: typeof understood | null = __PW_SM__ ? null : understood;

/** What k6 calls at the end, where it does. */
type Summarize = typeof reportsOf;

const summarize: Summarize | null = __PW_SM__ ? null : reportsOf;

function reportsOf(
  name: string,
  { target, strict, reportDir }: Config,
  probes: readonly Probe[],
  summary: Summary,
): Record<string, string> {
  const notes: string[] = [];
  let report: Report = {
    startedAt: engine.clock.now(),
    durationMs: 0,
    requests: 0,
    findings: [],
    remarks: [],
  };
  try {
    report = decodeReport(summary.setup_data);
  } catch (thrown) {
    notes.push(String(thrown));
  }
  const findings = accountFor(probes, report.findings);
  const servable = probes.filter((probe) => whyNotHere(probe, target) === null);
  notes.push(...doubtsOf(summary, servable, findings, strict));
  const facts = {
    ...report,
    scenario: name,
    target: target.name,
    pack: control.PACK_VERSION,
    k6: control.k6Version(),
  };
  return renderReports(buildResult({ ...facts, notes }, findings), {
    dir: reportDir,
    title: target.title,
    color: summary.state?.isStdOutTTY === true && !control.environment().NO_COLOR,
  });
}

function configured(scenario: string, all: readonly Probe[]) {
  try {
    const env = control.environment();
    const config = resolveConfig(env, control.defaults());
    const of = { scenario, target: config.target.name };
    // Synthetic Monitoring has neither files nor variables.
    const hindsight = __PW_SM__ ? null : hindsightOf(env, of, readFile);
    return { config, probes: selectProbes(all, config.only, config.skip), hindsight };
  } catch (thrown) {
    if (thrown instanceof ConfigError) return control.refuse(thrown.message);
    throw thrown;
  }
}

function record(finding: Finding, target: string): void {
  if (finding.verdict === 'skipped') return;
  const { system, probe, kind } = finding;
  recordProbe({
    tags: { target, system, probe, kind },
    verdict: VERDICT_CODE[finding.verdict],
    seconds: finding.durationMs === null ? null : finding.durationMs.med / 1000,
    figure: figureOf(finding),
  });
}

/** By kind and unit: a probe of freshness may count what is stale, and that is no age. */
function figureOf({ kind, value, unit }: Finding): ProbeSample['figure'] {
  if (value === null) return null;
  if (kind === 'queue') return { of: unit === 's' ? 'queue age' : 'queue length', value };
  if (unit === 's' && (kind === 'freshness' || kind === 'lag')) return { of: kind, value };
  return null;
}

/** One JSON line for each finding that is not ok: where no report is written, logs are all there is. */
function logFindings(findings: readonly Finding[]): void {
  for (const { probe, verdict, reason, causedBy, url } of findings) {
    if (verdict !== 'ok' && verdict !== 'skipped') {
      control.logLine(JSON.stringify({ probe, verdict, reason, causedBy, url }));
    }
  }
}
