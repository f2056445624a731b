import type { Limit } from '../../thresholds/objectives.ts';
import { list, literal, object, type Shape, string } from '../protocols/shape.ts';
import { ConfigError } from '../targets/config-error.ts';
import type { Finding, Judged, Verdict } from './finding.ts';

/** Verdicts of a probe that a chain of result files carries on. */
const MOST_RECENT = 12;
/** So many changes between well and not well in the recorded runs are neither an outage nor a recovery. */
const FLAPS = 3;

/** What former runs saw of each probe, newest first. */
export type Past = ReadonlyMap<string, readonly Verdict[]>;

/** Reads a file whole; throws where there is none. */
export type ReadFile = (path: string) => string;

const judged: Shape<Judged> = literal('ok', 'degraded', 'failed', 'unknown', 'skipped');
const verdict: Shape<Verdict> = literal('ok', 'degraded', 'failed', 'unknown');
const recents: Shape<Verdict[]> = (value, path) => (value === undefined ? [] : list(verdict)(value, path));

const former = object({
  schema: literal(1),
  scenario: string,
  target: string,
  systems: list(object({ probes: list(object({ probe: string, verdict: judged, recent: recents })) })),
});

/**
 * What the result file at `path` tells of former runs; null where none is named. Throws a `ConfigError` for a file that
 * is not there, is no result, or is one of something else.
 */
export function readPast(
  path: string | undefined,
  of: { readonly scenario: string; readonly target: string },
  read: ReadFile,
): Past | null {
  if (path === undefined || path === '') return null;
  let text: string;
  try {
    text = read(path);
  } catch {
    throw refusal(path, 'cannot be read');
  }
  const { scenario, target, systems } = decoded(text, path);
  if (scenario !== of.scenario || target !== of.target) {
    throw refusal(path, `is of ${scenario} on ${target}, not of ${of.scenario} on ${of.target}`);
  }
  const past = new Map<string, readonly Verdict[]>();
  for (const one of systems.flatMap(({ probes }) => probes)) {
    if (one.recent.length > 0) past.set(one.probe, one.recent);
    else if (one.verdict !== 'skipped') past.set(one.probe, [one.verdict]);
  }
  return past;
}

function decoded(text: string, path: string) {
  try {
    return former(JSON.parse(text), '');
  } catch (thrown) {
    throw refusal(path, `is no result file (${thrown instanceof Error ? thrown.message : String(thrown)})`);
  }
}

function refusal(path: string, what: string): ConfigError {
  return new ConfigError(`PW_PREVIOUS: "${path}" ${what}. Valid: the JSON of a former run like this one`);
}

/**
 * Tells of each finding how it was before, and has patience with what is noisy by nature: a figure past its failing
 * limit is degraded until it was so in enough of the last runs. Only figures: what gives no answer or a wrong one is
 * not noise, and fails at once.
 */
export function withHistory(
  findings: readonly Finding[],
  past: Past,
  limits: ReadonlyMap<string, Limit>,
): readonly Finding[] {
  return findings.map((finding) => {
    const before = past.get(finding.probe) ?? [];
    if (finding.verdict === 'skipped') return before.length === 0 ? finding : { ...finding, recent: before };
    const recent = [finding.verdict, ...before].slice(0, MOST_RECENT);
    return patient({ ...finding, recent, history: historyOf(recent) }, recent, limits.get(finding.probe));
  });
}

function historyOf(recent: readonly Verdict[]): Finding['history'] {
  const [now, before] = recent.map((one) => one === 'ok');
  // Of what was not asked before, nothing can be told.
  if (now === undefined || before === undefined) return null;
  const changes = recent.filter((one, n) => n > 0 && (one === 'ok') !== (recent[n - 1] === 'ok')).length;
  if (changes >= FLAPS) return 'flapping';
  if (now) return before ? null : 'recovered';
  return before ? 'new' : 'still';
}

function patient(finding: Finding, recent: readonly Verdict[], limit: Limit | undefined): Finding {
  const { verdict: now, value, fail, reason } = finding;
  if (limit?.patience === undefined || now !== 'failed' || value === null || fail === null || value <= fail) {
    return finding;
  }
  const [needed, of] = limit.patience.after;
  const window = recent.slice(0, of);
  // A probe that no former run asked has no past to be judged by.
  if (window.length < 2) return finding;
  const count = window.filter((one) => one === 'failed').length;
  if (count >= needed) return finding;
  const said = `failed ${count} of the last ${window.length} runs, fails at ${needed}`;
  return { ...finding, verdict: 'degraded', reason: `${said}: ${reason}` };
}
