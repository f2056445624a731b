import { describe, expect, it } from 'vitest';
import {
  degraded,
  edgeDown,
  everythingDown,
  hostile,
  kojiDown,
  nothingReported,
  planned,
  SAMPLES,
  sample,
  staging,
} from '../../tests/support/sample-result.ts';
import { STEP_OF, SYSTEMS } from '../targets/systems.ts';
import type { RunResult } from './result.ts';
import { renderTerminal } from './terminal.ts';

const OPTIONS = { dir: 'reports', title: 'local (embedded twin)', color: false };

const render = (result: RunResult): string => renderTerminal(result, OPTIONS);

/** The line of a system, and those below it that belong to it. */
function block(text: string, system: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.slice(14, 32).trim() === system);
  const isOther = (line: string): boolean =>
    /^(?: {2}\S| {14}\S+ +(?:ok|FAILED|DEGRADED|unknown|skipped)\b|$)/.test(line);
  const length = lines.slice(start + 1).findIndex(isOther);
  return lines.slice(start, start + 1 + length);
}

describe('the terminal table', () => {
  it.each(Object.keys(SAMPLES))('of %s is at most 120 wide and plain text', (name) => {
    const make = SAMPLES[name];
    const text = make === undefined ? '' : render(make());
    for (const line of text.split('\n')) {
      expect([...line].length, line).toBeLessThanOrEqual(120);
      expect(line).toBe(line.trimEnd());
    }
    for (const char of text) expect(char === '\n' || (char.codePointAt(0) ?? 0) >= 0x20, char).toBe(true);
  });

  it('starts with the run and its verdict', () => {
    const [head, , verdict] = render(kojiDown()).split('\n');
    expect(head).toBe(
      'k6-packager-workflow 0.1.0   health   target local (embedded twin)   2026-11-23 15:04:05Z',
    );
    expect(verdict).toMatch(/^ {2}FAILED {3}koji, datanommer failed · sigul, robosignatory unknown · /);
    expect(render(degraded())).toContain('  DEGRADED   greenwave degraded · 15 systems ok      ');
    expect(render(everythingDown())).toContain('  FAILED   16 systems failed      ');
  });

  it('shows what is well in one line, beside the step that needs it', () => {
    const text = render(kojiDown());
    expect(block(text, 'fas')).toEqual([
      '  kinit       fas               ok         10 probes   KDC answered in 100 ms (500), clock skew 12 s (60)',
    ]);
    for (const system of SYSTEMS) expect(text).toContain(STEP_OF[system]);
  });

  it('names the culprit, what it caused in one breath, and where to read on', () => {
    const lines = block(render(kojiDown()), 'koji');
    expect(lines[0]).toMatch(/^ {2}build {7}koji {14}FAILED {5}14 probes$/);
    expect(lines[1]).toMatch(
      /^ {14}✗ koji\.hub\.getBuild +fault 1014 "database outage" in a 200 answer, 3 of 3 {3}\(errors 0\) {3}\[new\]$/,
    );
    const text = lines.join('\n');
    expect(text).toContain(
      '\n                behind it: koji.hub.apiVersion, koji.hub.versionHeader and 4 more; 1 of sigul and 3 of robosignatory\n',
    );
    expect(text).not.toContain('caused by');
    expect(text).toContain('report  reports/health.html#koji      runbook  docs/systems/koji.md');
  });

  it('names a part that many systems share once, above them', () => {
    const text = render(edgeDown());
    expect(text).toMatch(
      /\n {2}✗ shared edge {3}down: HTTP 503, 3 of 3 {3}behind it \d+ probes of 14 systems: 10 of fas, /,
    );
    expect(text).toMatch(/kinit {7}fas {15}FAILED {5}10 probes {3}caused by shared edge\n/);
    expect(text).toMatch(/dist-git {10}FAILED {5}10 probes {3}9 of 10 probes caused by shared edge\n/);
    expect(text).not.toContain('✗ koji.');
  });

  it('tells a planned outage from a fault', () => {
    const text = render(planned());
    expect(text).toContain('  ! notice of a planned outage “wiki” could not be read: it has no start\n');
    expect(block(text, 'koji')[1]).toMatch(/! koji\.hub\.apiVersion {3}planned: “koji upgrades”: fault 1014/);
    expect(block(text, 'robosignatory')).toEqual([
      expect.stringMatching(/DEGRADED {3}3 probes {4}caused by koji\.hub\.apiVersion$/),
    ]);
  });

  it('keeps a figure beside its limit', () => {
    const text = render(kojiDown());
    expect(text).toMatch(/! datagrepper\.search\.sparseUser .*4312 ms \(2000\)\n/);
    expect(text).toMatch(/27 h \(25 h\)\n/);
  });

  it('says in one line what a system waits for', () => {
    const text = render(kojiDown());
    expect(block(text, 'robosignatory')).toEqual([
      expect.stringMatching(/robosignatory {5}unknown {4}3 probes {4}needs koji: koji\.hub\.getBuild$/),
    ]);
    expect(block(text, 'sigul')).toEqual([
      expect.stringMatching(/1 of 2 probes need koji: koji\.hub\.getBuild$/),
    ]);
  });

  it('never floods: at most six faults of a system, and how many more there are', () => {
    const text = render(
      sample((id, system) =>
        system === 'datagrepper' ? { verdict: 'failed', value: null, reason: `fault of ${id}` } : {},
      ),
    );
    const lines = block(text, 'datagrepper');
    expect(lines.filter((line) => line.includes('✗'))).toHaveLength(6);
    expect(lines).toContain('              and 12 more');
  });

  it('says why something was not asked', () => {
    expect(block(render(staging()), 'sigul')[0]).toMatch(/skipped {4}0 probes {4}staging signs nothing/);
  });

  it('says that nothing was judged, and why', () => {
    const text = render(nothingReported());
    expect(text).toContain('  UNKNOWN   nothing was judged      0 probes, 0 requests, 0 s\n');
    expect(text).toContain('  ! Error: setup returned no report\n');
  });

  it('shows objectives with their samples', () => {
    const objectives = [
      {
        objective: 'koji.getBuild.latency',
        verdict: 'failed',
        value: 714,
        limit: 500,
        unit: 'ms',
        samples: 900,
        minSamples: 100,
      },
      {
        objective: 'koji.getBuild.errors',
        verdict: 'unknown',
        value: null,
        limit: 1,
        unit: '%',
        samples: 7,
        minSamples: 100,
      },
    ] as const;
    const text = render({ ...sample(() => null), objectives });
    expect(text).toMatch(/koji\.getBuild\.latency +FAILED +714 ms \(500\) {3}900 samples\n/);
    expect(text).toMatch(/koji\.getBuild\.errors +unknown +no figure {3}7 samples of 100 needed\n/);
  });

  it('colours only where it may, and nothing of the text changes', () => {
    const colored = renderTerminal(kojiDown(), { ...OPTIONS, color: true });
    const bare = colored
      .split('\x1b[')
      .map((part, n) => (n === 0 ? part : part.slice(part.indexOf('m') + 1)))
      .join('');
    expect(colored).not.toBe(bare);
    expect(bare).toBe(render(kojiDown()));
  });

  it('lets no remote text steer the terminal', () => {
    const text = render(hostile());
    for (const char of ['\x1b', '\x07', '\u202e', '\0']) expect(text.includes(char)).toBe(false);
  });
});
