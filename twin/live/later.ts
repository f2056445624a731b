import type { Live } from './live.ts';

/** So many seconds of scale 1 after a moment, in whole milliseconds. */
export function later({ span }: Live, at: number, seconds: number): number {
  return Math.round(at + span(seconds));
}
