import type { Judged } from '../../probe/finding.ts';
import type { PastRun, PastStage, PastStep } from './run.ts';

/** A stage or a step over all its runs. */
export interface Weak {
  readonly name: string;
  readonly title: string;
  /** Runs that judged it, and of them those that were past each limit, or could not tell. */
  readonly judged: number;
  readonly failed: number;
  readonly degraded: number;
  readonly unknown: number;
  /** The middle of all runs, and the longest with its limit and its moment; seconds. */
  readonly usual: number | null;
  readonly longest: { readonly seconds: number; readonly limit: number | null; readonly at: number } | null;
  /** What the last run that was not well said; empty where all were. */
  readonly reason: string;
}

interface Sample {
  readonly at: number;
  readonly name: string;
  readonly title: string;
  readonly verdict: Judged;
  readonly seconds: number | null;
  readonly limit: number | null;
  readonly reason: string;
}

/** The stages of trace runs, worst first. */
export function worstStages(runs: readonly PastRun[]): readonly Weak[] {
  const sampleOf = (at: number, one: PastStage): Sample => ({
    at,
    name: one.stage,
    title: one.title,
    verdict: one.verdict,
    seconds: one.p90,
    limit: one.limit ?? one.warn,
    reason: one.reason,
  });
  return ranked(runs.flatMap(({ at, stages }) => stages.map((one) => sampleOf(at, one))));
}

/** The steps of workflow runs, worst first. Times and limits are those of the run, whatever its time scale. */
export function worstSteps(runs: readonly PastRun[]): readonly Weak[] {
  const sampleOf = (at: number, one: PastStep): Sample => ({
    at,
    name: one.name,
    title: one.title,
    verdict: one.verdict,
    seconds: one.durationMs / 1000,
    limit: one.limitMs / 1000,
    reason: one.reason,
  });
  return ranked(runs.flatMap(({ at, steps }) => steps.map((one) => sampleOf(at, one))));
}

function ranked(samples: readonly Sample[]): readonly Weak[] {
  const byName = new Map<string, Sample[]>();
  for (const sample of samples) {
    if (sample.verdict === 'skipped') continue;
    const former = byName.get(sample.name);
    if (former === undefined) byName.set(sample.name, [sample]);
    else former.push(sample);
  }
  return [...byName.values()]
    .map(weakOf)
    .sort((a, b) => badness(b) - badness(a) || closeness(b) - closeness(a));
}

function weakOf(samples: readonly Sample[]): Weak {
  const count = (verdict: Judged): number => samples.filter((one) => one.verdict === verdict).length;
  const timed = samples.flatMap(({ seconds, limit, at }) =>
    seconds === null ? [] : [{ seconds, limit, at }],
  );
  const sorted = timed.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const longest = timed.reduce<Weak['longest']>(
    (most, one) => (most === null || nearness(one) > nearness(most) ? one : most),
    null,
  );
  return {
    name: samples[0]?.name ?? '',
    title: samples[0]?.title ?? '',
    judged: samples.length,
    failed: count('failed'),
    degraded: count('degraded'),
    unknown: count('unknown'),
    usual: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
    longest,
    reason: samples.filter(({ verdict }) => verdict !== 'ok').at(-1)?.reason ?? '',
  };
}

/** Runs of another time scale have other limits: only the share of its own limit can be compared. */
function nearness({ seconds, limit }: { readonly seconds: number; readonly limit: number | null }): number {
  return limit === null || limit <= 0 ? 0 : seconds / limit;
}

const badness = ({ failed, unknown, degraded, judged }: Weak): number =>
  (failed + unknown / 10 + degraded / 100) / judged;

const closeness = ({ longest }: Weak): number => (longest === null ? 0 : nearness(longest));
