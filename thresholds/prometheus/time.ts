/** Windows, waits and intervals of the rules: divided by the time scale, so that tests see a month in hours. */
export interface Time {
  /** A number of seconds as Prometheus writes it. */
  readonly duration: (seconds: number) => string;
  /** The same as a number of seconds, to compare with. */
  readonly seconds: (seconds: number) => number;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Throws for a scale that is no number above 0. */
export function timeOf(scale: number): Time {
  if (!(scale > 0) || !Number.isFinite(scale)) throw new Error(`time scale ${scale}: a number above 0`);
  return {
    duration: (seconds) => inWords(Math.round((seconds * 1000) / scale)),
    seconds: (seconds) => seconds / scale,
  };
}

/** In the largest unit that leaves nothing over. */
function inWords(ms: number): string {
  const [unit, size] = UNITS.find(([, length]) => ms > 0 && ms % length === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
