import { CALL_OBJECTIVES, type CallId, STOP_ERRORS, TOGETHER } from './calls.ts';

/** One rule of a k6 threshold: as text, or with what k6 does once it is broken. */
export type Rule =
  | string
  | { readonly threshold: string; readonly abortOnFail: true; readonly delayAbortEval: string };

export type Thresholds = Record<string, Rule[]>;

/** Series of the hot path, as thresholds and summaries name them. */
export const SERIES = {
  duration: (tags: string) => `pw_call_duration{${tags}}`,
  errors: (tags: string) => `pw_call_errors{${tags}}`,
  late: (tags: string) => `pw_call_late{${tags}}`,
} as const;

/** Requests of a call that k6 itself counted. */
export function requestsOf(call: CallId): string {
  return `http_reqs{name:${call}}`;
}

/**
 * The objectives of a call as k6 thresholds. k6 passes a trend or a rate of which nothing was measured, so a counter
 * asks for the least number of samples: none of the three can hold without data.
 */
export function callThresholds(call: CallId): Thresholds {
  const { p95, p99, errors, minSamples } = CALL_OBJECTIVES[call];
  return {
    [SERIES.duration(`call:${call}`)]: [`p(95)<=${p95}`, `p(99)<=${p99}`],
    [SERIES.errors(`call:${call}`)]: [`rate<=${errors}`],
    [requestsOf(call)]: [`count>=${minSamples}`],
  };
}

/** The same for calls that are judged together: each must be made at all. */
export function togetherThresholds(calls: readonly CallId[]): Thresholds {
  if (calls.length === 0) return {};
  const thresholds: Thresholds = {
    [SERIES.late('together:yes')]: [`rate<=${TOGETHER.late}`],
    pw_call_errors: [`rate<=${TOGETHER.errors}`],
    http_reqs: [`count>=${TOGETHER.minSamples}`],
  };
  for (const call of calls) {
    // What always holds makes k6 keep the series, so that the summary can show it.
    thresholds[SERIES.duration(`call:${call}`)] = ['max>=0'];
    thresholds[SERIES.errors(`call:${call}`)] = ['rate>=0'];
    thresholds[requestsOf(call)] = ['count>=1'];
  }
  return thresholds;
}

/** So long a window runs before its share of errors says something. */
const STOP_AFTER_S = 2;

/** Ends a run within seconds once too much of one window is wrong. `start` is in seconds since k6 began. */
export function stopRule(start: number): Rule {
  return {
    threshold: `rate<=${STOP_ERRORS}`,
    abortOnFail: true,
    delayAbortEval: `${Math.round((start + STOP_AFTER_S) * 1000)}ms`,
  };
}
