import { enumerate, figure, plural, when } from '../words.ts';
import type { Share } from './availability.ts';
import type { Incident } from './incidents.ts';
import { type TargetHistory, verdictOf } from './summary.ts';

export const TOO_LITTLE = 'not enough data';

/** A share in per cent, never rounded up: what was not all is not called 100 %. */
export function percent(share: number): string {
  // 0.2899 is 2898.9999 ten-thousandths to a computer.
  return `${Math.floor(share * 10_000 + 1e-6) / 100} %`;
}

/** The same, or that there is too little to say. */
export function percentOr(share: number | null): string {
  return share === null ? TOO_LITTLE : percent(share);
}

/** What is left of a budget; overspent, how many times over. */
export function budgetWords(budget: number | null): string {
  if (budget === null) return TOO_LITTLE;
  if (budget >= 0) return `${Math.floor(budget * 100)} % left`;
  return `spent ${figure(1 - budget, null)} times`;
}

/** `230 of 240, 8 not judged`. */
export function shareWords({ good, bad, unknown }: Share): string {
  const words = `${good} of ${good + bad}`;
  return unknown === 0 ? words : `${words}, ${unknown} not judged`;
}

/** A moment as people write it. */
export function at(ms: number): string {
  return when(new Date(ms).toISOString());
}

/** How long an incident was seen. */
export function lengthOf({ first, last }: Pick<Incident, 'first' | 'last'>): string {
  return last === first ? 'one run' : figure((last - first) / 1000, 's');
}

/** The history of one target in a sentence. */
export function headlineOf({ systems, runs }: TargetHistory): string {
  if (systems.length === 0) {
    return `no health run among ${plural(
      runs.reduce((sum, { count }) => sum + count, 0),
      'run',
    )}`;
  }
  const by = (verdict: string): readonly string[] =>
    systems.filter(({ budget }) => verdictOf(budget) === verdict).map(({ system }) => system);
  const spent = by('failed');
  if (spent.length > 0) return `${enumerate(spent)} used up the error budget`;
  const unknown = by('unknown');
  if (unknown.length > 0) return `not enough data to judge ${unknown.length} of ${systems.length} systems`;
  const low = by('degraded');
  if (low.length > 0) return `${enumerate(low)} nearly used up the error budget`;
  return 'every system keeps its objective';
}

/** How many runs there are, of what and from when to when. */
export function runWords({ runs, from, to }: TargetHistory): readonly string[] {
  const counted = runs.map(({ scenario, count }) => plural(count, `${scenario} run`));
  return [...counted, from === to ? at(from) : `${at(from)} to ${at(to)}`];
}
