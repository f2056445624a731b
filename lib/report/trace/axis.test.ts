import { describe, expect, it } from 'vitest';
import { timeAxis } from './axis.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const FORM = { even: MINUTE, apart: 9 };

const labels = (from: number, to: number, apart = 9): readonly string[] =>
  timeAxis(from, to, { even: MINUTE, apart }).ticks.map(({ label }) => label);

describe('timeAxis', () => {
  it('goes from edge to edge, and never beyond', () => {
    const { at } = timeAxis(-DAY, 7 * DAY, FORM);
    expect([-30 * DAY, -DAY, 7 * DAY, 30 * DAY].map(at)).toEqual([0, 0, 100, 100]);
  });

  it('keeps the order of times, on both sides of zero', () => {
    const { at } = timeAxis(-DAY, 7 * DAY, FORM);
    const places = [-DAY, -HOUR, -MINUTE, -1, 0, 1, MINUTE, HOUR, DAY, 7 * DAY].map(at);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
  });

  it('is even near zero and gives each tenfold the same room far from it', () => {
    const { at } = timeAxis(0, 1000 * DAY, { even: 1, apart: 9 });
    const decades = [1e4, 1e5, 1e6, 1e7].map(at);
    const steps = decades.slice(1).map((place, n) => place - (decades[n] ?? 0));
    for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 1);
    const fine = timeAxis(0, 10, { even: 1000, apart: 9 });
    expect(fine.at(5)).toBeCloseTo(50, 0);
  });

  it('mirrors what is before zero', () => {
    const { at } = timeAxis(-DAY, DAY, FORM);
    expect(at(0)).toBe(50);
    for (const seconds of [1, MINUTE, 5 * HOUR]) expect(at(-seconds) + at(seconds)).toBeCloseTo(100, 5);
  });

  it('labels round times within it, zero always', () => {
    expect(labels(0, 8 * DAY)).toEqual(['0', '10 min', '1 h', '6 h', '1 d', '1 week']);
    expect(labels(-DAY, 2 * HOUR)).toEqual(['−1 d', '−6 h', '−1 h', '−10 min', '0', '10 min', '1 h']);
  });

  it('leaves out labels that would stand on others', () => {
    const { ticks } = timeAxis(-30 * DAY, 30 * DAY, { even: MINUTE, apart: 15 });
    const places = ticks.map(({ at }) => at);
    for (const [n, place] of places.slice(1).entries()) {
      expect(place - (places[n] ?? 0)).toBeGreaterThanOrEqual(15);
    }
    expect(ticks.length).toBeGreaterThan(2);
  });

  it('puts everything at one place where all times are one', () => {
    expect(timeAxis(0, 0, FORM).at(0)).toBe(0);
  });
});
