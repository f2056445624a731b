import { list, literal, nullable, number, object, type Shape, string } from '../protocols/shape.ts';
import { isSystem, type System } from '../targets/systems.ts';
import { type Finding, type Judged, KINDS, overall, type Verdict } from './finding.ts';
import { missing } from './judge.ts';
import type { Probe } from './probe.ts';

/** What `setup()` hands on: as a string, since objects pass through k6 with their keys in disorder. */
export interface Report {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly requests: number;
  readonly findings: readonly Finding[];
  /** What a reader must know that casts no doubt on the run. */
  readonly remarks: readonly string[];
}

const system: Shape<System> = (value, path) => {
  const name = string(value, path);
  return isSystem(name) ? name : literal('fas')(name, path);
};
const judged: Shape<Judged> = literal('ok', 'degraded', 'failed', 'unknown', 'skipped');
const flag: Shape<boolean> = literal(true, false);

const finding: Shape<Finding> = object({
  probe: string,
  system,
  kind: literal(...KINDS),
  verdict: judged,
  samples: number,
  durationMs: nullable(object({ med: number, p95: number })),
  timingsMs: nullable(
    object({ dns: number, connect: number, tls: number, waiting: number, receiving: number }),
  ),
  value: nullable(number),
  unit: nullable(string),
  warn: nullable(number),
  fail: nullable(number),
  reason: string,
  causedBy: nullable(string),
  planned: flag,
  history: nullable(literal('new', 'still', 'recovered', 'flapping')),
  evidence: string,
  url: string,
  recent: (value, path) => (value === undefined ? undefined : list(judged)(value, path)),
});

const report: Shape<Report> = object({
  startedAt: number,
  durationMs: number,
  requests: number,
  findings: list(finding),
  remarks: list(string),
});

export function encodeReport(value: Report): string {
  return JSON.stringify(value);
}

/** Reads what setup handed on; throws on anything else, such as a run with `--no-setup`. */
export function decodeReport(data: unknown): Report {
  if (typeof data !== 'string') throw new Error('no findings from setup(): was it switched off?');
  return report(JSON.parse(data), 'setup data');
}

/** One finding for each selected probe, in their order: a probe of which nothing arrived is unknown. */
export function accountFor(probes: readonly Probe[], findings: readonly Finding[]): readonly Finding[] {
  return probes.map(
    (probe) => findings.find((one) => one.probe === probe.id) ?? missing(probe, 'no finding was reported'),
  );
}

export interface Ending {
  readonly verdict: Verdict;
  /** 0, 99 or 110, by the contract of exit codes. */
  readonly code: 0 | 99 | 110;
  /** One line that names the culprits, empty when nothing is wrong. */
  readonly summary: string;
}

/** How a run with these findings must end. `strict` turns degraded into 99. */
export function endingOf(findings: readonly Finding[], strict: boolean): Ending {
  const verdict = overall(findings.map((one) => one.verdict));
  const alike = findings.filter((one) => one.verdict === verdict);
  // Where everything is skipped, nobody is unknown: what was skipped, and why, is all there is to say.
  const culprits = alike.length === 0 ? findings : alike;
  const summary =
    verdict === 'ok' ? '' : `${verdict}: ${culprits.map((one) => `${one.probe} (${one.reason})`).join('; ')}`;
  return { verdict, code: exitCodeOf(verdict, strict), summary };
}

export function exitCodeOf(verdict: Verdict, strict: boolean): 0 | 99 | 110 {
  if (verdict === 'failed') return 99;
  if (verdict === 'unknown') return 110;
  return verdict === 'degraded' && strict ? 99 : 0;
}
