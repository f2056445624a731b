import { describe, expect, it } from 'vitest';
import {
  allMet,
  climb,
  fallen,
  hostileLoad,
  LOAD_FACTS,
  LOAD_SAMPLES,
  loadOf,
  nothingFound,
  seldom,
  slowHub,
  stopped,
  unbroken,
} from '../../../tests/support/sample-load.ts';
import type { LoadOutcome } from '../../load/outcome.ts';
import { buildLoad } from './result.ts';
import { renderTerminal } from './terminal.ts';

const render = (outcome: LoadOutcome, color = false): string =>
  renderTerminal(buildLoad(outcome, LOAD_FACTS), { dir: 'out', title: 'local (embedded twin)', color });

const SAMPLES = Object.entries(LOAD_SAMPLES);

const withoutColour = (text: string): string =>
  text
    .split('\x1b[')
    .map((part, n) => (n === 0 ? part : part.slice(part.indexOf('m') + 1)))
    .join('');

/** The line that starts with these words, after its mark, blanks made single. */
function lineOf(text: string, start: string): string {
  const found = text.split('\n').find((line) => line.slice(4).startsWith(start));
  if (found === undefined) throw new Error(`no line of ${start}`);
  return found.trim().replace(/ +/g, ' ');
}

describe('the terminal of a load run', () => {
  it.each(SAMPLES)('of %s is at most 120 wide and plain text', (_name, make) => {
    const text = render(make());
    for (const line of text.split('\n')) {
      expect([...line].length, line).toBeLessThanOrEqual(120);
      expect(line).toBe(line.trimEnd());
    }
    for (const char of text) expect(char === '\n' || (char.codePointAt(0) ?? 0) >= 0x20, char).toBe(true);
  });

  it('says the verdict and the run in one line', () => {
    const [head, blank, verdict] = render(allMet()).split('\n');
    expect(head).toBe(
      'k6-packager-workflow 0.1.0   load   target local (embedded twin)   2026-11-23 15:04:05Z',
    );
    expect(blank).toBe('');
    expect(verdict).toBe(
      '  OK   26 calls met their objectives      average, 60 requests/s for 90 s, 5400 requests',
    );
  });

  it('names what broke, the furthest past its limit first', () => {
    const [, , verdict] = render(slowHub()).split('\n');
    expect(verdict).toMatch(/^ {2}FAILED {3}koji\.getBuild broke p95: 812 ms \(300\), and 2 more {3}/);
  });

  it('shows each figure beside its limit, and marks the broken ones', () => {
    const text = render(slowHub());
    expect(lineOf(text, 'koji.getBuild ')).toBe(
      '✗ koji.getBuild 2.3 (2.3) 7.5 ✗ 812 (300) 75 (1500) ✗ >1 (1) 208 (100)',
    );
    expect(lineOf(text, 'datagrepper.rawTopic')).toBe(
      '✗ datagrepper.rawTopic 2.3 (2.3) 38 150 (1500) ✗ 6210 (5000) 0 (1) 208 (100)',
    );
    expect(lineOf(text, 'koji.getTag')).toBe('koji.getTag 2.3 (2.3) 7.5 30 (300) 75 (1500) 0 (1) 208 (100)');
  });

  it('stands in columns under their heads, the broken first', () => {
    const lines = render(slowHub()).split('\n');
    const at = lines.findIndex((line) => line.includes('call (rates a second)'));
    const column = lines[at]?.indexOf('(limit)');
    const table = lines.slice(at + 1, at + 27);
    for (const line of table) expect(line[column ?? -1], line).toBe('(');
    expect(table.slice(0, 3).map((line) => line[2])).toEqual(['✗', '✗', ' ']);
  });

  it('is coloured only where it is told to be', () => {
    const colours = (text: string) => text.split('\x1b[1;31m').length - 1;
    expect(render(slowHub())).not.toContain('\x1b');
    // The verdict, the marks of two calls, and their three figures.
    expect(colours(render(slowHub(), true))).toBe(6);
    for (const [, make] of SAMPLES) {
      // Colours change no line but by themselves.
      expect(withoutColour(render(make(), true))).toBe(render(make()));
    }
  });

  it('says what is judged together, and what was not asked', () => {
    const text = render(seldom());
    expect(text).toContain('  OK   24 calls met their objectives');
    const lines = text.split('\n');
    const joint = lines.indexOf('    judged together: late 1.2 % (5), errors 0 % (1), 208 answers (100)');
    expect(lines[joint + 1]).toContain('datagrepper.id');
    expect(lines[joint - 1]).toContain('koji.multiCall');
    expect(lineOf(text, 'koji.getRepo')).toBe('– koji.getRepo not asked: no repo of a build tag was found');
    expect(text).not.toContain('!');
  });

  it.each([
    [
      'failed',
      7.1,
      '✗ judged together: late 7.1 % (5)',
      'calls judged together broke late answers: 7.1 % (5)',
    ],
    ['unknown', null, '? judged together: late no figure', 'too few answers: what is judged together'],
  ] as const)('marks what is judged together and is %s', (verdict, value, line, headline) => {
    const late = {
      objective: 'together.late',
      value,
      limit: 5,
      unit: '%',
      samples: 12,
      minSamples: 100,
    } as const;
    const text = render(loadOf(() => ({ together: true }), { verdict, objectives: [{ ...late, verdict }] }));
    expect(text).toContain(`  ${line}`);
    expect(text).toContain(`  ${verdict.toUpperCase()}   ${headline}`);
  });

  it('says why a run is unknown, and marks the figures that are too few', () => {
    const text = render(stopped());
    expect(text).toContain('  UNKNOWN   the run ended by itself after 24 of 90 s   ');
    expect(text).toContain('\n  ! only 51.2 of 60 requests/s were made\n');
    expect(text.match(/ended by itself/g)).toHaveLength(1);
    expect(lineOf(text, 'koji.search')).toBe('? koji.search 2.3 (2.3) – – (500) – (2000) – (1) ? 12 (100)');
    const { notes: _notes, ...silent } = stopped();
    expect(render({ ...silent, notes: [] })).toContain('  UNKNOWN   too few answers: koji.search   ');
  });

  it('shows no table of nothing', () => {
    const text = render(nothingFound());
    expect(text).toContain(
      '  FAILED   nothing to ask for was found: fault 1014 "database outage" in a 200 answer',
    );
    expect(text).toContain('average, 3 requests\n');
    expect(text).not.toContain('koji.getBuild');
    const { breakpoint } = fallen();
    expect(render({ ...nothingFound(), breakpoint })).toContain('  FAILED   nothing to ask for was found');
  });

  it('says what a climb holds, and shows its last dozen steps', () => {
    const text = render(climb());
    expect(text).toContain(
      '  OK   holds 201 requests/s; at 217 requests/s koji.getBuild broke p95: 812 ms (300), and 1 more',
    );
    expect(text).toContain('breakpoint, 40 to 235 requests/s for 90 s, 15000 requests');
    expect(text).toContain('below 101/s 12 of 12 steps met all');
    expect(text.match(/^ {2}[ ✗] s\d\d /gm)).toHaveLength(12);
    expect(lineOf(text, 's22')).toBe('s22 201 (201) 1208 met all');
    expect(lineOf(text, 's23')).toMatch(
      /^✗ s23 202 \(217\) 1305 koji\.getBuild broke p95: 812 ms \(300\), calls/,
    );
  });

  it('marks no call of a climb, whose last step is meant to break', () => {
    const text = render(climb());
    expect(lineOf(text, 'koji.getBuild')).toBe(
      'koji.getBuild 2.3 (2.3) 7.5 412 (300) 75 (1500) 0 (1) 208 (1)',
    );
    expect(text).toContain('over the whole climb');
  });

  it('tells a climb that broke nowhere from one that broke at once', () => {
    expect(render(unbroken())).toContain(
      '  UNKNOWN   holds at least 80 requests/s: no step broke an objective',
    );
    expect(render(fallen())).toContain(
      '  FAILED   does not hold 40 requests/s, the lowest that was asked: only 31 of 40 requests/s',
    );
  });

  it('shows a few notes of many, and where the rest is', () => {
    const text = render(hostileLoad());
    expect(text.match(/^ {2}! /gm)).toHaveLength(6);
    expect(text).toContain('  ! and 4 more');
    expect(text.endsWith('\n\n  report  out/load.html   (.json beside it)\n')).toBe(true);
  });
});
