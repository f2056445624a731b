import { CALL_OBJECTIVES, type CallId } from '../../thresholds/calls.ts';
import { ConfigError } from '../targets/config-error.ts';
import { type Phase, PROFILES, type Profile, type ProfileName } from './profiles.ts';
import type { Permission } from './safety.ts';
import type { LoadSettings } from './settings.ts';

/** A part of the run at one rate: one k6 scenario, whose name is the tag by which its samples are told apart. */
export interface Window {
  readonly name: string;
  readonly start: number;
  readonly seconds: number;
  /** Requests a second that are asked for, over all calls. */
  readonly rate: number;
}

export interface CallPlan {
  readonly call: CallId;
  readonly share: number;
  /** Answers that the whole run asks for. */
  readonly planned: number;
}

/** What a run is about to do. */
export interface Plan {
  readonly profile: ProfileName;
  readonly climbs: boolean;
  readonly windows: readonly Window[];
  readonly calls: readonly CallPlan[];
  readonly seconds: number;
  readonly peak: number;
  /** The rate at which a climb ends although the target holds it; for others none. */
  readonly ceiling: number;
}

/** k6 takes no scenario of less than a second, and one of two says little as it is. */
const LEAST_SECONDS = 2;
/** Arrivals are no clockwork: of a call that just has enough, some runs would not. */
const MARGIN = 1.2;

/**
 * Windows and calls of a run. A profile that asks more than the ceiling is refused; a climb ends there. Throws a
 * `ConfigError`, before any request.
 */
export function planOf(settings: LoadSettings, { ceiling, hit }: Pick<Permission, 'ceiling' | 'hit'>): Plan {
  const profile: Profile = PROFILES[settings.profile];
  const phases = profile.phases.map(
    ({ rate, seconds, windows }): Phase => ({
      rate: rate * settings.rateScale,
      seconds: seconds * settings.timeScale,
      windows,
    }),
  );
  const held = profile.climbs ? phases.filter(({ rate }) => rate <= ceiling) : phases;
  const peak = Math.max(...(held.length === 0 ? phases.slice(0, 1) : held).map(({ rate }) => rate));
  if (peak > ceiling) {
    const least = profile.climbs ? 'begins at' : 'asks';
    const fit = Math.floor((ceiling / peak) * settings.rateScale * 1000) / 1000;
    throw new ConfigError(
      `load refused: profile ${settings.profile} ${least} ${rounded(peak)} requests/s, the ceiling of ${hit.join(' and ')} is ${ceiling}. Valid: PW_RATE_SCALE of at most ${fit}, or PW_RATE_CEILING=N`,
    );
  }
  const shortest = Math.min(...held.map(({ seconds }) => seconds));
  if (shortest < LEAST_SECONDS) {
    const fit = Math.ceil((LEAST_SECONDS / shortest) * settings.timeScale * 1000) / 1000;
    throw new ConfigError(
      `PW_TIME_SCALE: with ${settings.timeScale} a part of profile ${settings.profile} lasts less than ${LEAST_SECONDS} s. Valid: at least ${fit}`,
    );
  }
  const windows = windowsOf(held, profile.climbs ? 's' : 'w');
  const total = windows.reduce((sum, { rate, seconds }) => sum + rate * seconds, 0);
  const calls = [...settings.shares].map(
    ([call, share]): CallPlan => ({ call, share, planned: total * share }),
  );
  const seconds = windows.reduce((sum, one) => sum + one.seconds, 0);
  return { profile: settings.profile, climbs: profile.climbs, windows, calls, seconds, peak, ceiling };
}

function windowsOf(phases: readonly Phase[], letter: string): readonly Window[] {
  const windows: Window[] = [];
  let start = 0;
  for (const phase of phases) {
    const count = Math.max(1, Math.min(phase.windows, Math.floor(phase.seconds / LEAST_SECONDS)));
    const seconds = phase.seconds / count;
    for (let n = 0; n < count; n++) {
      windows.push({
        name: `${letter}${String(windows.length + 1).padStart(2, '0')}`,
        start,
        seconds,
        rate: phase.rate,
      });
      start += seconds;
    }
  }
  return windows;
}

/** Whether so many answers are planned of a call that it is judged by itself; else it is judged with its like. */
function judgedAlone(call: CallId, planned: number): boolean {
  return planned >= CALL_OBJECTIVES[call].minSamples * MARGIN;
}

/** Calls of a window (of the whole run, without one) that are judged together. */
export function judgedTogether({ calls }: Plan, window?: Window): readonly CallId[] {
  return calls
    .filter(
      ({ call, share, planned }) =>
        !judgedAlone(call, window === undefined ? planned : window.rate * window.seconds * share),
    )
    .map(({ call }) => call);
}

/** The plan in words, said before anything is asked. */
export function announcement(
  plan: Plan,
  { hit }: Pick<Permission, 'hit'>,
  addresses: readonly string[],
): string {
  const { profile, windows, calls, seconds, peak, climbs } = plan;
  const first = windows[0]?.rate ?? 0;
  const rate = first === peak ? rounded(peak) : `${rounded(first)} to ${rounded(peak)}`;
  const whom = `${addresses.join(' and ')} (${hit.join(', ')})`;
  const ends = climbs ? ', ending at the first rate that breaks an objective' : '';
  return `load: profile ${profile} is about to ask ${whom} ${rate} requests/s for up to ${rounded(seconds)} s, ${calls.length} calls${ends}`;
}

function rounded(value: number): string {
  return String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
}
