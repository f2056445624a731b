import type { MixName } from '../../lib/load/mixes.ts';
import { MIX_NAMES } from '../../lib/load/mixes.ts';
import type {
  CallOutcome,
  LimitOutcome,
  LoadOutcome,
  StepOutcome,
  WindowOutcome,
} from '../../lib/load/outcome.ts';
import type { LoadFacts } from '../../lib/report/load/result.ts';
import { CALL_IDS, CALL_OBJECTIVES, type CallId } from '../../thresholds/calls.ts';
import { HOSTILE } from './sample-result.ts';

export const LOAD_FACTS: LoadFacts = {
  scenario: 'load',
  target: 'local',
  pack: '0.1.0',
  k6: '2.2.0',
  startedAt: Date.UTC(2026, 10, 23, 15, 4, 5),
  durationMs: 90_040,
};

const RATE = 60;
const SECONDS = 90;
const MIXES: readonly MixName[] = MIX_NAMES;

/** A call that holds its limits: 200 answers, at a tenth of what it may take. */
export function call(id: CallId, change: Partial<CallOutcome> = {}): CallOutcome {
  const { p95, p99, errors, minSamples } = CALL_OBJECTIVES[id];
  const rate = RATE / CALL_IDS.length;
  return {
    call: id,
    verdict: 'ok',
    offered: rate,
    reached: rate * 0.998,
    samples: Math.round(rate * SECONDS),
    minSamples,
    p50: p95 / 40,
    p95: p95 / 10,
    p95Limit: p95,
    p99: p99 / 20,
    p99Limit: p99,
    errors: 0,
    errorsLimit: errors,
    together: false,
    skipped: null,
    ...change,
  };
}

function limit(objective: string, change: Pick<LimitOutcome, 'value' | 'limit' | 'unit'>): LimitOutcome {
  const { value } = change;
  const verdict = value === null ? 'unknown' : value > change.limit ? 'failed' : 'ok';
  return { objective, verdict, samples: 208, minSamples: 100, ...change };
}

/** The objectives of the calls that are judged alone. */
function objectivesOf(calls: readonly CallOutcome[]): readonly LimitOutcome[] {
  return calls
    .filter((one) => !one.together && one.skipped === null)
    .flatMap((one) => [
      limit(`${one.call}.latency`, { value: one.p95, limit: one.p95Limit, unit: 'ms' }),
      limit(`${one.call}.tail`, { value: one.p99, limit: one.p99Limit, unit: 'ms' }),
      limit(`${one.call}.errors`, {
        value: one.errors === null ? null : one.errors * 100,
        limit: one.errorsLimit * 100,
        unit: '%',
      }),
    ]);
}

function windowsOf(change: (n: number) => Partial<WindowOutcome> = () => ({})): readonly WindowOutcome[] {
  return Array.from({ length: 15 }, (_, n) => ({
    window: `w${String(n + 1).padStart(2, '0')}`,
    start: n * 6,
    seconds: 6,
    offered: RATE,
    reached: RATE - (n % 3) * 0.4,
    p50: 6 + Math.sin(n) * 1.5,
    p95: 31 + Math.sin(n * 1.7) * 8,
    p99: 74 + Math.cos(n * 2.3) * 22,
    errors: 0,
    ...change(n),
  }));
}

/** A run of the profile `average` in which the calls are as `change` says. */
export function loadOf(
  change: (id: CallId) => Partial<CallOutcome> = () => ({}),
  more: Partial<LoadOutcome> = {},
): LoadOutcome {
  const calls = CALL_IDS.map((id) => call(id, change(id)));
  return {
    profile: 'average',
    mixes: MIXES,
    verdict: 'ok',
    requests: 5400,
    offered: RATE,
    reached: RATE * 0.997,
    calls,
    objectives: objectivesOf(calls),
    windows: windowsOf(),
    breakpoint: null,
    notes: [],
    ...more,
  };
}

export const allMet = (): LoadOutcome => loadOf();

/** Two calls broke: one its p95 and, hardly, its errors; the other its p99. */
export const slowHub = (): LoadOutcome =>
  loadOf(
    (id) => {
      if (id === 'koji.getBuild') return { verdict: 'failed', p95: 812.4, errors: 0.010_04 };
      if (id === 'datagrepper.rawTopic') return { verdict: 'failed', p99: 6210 };
      return {};
    },
    {
      verdict: 'failed',
      windows: windowsOf((n) =>
        n < 8
          ? {}
          : {
              reached: 60 - (n - 7) * 3,
              p95: 40 + (n - 7) * 160,
              p99: 120 + (n - 7) * 420,
              errors: (n - 7) * 0.002,
            },
      ),
    },
  );

