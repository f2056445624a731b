import { describe, expect, it } from 'vitest';
import { type Chart, chartOf } from './chart.ts';

const CHART: Chart = {
  id: 'c',
  title: 'Latency, ms',
  xUnit: 's',
  spans: [
    [0, 10],
    [10, 20],
    [20, 30],
    [30, 40],
  ],
  lines: [{ name: 'p95', look: 'thick', values: [10, 30, null, 37] }],
  least: 1,
  height: 226,
  mark: null,
};

const draw = (change: Partial<Chart>): string => chartOf({ ...CHART, ...change }).text;

function labels(svg: string, anchor: 'end' | 'middle'): readonly string[] {
  return [...svg.matchAll(new RegExp(`text-anchor="${anchor}">([^<]*)<`, 'g'))].map(([, text = '']) => text);
}

const pathOf = (svg: string): string => /class="line thick" d="([^"]*)"/.exec(svg)?.[1] ?? '';

describe('chartOf', () => {
  it('has round ticks that reach past the highest value', () => {
    expect(labels(draw({}), 'end')).toEqual(['0', '10', '20', '30', '40']);
    expect(labels(draw({}), 'middle')).toEqual(['0', '10', '20', '30', '40 s']);
  });

  it.each([
    [0.3, ['0', '0.1', '0.2', '0.3']],
    [7, ['0', '2', '4', '6', '8']],
    [4312, ['0', '1000', '2000', '3000', '4000', '5000']],
  ])('has few of them up to %d', (top, expected) => {
    expect(labels(draw({ least: top, lines: [] }), 'end')).toEqual(expected);
  });

  it('goes at least so far as it is told', () => {
    const flat = { lines: [{ name: 'errors', look: 'bad', values: [0, 0, 0, 0] }] } as const;
    expect(labels(draw({ ...flat, height: 80 }), 'end')).toEqual(['0', '1']);
  });

  it('draws a point in the middle of its span, and leaves a gap where nothing was measured', () => {
    // 406 units are 40 s from 52 on; 188 units are 40 ms up from 200.
    expect(pathOf(draw({}))).toBe('M102.8 153h0L204.3 59h0M407.3 26.1h0');
  });

  it('draws a level over the whole span', () => {
    const level = { name: 'asked', look: 'thick', level: true, values: [40, 40, 20, 20] } as const;
    expect(pathOf(draw({ lines: [level] }))).toBe('M52 12H153.5L153.5 12H255L255 106H356.5L356.5 106H458');
  });

  it('describes the range of each line', () => {
    const lines = [...CHART.lines, { name: 'p99', look: 'thin', values: [null, null, null, null] }] as const;
    expect(draw({ lines })).toContain('p95 from 10 to 37. p99: nothing measured. ');
  });

  it('marks a place, and says so', () => {
    const svg = draw({ mark: 20 });
    expect(svg).toContain('<path class="mark" d="M255 12V200"/>');
    expect(svg).toContain('held</span>');
    expect(draw({})).not.toContain('mark');
  });

  it('draws a single point', () => {
    const one = draw({ spans: [[40, 40]], lines: [{ name: 'p95', look: 'thick', values: [10] }] });
    expect(pathOf(one)).toBe('M52 12h0');
    expect(one).not.toContain('NaN');
  });
});
