import { CALL_OBJECTIVES, type CallId } from '../../thresholds/calls.ts';
import { engine } from '../k6/engine.ts';
import * as control from '../k6/run-control.ts';
import { loadRequests, whyLeftOut } from '../load/calls/requests.ts';
import { cycleOf } from '../load/cycle.ts';
import { discover, type LoadData } from '../load/data.ts';
import { TREND_STATS } from '../load/figures.ts';
import { judgeLoad } from '../load/judge.ts';
import { scenariosOf, thresholdsOf } from '../load/options.ts';
import type { LoadOutcome } from '../load/outcome.ts';
import { announcement, judgedTogether, type Plan, planOf } from '../load/plan.ts';
import { addressesOf, type Permission, permitted } from '../load/safety.ts';
import { type LoadSettings, resolveLoad } from '../load/settings.ts';
import { type Duty, decodeSetup, encodeSetup, type Setup } from '../load/setup.ts';
import { ProbeFailure } from '../probe/failure.ts';
import { overall } from '../probe/finding.ts';
import { withContext } from '../probe/run.ts';
import { renderLoad } from '../report/load/render.ts';
import { ConfigError } from '../targets/config-error.ts';
import { type Config, resolveConfig } from '../targets/resolve.ts';
import type { Summary } from './summary.ts';

/**
 * All of a load run but its virtual users: whether it may be, its options, what `setup()` finds, and what
 * `handleSummary()` makes of the figures. A bundle of its own, which the users do without.
 */

/** Requests that finding the data takes, at most. */
const DISCOVERY_REQUESTS = 20;
const SETUP_MARGIN_MS = 20_000;

interface Configured {
  readonly config: Config;
  readonly settings: LoadSettings;
  readonly permission: Permission;
  readonly plan: Plan;
}

const { config, settings, permission, plan } = configure();

export const options: control.Options = {
  scenarios: scenariosOf(plan, config.target.timeoutMs),
  thresholds: thresholdsOf(plan, DISCOVERY_REQUESTS / config.target.pace.perSecond),
  setupTimeout: `${config.target.deadlineMs + SETUP_MARGIN_MS}ms`,
  userAgent: control.userAgent('load test'),
  hosts: { ...config.hosts },
  blacklistIPs: [...permission.blockedNets],
  // Each is a conversion or a look-up that every request would pay.
  maxRedirects: 0,
  noCookiesReset: true,
  summaryTrendStats: [...TREND_STATS],
  tags: { target: config.target.name, run: 'load' },
  systemTags: ['status', 'method', 'name', 'error_code', 'scenario', 'expected_response'],
};

/** Whatever cannot be meant, or must not be loaded, ends the run here, before any request. */
function configure(): Configured {
  try {
    const env = control.environment();
    const settings = resolveLoad(env);
    const config = resolveConfig(env, control.defaults());
    const permission = permitted(config, settings, addressesOf(settings));
    return { config, settings, permission, plan: planOf(settings, permission) };
  } catch (thrown) {
    if (thrown instanceof ConfigError) return control.refuse(thrown.message);
    throw thrown;
  }
}

const ADDRESSES = {
  koji: config.target.addresses.koji.url,
  datagrepper: config.target.addresses.datagrepper.url,
};

/** Calls that there is nothing to ask for, and what would be needed. */
function leftOut(data: LoadData): ReadonlyMap<CallId, string> {
  const left = plan.calls.filter(({ call }) => loadRequests(call, data, ADDRESSES).length === 0);
  return new Map(left.map(({ call }) => [call, whyLeftOut(call)]));
}

/** What the users are told; nothing to do where nothing was found. */
function dutyOf(data: LoadData | null): Duty {
  const left = data === null ? null : leftOut(data);
  const made = plan.calls.filter(({ call }) => left !== null && !left.has(call));
  const steps = plan.windows.map((window) => [window.name, judgedTogether(plan, window)]);
  return {
    calls: made.map(({ call }) => ({ call, limit: CALL_OBJECTIVES[call].p95 })),
    order: cycleOf(made.map(({ share }) => share)),
    together: plan.climbs ? Object.fromEntries(steps) : { '': judgedTogether(plan) },
    climbs: plan.climbs,
    last: plan.windows.at(-1)?.name ?? '',
    addresses: ADDRESSES,
    timeoutMs: config.target.timeoutMs,
  };
}

