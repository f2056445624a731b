/** Asks for a series of the chosen target. */
export function ofTarget(series: string, matchers = ''): string {
  return `${series}{target="$target"${matchers === '' ? '' : `,${matchers}`}}`;
}

/** What a choice of targets, or of systems, is made from. */
export const TARGETS = 'label_values(packager:runs:count30d, target)';
export const SYSTEMS_OF = 'label_values(packager:system_verdict:last{target="$target"}, system)';

/** Stands for a budget that too few runs tell anything about: none is ever overdrawn that far. */
export const NOT_ENOUGH_DATA = -100;

/** What is left of the error budget of the systems that the matchers name. */
export function budgetLeft(matchers: string): string {
  const left = ofTarget('packager:system_budget_left:ratio30d', matchers);
  const known = ofTarget('packager:system_budget:known', matchers);
  return `${left} or (${known} == 0) - ${-NOT_ENOUGH_DATA}`;
}

/** The codes of verdicts, what to look at first before all others. */
export const URGENCY: readonly number[] = [2, 3, 1, 0];

/** The verdicts of a series in rows, as urgent as they are: Prometheus keeps the order of what is joined. */
export function byUrgency(series: string, codes: readonly number[] = URGENCY): string {
  return codes.map((code) => `(${series} == ${code})`).join(' or ');
}
