/** What figures count. */
export type Unit =
  | 'ms'
  | 's'
  | 'builds'
  | 'arches'
  | 'tasks'
  | 'updates'
  | 'messages'
  | 'results'
  | 'waivers'
  | '%';

/** By what one probe is judged. */
export interface Limit {
  readonly unit: Unit;
  readonly warn: number;
  readonly fail: number;
  /** Why these figures, and where they come from. */
  readonly why: string;
}

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

/** One row of a table. */
export function limit(unit: Unit, warn: number, fail: number, why: string): Limit {
  return { unit, warn, fail, why };
}
