import { describe, expect, it } from 'vitest';
import { fallsShort, limitResult, median, missing, resultOf, shortfalls, table } from '../bench/results.ts';

const FIGURE = { figure: 'koji.lazy', baseline: 'k6', goal: 1.15, ours: 'lazy', against: 'cut' };

describe('a figure', () => {
  it('is the median of the ratios of neighbours, larger being better', () => {
    const times = new Map([
      ['lazy', [2, 4, 1]],
      ['cut', [3, 4, 4]],
    ]);
    expect(resultOf(FIGURE, times)).toEqual({
      figure: 'koji.lazy',
      baseline: 'k6',
      ratio: 1.5,
      goal: 1.15,
      spread: [1, 4],
      runs: 3,
    });
  });

  it('has no ratio without its baseline, and so falls short', () => {
    const result = resultOf(FIGURE, new Map([['lazy', [1, 2]]]));
    expect(result).toMatchObject({ ratio: null, spread: null, runs: 0 });
    expect(fallsShort(result)).toBe(true);
  });

  it('falls short below its goal, and not at it', () => {
    const of = (cut: number) =>
      resultOf(
        FIGURE,
        new Map([
          ['lazy', [1]],
          ['cut', [cut]],
        ]),
      );
    expect([1.14, 1.15, 1.16].map(of).map(fallsShort)).toEqual([true, false, false]);
    const compared = resultOf(
      { ...FIGURE, informative: true },
      new Map([
        ['lazy', [1]],
        ['cut', [1]],
      ]),
    );
    expect(fallsShort(compared)).toBe(false);
  });

  it('of a limit is the limit through what was measured', () => {
    expect(limitResult('load.bundle', '50 KB', 50, 40)).toMatchObject({ ratio: 1.25, goal: 1 });
    expect(fallsShort(limitResult('load.bundle', '50 KB', 50, 51))).toBe(true);
  });

  it('takes the mean of the two in the middle', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('the table', () => {
  it('names what falls short and what is missing', () => {
    const shown = table([
      limitResult('load.bundle', '50 KB', 50, 51),
      missing('a.b', 'locust', 1, 'no python3'),
    ]);
    expect(shown.split('\n')).toHaveLength(3);
    expect(shown).toMatch(/load\.bundle +0\.98 .*FALLS SHORT/);
    expect(shown).toMatch(/a\.b +- .*NOT MEASURED/);
  });

  it('is followed by the reasons of what was not reached', () => {
    const why = { ...FIGURE, why: 'it waits' };
    const of = (cut: number) =>
      resultOf(
        why,
        new Map([
          ['lazy', [1]],
          ['cut', [cut]],
        ]),
      );
    expect(shortfalls([of(2), of(1), missing('a.b', 'locust', 1, 'no python3')])).toEqual([
      'koji.lazy: it waits',
      'a.b: no python3',
    ]);
  });
});
