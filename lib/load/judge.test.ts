import { describe, expect, it } from 'vitest';
import type { CallId } from '../../thresholds/calls.ts';
import type { Metrics } from './figures.ts';
import { judgeLoad } from './judge.ts';
import { judgedTogether, type Plan, planOf } from './plan.ts';
import { resolveLoad } from './settings.ts';

function plan(env: Record<string, string>): Plan {
  const settings = resolveLoad(env);
  return planOf(settings, { ceiling: settings.ceiling ?? 1000, hit: ['local'] });
}

interface Seen {
  readonly ms?: number;
  readonly wrong?: number;
  readonly count?: number;
}

type Values = Record<string, { values: Record<string, number> }>;

const trend = (count: number, ms: number) => ({
  values: { count, med: ms, 'p(95)': ms, 'p(99)': ms, max: ms },
});
const rate = (hits: number, total: number) => ({
  values: { passes: hits, fails: total - hits, rate: total === 0 ? 0 : hits / total },
});

/** Figures as k6 gives them at the end, of a run in which every call answered in 10 ms but for what is said. */
function metricsOf(run: Plan, odd: Partial<Record<CallId, Seen>> = {}, part = 1): Values {
  const metrics: Values = {};
  let [all, bad] = [0, 0];
  for (const { call, planned } of run.calls) {
    const { ms = 10, wrong = 0, count = Math.round(planned * part) } = odd[call] ?? {};
    metrics[`pw_call_duration{call:${call}}`] = trend(count - wrong, count === wrong ? 0 : ms);
    metrics[`pw_call_errors{call:${call}}`] = rate(wrong, count);
    [all, bad] = [all + count, bad + wrong];
  }
  metrics.pw_call_errors = rate(bad, all);
  metrics['pw_call_late{together:yes}'] = rate(0, all);
  metrics.http_reqs = { values: { count: all } };
  return metrics;
}

function judged(env: Record<string, string>, metrics: (run: Plan) => Metrics, left: [CallId, string][] = []) {
  const run = plan(env);
  const { mixes } = resolveLoad(env);
  return judgeLoad({
    plan: run,
    settings: { mixes },
    metrics: metrics(run),
    seconds: run.seconds,
    left: new Map(left),
  });
}

const average = (odd: Partial<Record<CallId, Seen>> = {}) =>
  judged({ PW_PROFILE: 'average' }, (run) => metricsOf(run, odd));

describe('a steady run', () => {
  it('is ok when every objective has its samples and is met', () => {
    const outcome = average();
    expect(outcome.verdict).toBe('ok');
    expect(outcome.notes).toEqual([]);
    expect(outcome.objectives).toHaveLength(3 * outcome.calls.length);
    for (const { verdict, samples, minSamples } of outcome.objectives) {
      expect(verdict).toBe('ok');
      expect(samples).toBeGreaterThanOrEqual(minSamples);
    }
    expect(outcome.reached).toBeCloseTo(60, 0);
  });

  it.each([
    ['a slow call', { ms: 301 }, 'koji.getBuild.latency'],
    ['wrong answers', { wrong: 30 }, 'koji.getBuild.errors'],
    ['nothing but wrong answers', { wrong: 540, count: 540 }, 'koji.getBuild.errors'],
    ['few answers, all of them wrong', { wrong: 12, count: 12 }, 'koji.getBuild.errors'],
  ])('fails for %s, and names the objective', (_what, seen, objective) => {
    const outcome = average({ 'koji.getBuild': seen });
    expect(outcome.verdict).toBe('failed');
    const broken = outcome.objectives.filter((one) => one.verdict === 'failed').map((one) => one.objective);
    expect(broken).toContain(objective);
    expect(outcome.calls.find((one) => one.call === 'koji.getBuild')?.verdict).toBe('failed');
  });

  it('judges the last in a hundred by a limit of its own', () => {
    const outcome = judged({ PW_PROFILE: 'average' }, (run) => {
      const metrics = metricsOf(run);
      metrics['pw_call_duration{call:koji.getTag}'] = {
        values: { count: 400, med: 10, 'p(95)': 20, 'p(99)': 1501, max: 1501 },
      };
      return metrics;
    });
    const broken = outcome.objectives.filter((one) => one.verdict === 'failed').map((one) => one.objective);
    expect(broken).toEqual(['koji.getTag.tail']);
  });

  it.each([
    ['no answer of one call', { count: 0 }],
    ['fewer answers than its least number', { count: 99 }],
  ])('is unknown with %s', (_what, seen) => {
    const outcome = average({ 'koji.getBuild': seen });
    expect(outcome.verdict).toBe('unknown');
    expect(outcome.calls.find((one) => one.call === 'koji.getBuild')?.verdict).toBe('unknown');
  });

  it('is unknown without any figure, and with less traffic than was meant', () => {
    expect(judged({ PW_PROFILE: 'average' }, () => ({})).verdict).toBe('unknown');
    const thin = judged({ PW_PROFILE: 'average' }, (run) => metricsOf(run, {}, 0.9));
    expect(thin.verdict).toBe('unknown');
    expect(thin.notes).toEqual([expect.stringMatching(/only 54 of 60 requests\/s were made/)]);
  });

  it('is unknown when it ended early', () => {
    const run = plan({ PW_PROFILE: 'average' });
    const metrics = metricsOf(run, {}, 0.5);
    const outcome = judgeLoad({ plan: run, settings: { mixes: [] }, metrics, seconds: 45, left: new Map() });
    expect(outcome.verdict).toBe('unknown');
    expect(outcome.notes).toEqual([expect.stringMatching(/ended by itself after 45 of 90 s/)]);
  });

  it('names calls that could not be made, and is ok without them', () => {
    const outcome = judged(
      { PW_PROFILE: 'average' },
      (run) => metricsOf(run, { 'koji.getRepo': { count: 0 } }),
      [['koji.getRepo', 'needs a ready repo, and none was found']],
    );
    expect(outcome.verdict).toBe('ok');
    expect(outcome.calls.find((one) => one.call === 'koji.getRepo')?.verdict).toBe('skipped');
    expect(outcome.notes).toEqual(['koji.getRepo was not asked: needs a ready repo, and none was found']);
  });
});

