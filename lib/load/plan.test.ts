import { describe, expect, it } from 'vitest';
import { CALL_IDS, CALL_OBJECTIVES } from '../../thresholds/calls.ts';
import { cycleOf } from './cycle.ts';
import { scenariosOf, thresholdsOf } from './options.ts';
import { announcement, judgedTogether, planOf } from './plan.ts';
import { MOST_WINDOWS, PROFILE_NAMES } from './profiles.ts';
import { resolveLoad } from './settings.ts';

const HOME = { ceiling: 1000, hit: ['local'] as const };
const planned = (env: Record<string, string>) => planOf(resolveLoad(env), HOME);

describe('plans', () => {
  it.each(PROFILE_NAMES)('%s: windows follow each other without a gap, at most forty', (profile) => {
    const { windows, seconds } = planned({ PW_PROFILE: profile });
    expect(windows.length).toBeLessThanOrEqual(MOST_WINDOWS);
    let end = 0;
    for (const { start, seconds: lasts } of windows) {
      expect(start).toBeCloseTo(end, 6);
      end = start + lasts;
    }
    expect(end).toBeCloseTo(seconds, 6);
    expect(new Set(windows.map(({ name }) => name)).size).toBe(windows.length);
  });

  it('average asks at least 50 a second for a minute, and enough of every call', () => {
    const plan = planned({ PW_PROFILE: 'average' });
    expect(plan.seconds).toBeGreaterThanOrEqual(60);
    expect(plan.peak).toBeGreaterThanOrEqual(50);
    expect(plan.calls.length).toBeGreaterThanOrEqual(12);
    expect(judgedTogether(plan)).toEqual([]);
    for (const { call, planned: answers } of plan.calls) {
      expect(answers).toBeGreaterThan(CALL_OBJECTIVES[call].minSamples);
    }
  });

  it('smoke has too few of any call, so that all are judged together', () => {
    expect(judgedTogether(planned({ PW_PROFILE: 'smoke' }))).toEqual(CALL_IDS);
  });

  it('a climb goes up by at most a tenth, and judges more calls alone as it climbs', () => {
    const plan = planned({ PW_PROFILE: 'breakpoint' });
    const { windows } = plan;
    for (const [at, { rate }] of windows.entries()) {
      const below = windows[at - 1]?.rate;
      if (below !== undefined) expect(rate / below).toBeLessThanOrEqual(1.1);
    }
    const [first] = windows;
    const last = windows.at(-1);
    if (first === undefined || last === undefined) throw new Error('no step');
    expect(judgedTogether(plan, first).length).toBeGreaterThan(judgedTogether(plan, last).length);
  });

  it('are scaled by one variable for the rate and one for the time', () => {
    const plan = planned({ PW_PROFILE: 'average', PW_RATE_SCALE: '0.5', PW_TIME_SCALE: '2' });
    expect(plan).toMatchObject({ peak: 30, seconds: 180 });
  });

  it('have no window of less than two seconds, as k6 takes none of less than one', () => {
    const { windows } = planned({ PW_PROFILE: 'average', PW_TIME_SCALE: '0.1' });
    for (const { seconds } of windows) expect(seconds).toBeGreaterThanOrEqual(2);
    expect(windows).toHaveLength(4);
    expect(() => planned({ PW_PROFILE: 'breakpoint', PW_TIME_SCALE: '0.1' })).toThrow(
      /PW_TIME_SCALE: with 0\.1 .* Valid: at least 0\.334/,
    );
  });

  it('say what is about to happen, to whom, and at which rate', () => {
    const said = announcement(planned({ PW_PROFILE: 'average' }), { hit: ['stg'] }, ['https://koji.stg']);
    expect(said).toContain('profile average');
    expect(said).toContain('https://koji.stg (stg)');
    expect(said).toContain('60 requests/s for up to 90 s, 26 calls');
  });
});

describe('the order of calls', () => {
  it('holds each as often as its share says, spread evenly', () => {
    const order = cycleOf([0.5, 0.3, 0.2], 100);
    const count = (place: number) => order.filter((one) => one === place).length;
    expect([count(0), count(1), count(2)]).toEqual([50, 30, 20]);
    for (let from = 0; from + 10 <= 100; from += 10) {
      const few = order.slice(from, from + 10).filter((place) => place === 0).length;
      expect(Math.abs(few - 5)).toBeLessThanOrEqual(1);
    }
  });

  it('shares among those that are left when a call has nothing to ask for', () => {
    expect(cycleOf([0.2, 0.2], 10).filter((place) => place === 0).length).toBe(5);
    expect(cycleOf([])).toEqual([]);
  });
});

describe('options for k6', () => {
  it('have one scenario a window, each with time for its last answers', () => {
    const plan = planned({ PW_PROFILE: 'average' });
    const scenarios = scenariosOf(plan, 5000);
    expect(Object.keys(scenarios)).toEqual(plan.windows.map(({ name }) => name));
    expect(scenarios.w02).toMatchObject({
      executor: 'constant-arrival-rate',
      rate: 3600,
      timeUnit: '1m',
      startTime: '6000ms',
      duration: '6000ms',
      gracefulStop: '6000ms',
    });
  });

  it('have thresholds that cannot pass without data, for every call', () => {
    const thresholds = thresholdsOf(planned({ PW_PROFILE: 'average' }), 0);
    for (const call of CALL_IDS) {
      const { p95, p99, errors, minSamples } = CALL_OBJECTIVES[call];
      expect(thresholds[`pw_call_duration{call:${call}}`]).toEqual([`p(95)<=${p95}`, `p(99)<=${p99}`]);
      expect(thresholds[`pw_call_errors{call:${call}}`]).toEqual([`rate<=${errors}`]);
      expect(thresholds[`http_reqs{name:${call}}`]).toEqual([`count>=${minSamples}`]);
    }
  });

  it('end a run whose window goes wrong, but not before it began', () => {
    const thresholds = thresholdsOf(planned({ PW_PROFILE: 'average' }), 3);
    expect(thresholds['pw_call_errors{scenario:w02}']).toEqual([
      { threshold: 'rate<=0.25', abortOnFail: true, delayAbortEval: '11000ms' },
    ]);
  });
});
