import { describe, expect, it } from 'vitest';
import {
  hostileTrace,
  incomplete,
  nothingTraced,
  oneFailed,
  onTime,
  slow,
  stuckSigning,
  TRACE_FACTS,
  TRACE_SAMPLES,
} from '../../../tests/support/sample-trace.ts';
import { stageOf, traceOf, traceRunOf } from '../../../tests/support/sample-traces.ts';
import type { TraceRunOutcome } from '../../workflow/trace/outcome.ts';
import { buildTrace } from './result.ts';
import { renderTerminal } from './terminal.ts';

const render = (outcome: TraceRunOutcome, color = false): string =>
  renderTerminal(buildTrace(outcome, TRACE_FACTS), { dir: 'out', title: 'local (embedded twin)', color });

const SAMPLES = Object.entries(TRACE_SAMPLES);

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

/** What follows that line. */
function below(text: string, start: string): string {
  const lines = text.split('\n');
  return (lines[lines.findIndex((line) => line.slice(4).startsWith(start)) + 1] ?? '').trim();
}

describe('the terminal of a trace run', () => {
  it.each(SAMPLES)('of %s is at most 120 wide and plain text', (_name, make) => {
    const text = render(make());
    for (const line of text.split('\n')) {
      expect([...line].length, line).toBeLessThanOrEqual(120);
      expect(line).toBe(line.trimEnd());
    }
    for (const char of text) expect(char === '\n' || (char.codePointAt(0) ?? 0) >= 0x20, char).toBe(true);
  });

  it.each(SAMPLES)('of %s is coloured only where it is told to be', (_name, make) => {
    expect(render(make())).not.toContain('\x1b');
    expect(withoutColour(render(make(), true))).toBe(render(make()));
  });

  it('says the run and the verdict first', () => {
    const [head, blank, verdict] = render(onTime()).split('\n');
    expect(head).toBe(
      'k6-packager-workflow 0.1.0   trace   target local (embedded twin)   2026-11-23 15:04:05Z',
    );
    expect(blank).toBe('');
    expect(verdict).toBe('  OK   50 packages, none held up: 41 stable, 9 on the way      412 requests, 31 s');
  });

  it('names the stages that packages are stuck in, those with the most first', () => {
    expect(render(stuckSigning()).replace(/\s+/g, ' ')).toContain(
      'FAILED 12 of 50 packages are stuck: 9 in “update to signed” for up to 2.4 h and 3 in “queued to running” for up to 2.1 h',
    );
    const one = traceOf('rawhide', 1, { until: 7 * 60_000, age: 70 * 3_600_000 });
    expect(render(traceRunOf([one], () => ({}), { verdict: 'failed' }))).toMatch(
      /FAILED {3}1 of 1 package is stuck: in “build” for up to 2\.9 d /,
    );
  });

  it('names the stage that is slow, beside its limit and its past', () => {
    const run = traceRunOf([traceOf('rawhide', 1)], (id) =>
      id === 'build.run' ? { verdict: 'failed', p90: 50_000, slower: 3.2 } : {},
    );
    expect(render({ ...run, verdict: 'failed' })).toContain(
      'FAILED   “build” takes 14 h (12 h), 3.2x slower than usual   ',
    );
    const [head = ''] = render(slow()).split('\n').slice(2);
    expect(head).toContain(
      'DEGRADED   “update to signed”: p90 2.2 min; 3.4 times as long as usual, and 1 more stage',
    );
  });

  it('shows each stage in figures, beside its limit and its past', () => {
    const text = render(stuckSigning());
    expect(lineOf(text, 'update to signed')).toBe(
      '✗ update to signed 41 100 s 10 min (15 min) 3.2 min 3.2x slower 9',
    );
    expect(lineOf(text, 'build  ')).toBe('build 50 20 min 37 min (2 h) no history');
    expect(lineOf(text, 'rest in testing')).toBe('rest in testing 6 7 d 7 d (15 d) 7 d as usual 6');
    expect(lineOf(render(slow()), 'queued to running')).toBe(
      '! queued to running 41 10 min ! 34 min (15 min) 6.1 min 5.6x slower',
    );
  });

  it('gives the reason of what is not well, and of nothing else', () => {
    const text = render(slow());
    expect(below(text, 'queued to running')).toBe(
      'p90 34 min, past 15 min; 5.6 times as long as usual (6 min)',
    );
    expect(below(text, 'test to result')).toMatch(/^closed gate to waiver/);
  });

  it('reads a figure against the limit that it broke', () => {
    const line = (p90: number): string =>
      lineOf(
        render(traceRunOf([traceOf('rawhide', 1)], (id) => (id === 'ci.start' ? { p90 } : {}))),
        'queued to',
      );
    expect(line(840)).toContain(' 14 min (15 min)');
    expect(line(1000)).toContain('! 17 min (15 min)');
    expect(line(3700)).toContain('✗ 62 min (60 min)');
  });

  it.each([
    [3.24, '3.2x slower'],
    [1.3, '1.3x slower'],
    [1.2, 'as usual'],
    [0.8, 'as usual'],
    [0.5, '2x faster'],
    [0, 'faster'],
  ])('says of %d times as long as usual: %s', (slower, words) => {
    const text = render(traceRunOf([traceOf('rawhide', 1)], (id) => (id === 'ci.start' ? { slower } : {})));
    expect(lineOf(text, 'queued to running')).toMatch(new RegExp(`${words}$`));
  });

  it('stands in columns under their heads', () => {
    const lines = render(stuckSigning()).split('\n');
    const head = lines.find((line) => line.startsWith('    stage ')) ?? '';
    const at = (word: string): number => head.indexOf(word) + word.length;
    const signing = lines.find((line) => line.startsWith('  ✗ update to signed')) ?? '';
    expect(signing[head.indexOf('(limit)')]).toBe('(');
    for (const [word, end] of [
      ['passed', '41'],
      ['p50', '100 s'],
      ['p90', '10 min'],
      ['usual p90', '3.2 min'],
      ['now', 'slower'],
      ['stuck', '9'],
    ] as const) {
      expect(signing.slice(0, at(word)), word).toMatch(new RegExp(`${end}$`));
    }
  });

  it('says in one place what was skipped, and why', () => {
    expect(render(onTime())).toContain(
      '  – skipped, none in this sample: test that could not be run and result to decision\n',
    );
    const run = traceRunOf([traceOf('epel', 1)]);
    expect(render(run)).toMatch(/skipped, none in this sample: pull request waits for CI, .* and 6 more\n/s);
    const told = stageOf('ci.error', [], { reason: 'skipped: none in this sample' });
    expect(render({ ...run, stages: [...run.stages.slice(3, 5), told] })).toContain(
      '– skipped, none in this sample: test that could not be run\n',
    );
  });

  it('lists at most ten stuck packages with since when and where to look, the longest first', () => {
    const text = render(stuckSigning());
    expect(text).toContain('    12 packages stuck, the longest first\n');
    expect(lineOf(text, 'nano-4.108-1.fc46')).toBe(
      '✗ nano-4.108-1.fc46 in update to signed since 2026-11-23 12:41:04Z (2.4 h)',
    );
    expect(below(text, 'nano-4.108')).toBe('https://bodhi.fedoraproject.org/updates/FEDORA-2026-aaaaaaa108');
    expect(text.match(/ since 2026/g)).toHaveLength(10);
    expect(text).toContain('\n    and 2 more\n');
    const since = [...text.matchAll(/since (\S+ \S+)/g)].map(([, time]) => time);
    expect(since).toEqual([...since].sort());
  });

  it('counts what the records do not tell', () => {
    const text = render(incomplete()).replace(/\s+/g, ' ');
    expect(text).toContain(
      '? missing: 16 records of 9 packages, most often message of “test-running” (7); no time: ',
    );
    expect(text).toContain('9 of “queued to running”');
    expect(render(onTime())).not.toContain('missing');
  });

  it('answers what people asked', () => {
    const text = render(onTime());
    expect(below(text, 'How many builders are there per architecture?')).toBe(
      '84 of 92 enabled builders have checked in',
    );
  });

  it('says in one line that what was asked for is not there', () => {
    expect(render(nothingTraced()).split('\n').slice(2)).toEqual([
      '  UNKNOWN   no build bash-9.9.9-9.fc46 in koji      2 requests, 31 s',
      '',
      '  report  out/trace.html   (.json beside it)',
      '',
    ]);
  });

  it('tells what ended early from what is stable', () => {
    expect(render(oneFailed())).toContain('OK   1 package, none held up: 1 ended early');
  });

  it('shows notes, of many the first few', () => {
    expect(render(incomplete())).toContain('\n  ! datagrepper answered 3 of 41 searches with an error\n');
    const text = render(hostileTrace());
    expect(text.match(/^ {2}! /gm)?.length).toBe(6);
    expect(text).toContain('  ! and 4 more');
  });
});
