import { describe, expect, it } from 'vitest';
import type { Limit } from '../../thresholds/objectives.ts';
import type { FailureDetails } from './failure.ts';
import { type Attempt, judge } from './judge.ts';
import { defineProbe } from './probe.ts';

const probe = defineProbe({
  id: 'koji.hub.getBuild',
  question: '?',
  at: 'koji',
  run: async () => ({ reason: '', data: null }),
});
const MS: Limit = { unit: 'ms', warn: 500, fail: 2000, why: '' };
const AGE: Limit = { unit: 's', warn: 60, fail: 300, why: '' };

function passed(ms: readonly number[], value?: number): Attempt {
  const timings = ms.map((duration) => ({
    ...{ dns: 0, connect: 0, tls: 0, sending: 0, waiting: duration, receiving: 0 },
    duration,
  }));
  const figure = value === undefined ? {} : { value };
  return { answer: { reason: 'fine', data: null, ...figure }, failure: null, timings, url: 'http://x' };
}

function broke(details: Partial<FailureDetails> = {}): Attempt {
  const failure: FailureDetails = { verdict: 'failed', what: 'down', reason: 'HTTP 503', ...details };
  return { answer: null, failure, timings: [], url: 'http://x' };
}

describe('judge', () => {
  it.each([
    [[100, 120, 110], 'ok', 110],
    [[600, 700, 400], 'degraded', 600],
    [[3000, 3000, 100], 'failed', 3000],
  ])('judges the median of %o as %s', (ms, verdict, value) => {
    expect(
      judge(
        probe,
        MS,
        ms.map((one) => passed([one])),
      ),
    ).toMatchObject({ verdict, value, samples: 3 });
  });

  it.each([
    [10, 'ok'],
    [60, 'ok'],
    [61, 'degraded'],
    [301, 'failed'],
  ])('judges a figure of %d s as %s', (value, verdict) => {
    expect(judge(probe, AGE, [passed([5], value)])).toMatchObject({
      verdict,
      value,
      unit: 's',
      warn: 60,
      fail: 300,
    });
  });

  it('takes no figure below zero for one within its limits', () => {
    expect(judge(probe, AGE, [passed([5], -1)])).toMatchObject({
      verdict: 'unknown',
      value: null,
      reason: 'no figure to judge: fine',
    });
  });

  it('fails when every attempt failed, and counts them', () => {
    const finding = judge(probe, MS, [broke(), broke(), broke()]);
    expect(finding).toMatchObject({ verdict: 'failed', value: null, reason: 'down: HTTP 503, 3 of 3' });
  });

  it('is degraded when only some attempts failed, and keeps the failures out of the latency', () => {
    const finding = judge(probe, MS, [broke(), passed([40])]);
    expect(finding).toMatchObject({ verdict: 'degraded', value: 40, samples: 1 });
    expect(finding.reason).toBe('1 of 2 attempts failed: HTTP 503');
  });

  it('cannot judge what has no figure', () => {
    expect(judge(probe, AGE, [passed([5])])).toMatchObject({ verdict: 'unknown', value: null });
    expect(judge(probe, AGE, [passed([5], Number.NaN)])).toMatchObject({ verdict: 'unknown', value: null });
    expect(judge(probe, MS, [passed([])])).toMatchObject({ verdict: 'unknown' });
    expect(judge(probe, MS, [])).toMatchObject({ verdict: 'unknown' });
  });

  it('keeps the failure’s own verdict and cause', () => {
    const finding = judge(probe, MS, [
      broke({ verdict: 'unknown', what: 'needs', causedBy: 'koji.hub.listBuilds' }),
    ]);
    expect(finding).toMatchObject({ verdict: 'unknown', causedBy: 'koji.hub.listBuilds' });
  });
});
