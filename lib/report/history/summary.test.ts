import { describe, expect, it } from 'vitest';
import {
  DOWN,
  EVERY,
  HISTORY_GOALS,
  healthRun,
  kojiWeek,
  loadRun,
  past,
  type Result,
  START,
  traceRun,
  workflowRun,
} from '../../../tests/support/sample-history.ts';
import { availabilityOf, budgetLeft, shareOf } from './availability.ts';
import { type Incident, incidentsOf } from './incidents.ts';
import { slotsOf, stripOf } from './strip.ts';
import { historyOf } from './summary.ts';
import { budgetWords, headlineOf, percent } from './words.ts';

const historyOne = (results: readonly Result[]) => {
  const [only, ...others] = historyOf(past(results), HISTORY_GOALS);
  if (only === undefined || others.length > 0) throw new Error('not one target');
  return only;
};
const incidents = (results: readonly Result[]): readonly Incident[] => incidentsOf(past(results));

describe('availability', () => {
  const marks = (verdicts: readonly ('ok' | 'degraded' | 'failed' | 'unknown' | 'skipped')[]) =>
    verdicts.map((verdict, at) => ({ at, verdict }));

  it('counts degraded as working, and what could not be judged neither way', () => {
    const share = shareOf(marks(['ok', 'degraded', 'failed', 'unknown', 'skipped']));
    expect(share).toEqual({ good: 2, bad: 1, unknown: 1 });
    expect(availabilityOf(share, 3)).toBeCloseTo(2 / 3);
  });

  it('says nothing of too few judged runs, however many could not be judged', () => {
    expect(availabilityOf({ good: 11, bad: 0, unknown: 500 }, 12)).toBeNull();
    expect(availabilityOf({ good: 12, bad: 0, unknown: 0 }, 12)).toBe(1);
    expect(availabilityOf({ good: 0, bad: 0, unknown: 9 }, 0)).toBeNull();
    expect(budgetLeft({ good: 11, bad: 0, unknown: 0 }, 0.99, 12)).toBeNull();
  });

  it('tells a budget that is whole, half used and overspent', () => {
    expect(budgetLeft({ good: 100, bad: 0, unknown: 0 }, 0.98, 12)).toBe(1);
    expect(budgetLeft({ good: 99, bad: 1, unknown: 0 }, 0.98, 12)).toBeCloseTo(0.5);
    expect(budgetLeft({ good: 96, bad: 4, unknown: 0 }, 0.98, 12)).toBeCloseTo(-1);
    expect(budgetWords(-1)).toBe('spent 2 times');
  });

  it('never rounds up to all', () => {
    expect(percent(0.999_99)).toBe('99.99 %');
    expect(percent(1)).toBe('100 %');
    expect(percent(0.2899)).toBe('28.99 %');
  });
});

describe('a strip', () => {
  const at = (n: number): number => START + n * EVERY;

  it('shows the worst of each part, and where nothing ran', () => {
    const times = [0, 1, 2, 3, 9, 10, 11].map(at);
    const slots = slotsOf(times);
    expect(slots.count).toBe(12);
    const marks = times.map((time, n) => ({ at: time, verdict: n === 1 ? 'failed' : 'ok' }) as const);
    expect(stripOf(marks, slots).map(({ verdict }) => verdict)).toEqual(['ok', 'failed', 'ok', null, 'ok']);
  });

  it('takes one late run for no silence', () => {
    const times = [0, 1, 2.2, 4.1, 5, 6].map(at);
    const marks = times.map((time) => ({ at: time, verdict: 'ok' }) as const);
    expect(stripOf(marks, slotsOf(times))).toEqual([{ left: 0, width: 100, verdict: 'ok' }]);
  });

  it('keeps to a bounded number of parts, in which no failure is lost', () => {
    const times = Array.from({ length: 5000 }, (_, n) => at(n));
    const slots = slotsOf(times);
    expect(slots.count).toBe(160);
    const marks = times.map((time, n) => ({ at: time, verdict: n === 2500 ? 'failed' : 'ok' }) as const);
    expect(stripOf(marks, slots).map(({ verdict }) => verdict)).toEqual(['ok', 'failed', 'ok']);
  });

  it('can be made of a single run', () => {
    expect(stripOf([{ at: START, verdict: 'unknown' }], slotsOf([START]))).toEqual([
      { left: 0, width: 100, verdict: 'unknown' },
    ]);
  });
});