/** Seldom calls are judged together, and some had nothing to ask for. */
export const seldom = (): LoadOutcome => {
  const few = { together: true, samples: 12, minSamples: 1, offered: 0.4, reached: 0.4 } as const;
  const outcome = loadOf((id) => {
    if (id === 'koji.getRepo' || id === 'koji.repoInfo') {
      const skipped = 'no repo of a build tag was found';
      return {
        verdict: 'skipped',
        skipped,
        samples: 0,
        reached: 0,
        p50: null,
        p95: null,
        p99: null,
        errors: null,
      };
    }
    return id.startsWith('datagrepper.') ? few : {};
  });
  return {
    ...outcome,
    profile: 'smoke',
    objectives: [
      ...outcome.objectives,
      limit('together.late', { value: 1.2, limit: 5, unit: '%' }),
      limit('together.errors', { value: 0, limit: 1, unit: '%' }),
    ],
    notes: [
      'koji.getRepo was not asked: no repo of a build tag was found',
      'koji.repoInfo was not asked: no repo of a build tag was found',
    ],
  };
};

/** It stopped by itself: most was not measured. */
export const stopped = (): LoadOutcome =>
  loadOf(
    (id) =>
      id === 'koji.search'
        ? { verdict: 'unknown', samples: 12, p50: null, p95: null, p99: null, errors: null }
        : {},
    {
      verdict: 'unknown',
      requests: 1211,
      windows: windowsOf((n) => (n < 4 ? {} : { reached: 0, p50: null, p95: null, p99: null, errors: null })),
      notes: ['the run ended by itself after 24 of 90 s', 'only 51.2 of 60 requests/s were made'],
    },
  );

/** Nothing was found that could be asked. */
export const nothingFound = (): LoadOutcome =>
  loadOf(
    () => ({ verdict: 'unknown', samples: 0, reached: 0, p50: null, p95: null, p99: null, errors: null }),
    {
      verdict: 'failed',
      requests: 3,
      reached: 0,
      windows: windowsOf(() => ({ reached: 0, p50: null, p95: null, p99: null, errors: null })),
      notes: ['nothing to ask for was found: fault 1014 "database outage" in a 200 answer'],
    },
  );

/** A climb that broke at the last step but one; what it broke is in the words of the judge. */
export const climb = (more: Partial<LoadOutcome> = {}): LoadOutcome => {
  const steps = Array.from({ length: 24 }, (_, n): StepOutcome => {
    const rate = 40 * 1.08 ** n;
    const met = n < 22;
    const broke = ['koji.getBuild.latency 812 ms (300)', 'together.late 7.1 % (5 %)'];
    return {
      step: `s${String(n + 1).padStart(2, '0')}`,
      rate,
      reached: met ? rate * 0.998 : rate * 0.93,
      samples: Math.round(rate * 6),
      met,
      broke: met ? [] : broke,
    };
  });
  const [held, broken] = [steps.at(-3), steps.at(-2)];
  return loadOf(() => ({ minSamples: 1, p95: 412 }), {
    profile: 'breakpoint',
    requests: 15_000,
    objectives: [],
    breakpoint: { highest: held?.rate ?? null, brokeAt: broken?.rate ?? null, steps },
    windows: Array.from({ length: 40 }, (_, n): WindowOutcome => {
      const step = steps[n];
      const base = {
        window: `s${String(n + 1).padStart(2, '0')}`,
        start: n * 6,
        seconds: 6,
        offered: 40 * 1.08 ** n,
      };
      if (step === undefined) return { ...base, reached: 0, p50: null, p95: null, p99: null, errors: null };
      const slow = 1 / Math.max(0.03, 1 - n / 23);
      return {
        ...base,
        reached: step.reached,
        p50: 5 + slow,
        p95: 24 + slow * 20,
        p99: 60 + slow * 60,
        errors: step.met ? 0 : 0.004,
      };
    }),
    ...more,
  });
};

/** A climb that ended at the ceiling. */
export const unbroken = (): LoadOutcome => {
  const { breakpoint } = climb();
  const steps = breakpoint?.steps.slice(0, 10) ?? [];
  return climb({
    verdict: 'unknown',
    breakpoint: { highest: steps.at(-1)?.rate ?? null, brokeAt: null, steps },
    notes: ['every step up to 80 requests/s met every objective: the ceiling of 80 requests/s came first'],
  });
};

/** A climb whose first step broke. */
export const fallen = (): LoadOutcome => {
  const [first] = climb().breakpoint?.steps ?? [];
  if (first === undefined) throw new Error('a climb without steps');
  const broken = {
    ...first,
    met: false,
    broke: ['only 31 of 40 requests/s were answered in time to ask the next'],
  };
  return climb({ verdict: 'failed', breakpoint: { highest: null, brokeAt: first.rate, steps: [broken] } });
};

/** Every text from outside tries to break out of the report. */
export const hostileLoad = (): LoadOutcome => {
  const steps = climb().breakpoint?.steps ?? [];
  return climb({
    calls: CALL_IDS.map((id) => call(id, { verdict: 'skipped', skipped: HOSTILE })),
    breakpoint: {
      highest: null,
      brokeAt: steps[0]?.rate ?? null,
      steps: steps.map((step) => ({ ...step, met: false, broke: [HOSTILE] })),
    },
    notes: Array.from({ length: 9 }, (_, n) => `${n} ${HOSTILE}`),
  });
};

export const LOAD_SAMPLES: Readonly<Record<string, () => LoadOutcome>> = {
  allMet,
  slowHub,
  seldom,
  stopped,
  nothingFound,
  climb,
  unbroken,
  fallen,
  hostileLoad,
};
