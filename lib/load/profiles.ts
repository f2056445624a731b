/**
 * How hard and how long a load run asks: open model, so that a slow service does not slow the questions down. Rates
 * are requests a second over all calls, and are multiplied by `PW_RATE_SCALE`; times by `PW_TIME_SCALE`.
 */
export interface Phase {
  readonly rate: number;
  readonly seconds: number;
  /** Parts of the phase that reports show one by one. */
  readonly windows: number;
}

export interface Profile {
  readonly what: string;
  readonly phases: readonly Phase[];
  /** Each phase is a step of a climb that ends at the first rate that the target cannot hold. */
  readonly climbs: boolean;
}

/** Every window is a k6 scenario, and k6 starts slowly with many. */
export const MOST_WINDOWS = 40;

/** Steps of a climb: at most 10 % apart, so that the answer is that exact. */
const CLIMB = { from: 40, factor: 1.08, seconds: 6 } as const;

function steps(): readonly Phase[] {
  return Array.from({ length: MOST_WINDOWS }, (_, n) => ({
    rate: CLIMB.from * CLIMB.factor ** n,
    seconds: CLIMB.seconds,
    windows: 1,
  }));
}

export const PROFILES = {
  smoke: {
    what: 'does every call work at all, at a rate that nobody notices',
    phases: [{ rate: 5, seconds: 30, windows: 6 }],
    climbs: false,
  },
  average: {
    what: 'a usual hour’s rate of packagers, gating and dashboards together',
    phases: [{ rate: 60, seconds: 90, windows: 15 }],
    climbs: false,
  },
  stress: {
    what: 'twice the average for three minutes, with the average before and after: does it recover',
    phases: [
      { rate: 60, seconds: 60, windows: 6 },
      { rate: 120, seconds: 180, windows: 18 },
      { rate: 60, seconds: 60, windows: 6 },
    ],
    climbs: false,
  },
  spike: {
    what: 'four times the average at once for 20 s: a mass rebuild that starts, a bot that goes wild',
    phases: [
      { rate: 60, seconds: 30, windows: 5 },
      { rate: 240, seconds: 20, windows: 5 },
      { rate: 60, seconds: 40, windows: 8 },
    ],
    climbs: false,
  },
  soak: {
    what: 'half the average for an hour: leaks, full disks, connections that are never given back',
    phases: [{ rate: 30, seconds: 3600, windows: MOST_WINDOWS }],
    climbs: false,
  },
  breakpoint: {
    what: 'a climb of 8 % every 6 s until an objective breaks: at which rate does it stop serving',
    phases: steps(),
    climbs: true,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;

export const PROFILE_NAMES: readonly ProfileName[] = Object.keys(PROFILES).filter(
  (name): name is ProfileName => Object.hasOwn(PROFILES, name),
);
