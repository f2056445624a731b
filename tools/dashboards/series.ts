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

/** Any of these values of a label. A dot would match any character. */
export function anyOf(label: string, values: readonly string[]): string {
  return `${label}=~"${values.join('|').replace(/\./g, '\\\\.')}"`;
}
