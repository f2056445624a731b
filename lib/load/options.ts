import { CALL_OBJECTIVES, type CallId } from '../../thresholds/calls.ts';
import {
  callThresholds,
  requestsOf,
  SERIES,
  stopRule,
  type Thresholds,
  togetherThresholds,
} from '../../thresholds/k6.ts';
import { judgedTogether, type Plan, type Window } from './plan.ts';

/** A k6 scenario at a constant arrival rate. */
export interface ArrivalScenario {
  readonly executor: 'constant-arrival-rate';
  readonly rate: number;
  readonly timeUnit: '1m';
  readonly duration: string;
  readonly startTime: string;
  readonly gracefulStop: string;
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

const LEAST_USERS = 5;
/** Users that exist from the start: as many as answers of 150 ms need; more are made when answers take longer. */
const USUAL_S = 0.15;
const MOST_USERS = 600;

/** One scenario a window. Requests that are under way when it ends are waited for: they are the slow ones. */
export function scenariosOf(plan: Plan, timeoutMs: number): Record<string, ArrivalScenario> {
  const tolerated = toleratedSeconds(plan);
  const scenarios: Record<string, ArrivalScenario> = {};
  for (const { name, start, seconds, rate } of plan.windows) {
    const usual = Math.min(MOST_USERS, Math.max(LEAST_USERS, Math.ceil(rate * USUAL_S)));
    scenarios[name] = {
      executor: 'constant-arrival-rate',
      rate: Math.max(1, Math.round(rate * 60)),
      timeUnit: '1m',
      duration: milliseconds(seconds),
      startTime: milliseconds(start),
      gracefulStop: milliseconds(timeoutMs / 1000 + 1),
      preAllocatedVUs: usual,
      maxVUs: Math.min(MOST_USERS, Math.max(usual, Math.ceil(rate * tolerated))),
    };
  }
  return scenarios;
}

/** How long an answer may take on average while every call still meets its objective. */
function toleratedSeconds({ calls }: Plan): number {
  return calls.reduce((sum, { call, share }) => sum + (share * CALL_OBJECTIVES[call].p95) / 1000, 0);
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)}ms`;
}

/**
 * Thresholds of a run: its objectives, what makes k6 keep the series over time, and what ends it early. k6 counts
 * delays from its own start, so the seconds that setup may take come on top.
 */
export function thresholdsOf(plan: Plan, setupSeconds: number): Thresholds {
  const thresholds: Thresholds = plan.climbs ? shownCalls(plan) : objectiveThresholds(plan);
  for (const window of plan.windows) {
    thresholds[SERIES.duration(`scenario:${window.name}`)] = ['max>=0'];
    thresholds[SERIES.errors(`scenario:${window.name}`)] = [stopRule(window.start + setupSeconds)];
    if (plan.climbs) Object.assign(thresholds, stepThresholds(plan, window, setupSeconds));
  }
  return thresholds;
}

function objectiveThresholds(plan: Plan): Thresholds {
  const together = judgedTogether(plan);
  const thresholds: Thresholds = togetherThresholds(together);
  for (const { call } of plan.calls) {
    if (!together.includes(call)) Object.assign(thresholds, callThresholds(call));
  }
  return thresholds;
}

/** A climb is meant to break its objectives: they are judged step by step, and k6 only keeps the figures. */
function shownCalls({ calls }: Plan): Thresholds {
  const thresholds: Thresholds = {};
  for (const { call } of calls) {
    thresholds[SERIES.duration(`call:${call}`)] = ['max>=0'];
    thresholds[SERIES.errors(`call:${call}`)] = ['rate>=0'];
    thresholds[requestsOf(call)] = ['count>=1'];
  }
  return thresholds;
}

/** Once so many answers of a step are late, no stall explains it, and there is nothing left to learn by asking more. */
const HOPELESS = 0.75;

function stepThresholds(plan: Plan, window: Window, setupSeconds: number): Thresholds {
  const { name, start, seconds } = window;
  const thresholds: Thresholds = {
    [SERIES.late(`scenario:${name}`)]: [
      {
        threshold: `rate<=${HOPELESS}`,
        abortOnFail: true,
        delayAbortEval: milliseconds(start + seconds + setupSeconds),
      },
    ],
    [SERIES.late(`scenario:${name},together:yes`)]: ['rate>=0'],
  };
  const together = new Set<CallId>(judgedTogether(plan, window));
  for (const { call } of plan.calls) {
    if (together.has(call)) continue;
    thresholds[SERIES.duration(`scenario:${name},call:${call}`)] = ['max>=0'];
    thresholds[SERIES.errors(`scenario:${name},call:${call}`)] = ['rate>=0'];
  }
  return thresholds;
}