/** Never throws: what goes wrong here must come out as a verdict. */
export async function setup(): Promise<string> {
  const { target } = config;
  const asked = addressesOf(settings).flatMap((name) => target.addresses[name].url ?? []);
  control.logLine(announcement(plan, permission, asked));
  try {
    const asker = { id: 'load.discovery', system: 'koji' } as const;
    const calls = plan.calls.map(({ call }) => call);
    const data = await withContext(engine, target, asker, (context) => discover(context, calls));
    return encodeSetup({ duty: dutyOf(data), data, endedAt: engine.clock.now(), failure: null });
  } catch (thrown) {
    const failure =
      thrown instanceof ProbeFailure
        ? { verdict: thrown.details.verdict, reason: thrown.details.reason }
        : { verdict: 'unknown' as const, reason: `setup threw: ${String(thrown)}` };
    return encodeSetup({ duty: dutyOf(null), data: null, endedAt: engine.clock.now(), failure });
  }
}

/** Judges the run and writes its reports. */
export function handleSummary(summary: Summary): Record<string, string> {
  const now = engine.clock.now();
  const notes: string[] = [];
  let given: Setup = { duty: dutyOf(null), data: null, endedAt: now, failure: null };
  try {
    given = decodeSetup(summary.setup_data);
  } catch (thrown) {
    notes.push(String(thrown));
  }
  const left = given.data === null ? new Map() : leftOut(given.data);
  const seconds = (now - given.endedAt) / 1000;
  const metrics = summary.metrics ?? {};
  const outcome = withDoubts(judgeLoad({ plan, settings, metrics, seconds, left }), given, summary, notes);
  const facts = {
    scenario: 'load',
    target: config.target.name,
    pack: control.PACK_VERSION,
    k6: control.k6Version(),
    startedAt: given.endedAt,
    durationMs: Math.round(now - given.endedAt),
  };
  return renderLoad(outcome, facts, {
    dir: config.reportDir,
    title: config.target.title,
    color: summary.state?.isStdOutTTY === true && !control.environment().NO_COLOR,
  });
}

/** A setup that failed decides; a threshold of k6's that failed without any finding leaves a run that passed unknown. */
function withDoubts(
  outcome: LoadOutcome,
  { failure }: Setup,
  summary: Summary,
  notes: readonly string[],
): LoadOutcome {
  if (failure !== null) {
    const verdict = failure.verdict === 'failed' ? 'failed' : 'unknown';
    return {
      ...outcome,
      verdict,
      notes: [`nothing to ask for was found: ${failure.reason}`, ...outcome.notes],
    };
  }
  const doubts = [...notes];
  if (summary.metrics === undefined) doubts.push('k6 gave no metrics: is --new-machine-readable-summary on?');
  if (outcome.verdict === 'ok' && !isClimb(outcome)) doubts.push(...unexplained(summary, outcome));
  if (doubts.length === 0) return outcome;
  return { ...outcome, verdict: overall([outcome.verdict, 'unknown']), notes: [...doubts, ...outcome.notes] };
}

function isClimb({ breakpoint }: LoadOutcome): boolean {
  return breakpoint !== null;
}

/** Rules that k6 found broken although every objective was met; those of calls that were not made must be. */
function unexplained({ metrics = {} }: Summary, { calls }: LoadOutcome): string[] {
  const left = calls.filter((one) => one.skipped !== null).map((one) => `:${one.call}}`);
  return Object.entries(metrics).flatMap(([name, metric]) =>
    Object.entries(metric?.thresholds ?? {}).flatMap(([rule, { ok }]) =>
      ok || left.some((end) => name.endsWith(end))
        ? []
        : [`threshold ${name} ${rule} failed, and no objective says why`],
    ),
  );
}
