import { STEP_OBJECTIVES, type StepName } from '../../../thresholds/steps.ts';

/** The time of one step, with everything divided by the run's time scale. */
export class StepClock {
  readonly warnMs: number;
  readonly limitMs: number;
  readonly startedAt: number;
  #credited = 0;

  constructor(
    name: StepName,
    private readonly timeScale: number,
    private readonly now: () => number,
  ) {
    this.warnMs = this.scaled(STEP_OBJECTIVES[name].warn);
    this.limitMs = this.scaled(STEP_OBJECTIVES[name].fail);
    this.startedAt = now();
  }

  /** Milliseconds here of so many seconds at scale 1. */
  scaled(seconds: number): number {
    return (seconds * 1000) / this.timeScale;
  }

  /** Adds time that an earlier step spent on this one's part. */
  credit(ms: number): void {
    this.#credited += ms;
  }

  spent(): number {
    return this.now() - this.startedAt + this.#credited;
  }

  left(): number {
    return this.limitMs - this.spent();
  }

  /** The limit, for a reason. */
  inWords(): string {
    return secondsInWords(this.limitMs);
  }
}

/** `12.3 s`, `4 min 5 s`. */
export function secondsInWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const rest = Math.round(seconds % 60);
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}
