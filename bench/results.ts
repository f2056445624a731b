/** From measured times to figures, and how they are shown. */
import type { Figure } from './figures.ts';

export interface Result {
  readonly figure: string;
  readonly baseline: string;
  /** How many times better than the baseline or the limit; null where it could not be measured. */
  readonly ratio: number | null;
  readonly goal: number;
  readonly spread: readonly [number, number] | null;
  readonly runs: number;
  /** Why there is no ratio, why it falls short as far as that is known, or that it is not held against its goal. */
  readonly note?: string;
}

const COMPARED = 'for comparison';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The ratio of each run, between neighbours in time: their median and their spread. */
export function resultOf(of: Figure, times: ReadonlyMap<string, readonly number[]>): Result {
  const { figure, baseline, goal, factor = 1 } = of;
  const ours = times.get(of.ours) ?? [];
  const against = times.get(of.against) ?? [];
  const ratios = ours.flatMap((one, run) => {
    const other = against[run];
    return other === undefined ? [] : [(factor * other) / one];
  });
  if (ratios.length === 0) return missing(figure, baseline, goal, 'its baseline could not be run');
  const ratio = rounded(median(ratios));
  const why = of.informative === true ? COMPARED : ratio < goal ? of.why : undefined;
  return {
    figure,
    baseline,
    ratio,
    goal,
    spread: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
    runs: ratios.length,
    ...(why === undefined ? {} : { note: why }),
  };
}

/** A limit against what was measured once: the limit through the measure. */
export function limitResult(figure: string, baseline: string, limit: number, value: number): Result {
  const ratio = rounded(limit / value);
  return { figure, baseline, ratio, goal: 1, spread: [ratio, ratio], runs: 1 };
}

export function missing(figure: string, baseline: string, goal: number, note: string): Result {
  return { figure, baseline, ratio: null, goal, spread: null, runs: 0, note };
}

/** Whether a goal was missed; what could not be measured was not reached. */
export function fallsShort({ ratio, goal, note }: Result): boolean {
  return note !== COMPARED && (ratio === null || ratio < goal);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function verdictOf(one: Result): string {
  if (!fallsShort(one)) return one.note ?? 'reached';
  return one.ratio === null ? 'NOT MEASURED' : 'FALLS SHORT';
}

/** Each figure that was not reached, with the reason, as far as it is known. */
export function shortfalls(results: readonly Result[]): string[] {
  return results
    .filter(fallsShort)
    .map(({ figure, note }) => (note === undefined ? figure : `${figure}: ${note}`));
}

/** The table, one line a figure. */
export function table(results: readonly Result[]): string {
  const rows = results.map((one) => [
    one.figure,
    one.ratio === null ? '-' : String(one.ratio),
    one.spread === null ? '-' : `${one.spread[0]} to ${one.spread[1]}`,
    String(one.goal),
    verdictOf(one),
    one.baseline,
  ]);
  const all = [['figure', 'ratio', 'spread', 'goal', '', 'against'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
