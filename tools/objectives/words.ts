/** A share as people say it: `99 %`, `12.8 %`. */
export const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** Seconds as people say them. */
export function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round((seconds / 60) * 10) / 10} min`;
  return seconds < 172_800 ? `${Math.round((seconds / 3600) * 10) / 10} h` : `${seconds / 86_400} d`;
}

/** A limit with its unit; seconds grow to what people say. */
export function limitWords(value: number, unit: string): string {
  return unit === 's' ? span(value) : `${value} ${unit}`;
}

/** The time that a goal leaves in its window. */
export function budgetWords(goal: number, days: number): string {
  return span(Math.round((1 - goal) * days * 864) * 100);
}

/** Links to the runbooks of these alerts, each of the part that is about a system, where there is one. */
export function runbooks(alerts: readonly string[], anchor = ''): string {
  return alerts.map((alert) => `[${alert}](../runbooks/${alert}.md${anchor})`).join(', ');
}
