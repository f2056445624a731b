import { type Finding, type Judged, overall, type Verdict, worst } from '../probe/finding.ts';
import { SYSTEMS, type System } from '../targets/systems.ts';

export interface SystemResult {
  readonly system: System;
  readonly verdict: Judged;
  readonly probes: readonly Finding[];
}

/** One judged objective of the hot path; the health scenario has none. */
export interface ObjectiveResult {
  readonly objective: string;
  readonly verdict: Verdict;
  readonly value: number | null;
  readonly limit: number;
  readonly unit: string;
  readonly samples: number;
  readonly minSamples: number;
}

/** The result file, `<report dir>/<scenario>.json`; its schema stands beside this file. */
export interface RunResult {
  readonly schema: 1;
  readonly scenario: string;
  readonly target: string;
  readonly pack: string;
  readonly k6: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly requests: number;
  readonly verdict: Verdict;
  readonly systems: readonly SystemResult[];
  readonly objectives: readonly ObjectiveResult[];
  /**
   * What keeps the run itself from being trusted: a guard that did not finish, samples that are missing. Behind it what
   * a reader must know besides.
   */
  readonly notes: readonly string[];
}

/** How the reports of a result are written. */
export interface ReportOptions {
  /** Folder of the report files; it must exist. */
  readonly dir: string;
  /** The target, in words. */
  readonly title: string;
  readonly color: boolean;
}

export interface RunFacts {
  readonly scenario: string;
  readonly target: string;
  readonly pack: string;
  readonly k6: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly requests: number;
  readonly notes: readonly string[];
  /** Told with the notes, but they cast no doubt on the run. */
  readonly remarks?: readonly string[];
}

/** The members that every result file begins with, as a person reads them first. */
export function headOf({
  scenario,
  target,
  pack,
  k6,
  startedAt,
  durationMs,
}: Omit<RunFacts, 'requests' | 'notes' | 'remarks'>) {
  const at = new Date(startedAt).toISOString();
  return { schema: 1, scenario, target, pack, k6, startedAt: at, durationMs } as const;
}

/** Groups findings by system, in workflow order; anything that cannot be trusted makes a run that passed unknown. */
export function buildResult(facts: RunFacts, findings: readonly Finding[]): RunResult {
  const systems = SYSTEMS.flatMap((system): SystemResult[] => {
    const probes = findings.filter((finding) => finding.system === system);
    return probes.length === 0 ? [] : [{ system, verdict: worst(probes.map((one) => one.verdict)), probes }];
  });
  const verdicts = findings.map((finding) => finding.verdict);
  return {
    ...headOf(facts),
    requests: facts.requests,
    verdict: overall(facts.notes.length === 0 ? verdicts : [...verdicts, 'unknown']),
    systems,
    objectives: [],
    notes: [...facts.notes, ...(facts.remarks ?? [])],
  };
}