describe('calls with few answers', () => {
  const TAG_ERRORS = 'pw_call_errors{call:koji.getTag}';

  const smoke = (change: (metrics: Values) => void) =>
    judged({ PW_PROFILE: 'smoke' }, (run) => {
      const metrics = metricsOf(run);
      change(metrics);
      return metrics;
    });

  it('are judged together', () => {
    const outcome = smoke(() => undefined);
    expect(outcome.verdict).toBe('ok');
    expect(outcome.objectives.map((one) => one.objective)).toEqual(['together.late', 'together.errors']);
  });

  it('fail together', () => {
    const late = smoke((metrics) => Object.assign(metrics, { 'pw_call_late{together:yes}': rate(20, 150) }));
    expect(late.verdict).toBe('failed');
    expect(smoke((metrics) => Object.assign(metrics, { [TAG_ERRORS]: rate(3, 11) })).verdict).toBe('failed');
  });

  it('may be late and wrong within their limits', () => {
    const outcome = smoke((metrics) =>
      Object.assign(metrics, { 'pw_call_late{together:yes}': rate(7, 150), [TAG_ERRORS]: rate(1, 11) }),
    );
    expect(outcome.verdict).toBe('ok');
  });

  it('must each be made at all', () => {
    expect(smoke((metrics) => Object.assign(metrics, { [TAG_ERRORS]: rate(0, 0) })).verdict).toBe('unknown');
  });

  it('are unknown when the series of late answers is not there', () => {
    expect(smoke((metrics) => void delete metrics['pw_call_late{together:yes}']).verdict).toBe('unknown');
  });
});

describe('a climb', () => {
  /** Steps up to `holds` requests a second answer in 10 ms; above, most are late. */
  function climbed(holds: number, env: Record<string, string> = {}, stalls: readonly string[] = []) {
    return judged({ PW_PROFILE: 'breakpoint', ...env }, (run) => {
      const metrics = metricsOf(run);
      for (const window of run.windows) {
        const fine = window.rate <= holds && !stalls.includes(window.name);
        const total = Math.round(window.rate * window.seconds);
        const ms = fine ? 10 : 900;
        metrics[`pw_call_duration{scenario:${window.name}}`] = trend(total, ms);
        metrics[`pw_call_errors{scenario:${window.name}}`] = rate(0, total);
        metrics[`pw_call_late{scenario:${window.name},together:yes}`] = rate(fine ? 0 : total / 2, total);
        const together = judgedTogether(run, window);
        for (const { call, share } of run.calls.filter((one) => !together.includes(one.call))) {
          metrics[`pw_call_duration{scenario:${window.name},call:${call}}`] = trend(total * share, ms);
          metrics[`pw_call_errors{scenario:${window.name},call:${call}}`] = rate(0, total * share);
        }
      }
      return metrics;
    });
  }

  it('is ok when a lower step met and a higher one broke, and tells the highest that met', () => {
    const outcome = climbed(300);
    expect(outcome.verdict).toBe('ok');
    expect(outcome.breakpoint?.highest).toBeGreaterThan(300 / 1.08);
    expect(outcome.breakpoint?.highest).toBeLessThanOrEqual(300);
    expect(outcome.breakpoint?.brokeAt).toBeGreaterThan(300);
    const broken = outcome.breakpoint?.steps.find((step) => !step.met);
    expect(broken?.broke.join(' ')).toMatch(/koji\.getBuild\.latency 900 ms \(300\)/);
  });

  it('is failed when the lowest step broke and none met', () => {
    const outcome = climbed(10);
    expect(outcome.verdict).toBe('failed');
    expect(outcome.breakpoint?.highest).toBeNull();
  });

  it('is unknown when the ceiling came first', () => {
    const outcome = climbed(5000, { PW_RATE_CEILING: '100' });
    expect(outcome.verdict).toBe('unknown');
    expect(outcome.notes.join(' ')).toMatch(
      /every step up to 9\d requests\/s met every objective: the ceiling of 100/,
    );
  });

  it('is unknown without a step that can be judged', () => {
    expect(judged({ PW_PROFILE: 'breakpoint' }, () => ({})).verdict).toBe('unknown');
  });

  it('takes a broken step below a met one for a stall, and says so', () => {
    const outcome = climbed(200, {}, ['s03']);
    expect(outcome.verdict).toBe('ok');
    expect(outcome.breakpoint?.highest).toBeGreaterThan(180);
    expect(outcome.notes.join(' ')).toMatch(/s03 broke something, but higher steps did not/);
  });

  it('does not take a rate for held that was not reached', () => {
    const outcome = judged({ PW_PROFILE: 'breakpoint' }, (run) => {
      const metrics: Values = {};
      for (const { name, rate: asked, seconds } of run.windows) {
        const total = Math.min(asked, 100) * seconds;
        metrics[`pw_call_errors{scenario:${name}}`] = rate(0, Math.round(total));
      }
      return metrics;
    });
    expect(outcome.breakpoint?.highest).toBeLessThanOrEqual(100 * 1.06);
    expect(outcome.breakpoint?.steps.at(-1)?.broke.join(' ')).toMatch(/only 100 of 80\d requests\/s/);
  });
});
