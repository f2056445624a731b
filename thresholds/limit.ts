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

/** For what is noisy by nature: how many of the last runs must be past the failing limit, where those are known. */
export interface Hysteresis {
  /** `[2, 3]`: fails after two of the last three. */
  readonly after: readonly [number, number];
  /** Why one figure says little. */
  readonly noise: string;
}

/** By what one probe is judged. */
export interface Limit {
  readonly unit: Unit;
  readonly warn: number;
  readonly fail: number;
  /** Why these figures, and where they come from. */
  readonly why: string;
  /** Left out: one run past the limit is enough. */
  readonly patience?: Hysteresis | undefined;
}

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

/** One row of a table. */
export function limit(unit: Unit, warn: number, fail: number, why: string, patience?: Hysteresis): Limit {
  return { unit, warn, fail, why, patience };
}