describe('incidents', () => {
  it('are laid at the culprit, and joined over a run that was well', () => {
    expect(incidents(kojiWeek())).toEqual([
      {
        culprit: 'koji.hub.apiVersion',
        scenario: 'health',
        verdict: 'failed',
        first: START + 40 * EVERY,
        last: START + 44 * EVERY,
        seen: 4,
        of: 5,
        ongoing: false,
        planned: false,
        reason: 'down: HTTP 503, 3 of 3',
        reached: ['sigul'],
      },
    ]);
  });

  it('are two after three runs that were well', () => {
    const ill = [3, 7];
    const results = Array.from({ length: 12 }, (_, n) =>
      healthRun(n, ill.includes(n) ? { 'waiverdb.api.about': DOWN } : {}),
    );
    expect(incidents(results).map(({ first, seen, of }) => [first, seen, of])).toEqual([
      [START + 3 * EVERY, 1, 1],
      [START + 7 * EVERY, 1, 1],
    ]);
  });

  it('go on where the last run that asked saw them, whatever others asked since', () => {
    const other = healthRun(3);
    const systems = other.systems.filter(({ system }) => system === 'koji');
    const results = [healthRun(1), healthRun(2, { 'waiverdb.api.about': DOWN }), { ...other, systems }];
    expect(incidents(results)).toMatchObject([{ culprit: 'waiverdb.api.about', ongoing: true, of: 1 }]);
  });

  it('name what several systems share, once, and its reach', () => {
    const shared = { ...DOWN, causedBy: 'openshift' };
    const results = [0, 1, 2, 3, 4, 5].map((n) =>
      healthRun(n, n < 2 ? { bodhi: shared, waiverdb: shared } : {}),
    );
    expect(incidents(results)).toMatchObject([
      { culprit: 'openshift', reached: ['bodhi', 'waiverdb'], seen: 2, of: 2, ongoing: false },
    ]);
  });

  it('keep the worst verdict and its reason, and are planned only if always', () => {
    const results = [
      healthRun(0, { 'bodhi.api.version': { verdict: 'degraded', reason: 'slow', planned: true } }),
      healthRun(1, { 'bodhi.api.version': DOWN }),
      healthRun(2, { 'bodhi.api.version': { verdict: 'degraded', reason: 'slow again' } }),
    ];
    expect(incidents(results)).toMatchObject([
      { verdict: 'failed', reason: DOWN.reason, planned: false, seen: 3 },
    ]);
  });

  it('end in no loop where causes point at each other', () => {
    const results = [
      healthRun(0, {
        'bodhi.api.version': { ...DOWN, causedBy: 'koji.hub.getBuild' },
        'koji.hub.getBuild': { ...DOWN, causedBy: 'bodhi.api.version' },
      }),
    ];
    expect(
      incidents(results)
        .map(({ culprit }) => culprit)
        .sort(),
    ).toEqual(['bodhi.api.version', 'koji.hub.getBuild']);
  });
});

describe('the history of a target', () => {
  it('holds systems to their goals, and says which overspent', () => {
    const history = historyOne(kojiWeek());
    const koji = history.systems.find(({ system }) => system === 'koji');
    expect(koji?.windowShare).toEqual({ good: 96, bad: 4, unknown: 0 });
    expect(koji?.budget).toBeCloseTo(1 - 0.04 / 0.01);
    const sigul = history.systems.find(({ system }) => system === 'sigul');
    expect(sigul?.windowShare).toEqual({ good: 96, bad: 0, unknown: 4 });
    expect(history.verdict).toBe('failed');
    expect(headlineOf(history)).toBe('koji used up the error budget');
  });

  it('says that there is not enough data', () => {
    const history = historyOne([0, 1, 2].map((n) => healthRun(n)));
    expect(history.systems.map(({ budget }) => budget)).toEqual(history.systems.map(() => null));
    expect(history.verdict).toBe('unknown');
    expect(headlineOf(history)).toBe('not enough data to judge 16 of 16 systems');
  });

  it('tells targets apart, in any order of files', () => {
    const runs = past([...kojiWeek(), healthRun(0, {}, 'stg')].reverse());
    const found = historyOf(runs, HISTORY_GOALS);
    expect(found.map(({ target }) => target)).toEqual(['prod', 'stg']);
    expect(found[0]?.incidents).toEqual(historyOne(kojiWeek()).incidents);
  });

  it('ranks stages and steps by how often they failed, and keeps what load runs came to', () => {
    const history = historyOne([
      traceRun(0),
      traceRun(6, true),
      workflowRun(1),
      workflowRun(73, true),
      loadRun(2),
      loadRun(80, true),
    ]);
    expect(history.stages[0]).toMatchObject({ name: 'sign.build', judged: 2, failed: 1 });
    expect(history.stages[0]?.reason).toContain('nine wait');
    expect(history.steps[0]).toMatchObject({ name: 'build', judged: 2, failed: 1 });
    expect(history.loads.map(({ verdict }) => verdict)).toEqual(['ok', 'failed']);
    expect(history.loads[1]?.broke.some((words) => words.startsWith('koji.getBuild.latency 812 ms'))).toBe(
      true,
    );
    const culprits = history.incidents.map(({ culprit }) => culprit);
    expect(culprits).toContain('stage sign.build');
    expect(culprits).toContain('step build');
    expect(culprits).toContain('koji.getBuild.latency');
    expect(headlineOf(history)).toBe('no health run among 6 runs');
  });
});
