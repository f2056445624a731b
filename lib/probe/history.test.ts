import { describe, expect, it } from 'vitest';
import { allOk, finding, kojiDown, staging } from '../../tests/support/sample-result.ts';
import { limitOf, type ProbeId, probeIds } from '../../thresholds/objectives.ts';
import { ConfigError } from '../targets/config-error.ts';
import type { Finding, Verdict } from './finding.ts';
import { readPast, withHistory } from './history.ts';

const OF = { scenario: 'health', target: 'local' };
const LIMITS = new Map(probeIds().map((id) => [id, limitOf(id)] as const));
const PROBE = 'koji.hub.getBuild';

const read = (text: string) => () => text;

/** The finding of a probe that was so in former runs, newest first. */
function following(before: readonly Verdict[], change: Partial<Finding> = {}, id: ProbeId = PROBE): Finding {
  const [found] = withHistory([finding(id, change)], new Map([[id, before]]), LIMITS);
  if (found === undefined) throw new Error('no finding');
  return found;
}

describe('a former result', () => {
  it('is not there where none is named', () => {
    expect(readPast(undefined, OF, read('{'))).toBeNull();
    expect(readPast('', OF, read('{'))).toBeNull();
  });

  it('tells the verdict of each probe, or the chain that it carries on', () => {
    const past = readPast('a.json', OF, read(JSON.stringify(kojiDown())));
    expect(past?.get('koji.hub.getBuild')).toEqual(['failed']);
    expect(past?.get('fas.kdc.asReq')).toEqual(['ok']);
    const chain = { ...allOk() };
    const text = JSON.stringify(chain).replace(
      '"probe":"koji.hub.getBuild"',
      '"probe":"koji.hub.getBuild","recent":["ok","failed"]',
    );
    expect(readPast('a.json', OF, read(text))?.get('koji.hub.getBuild')).toEqual(['ok', 'failed']);
    expect(readPast('a.json', OF, read(JSON.stringify(staging())))?.has('sigul.signature.age')).toBe(false);
  });

  it.each([
    ['no JSON', '{', 'is no result file'],
    ['something else', '{"schema":2}', 'is no result file (schema is 2'],
    [
      'of another scenario',
      JSON.stringify({ ...allOk(), scenario: 'trace', systems: [] }),
      'is of trace on local',
    ],
    [
      'of another target',
      JSON.stringify({ ...allOk(), target: 'prod' }),
      'is of health on prod, not of health on local',
    ],
  ])('is refused in one line that names it: %s', (_name, text, words) => {
    const reading = (): unknown => readPast('/x/old.json', OF, read(text));
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(`PW_PREVIOUS: "/x/old.json" ${words}`);
    expect(reading).not.toThrow('\n');
  });

  it('is refused where there is none', () => {
    const reading = (): unknown =>
      readPast('gone.json', OF, () => {
        throw new Error('no such file');
      });
    expect(reading).toThrow('PW_PREVIOUS: "gone.json" cannot be read. Valid: ');
  });
});

describe('history', () => {
  const bad = { verdict: 'failed', value: null } as const;

  it.each([
    ['failed', ['ok'], 'new'],
    ['degraded', ['ok'], 'new'],
    ['failed', ['degraded'], 'still'],
    ['unknown', ['failed'], 'still'],
    ['ok', ['unknown', 'ok'], 'recovered'],
    ['ok', ['ok'], null],
    ['failed', [], null],
    ['failed', ['ok', 'failed', 'failed'], 'new'],
    ['failed', ['ok', 'failed', 'ok'], 'flapping'],
    ['ok', ['failed', 'ok', 'ok', 'failed'], 'flapping'],
  ] as const)('of %s after %j is %s', (verdict, before, history) => {
    expect(following(before, verdict === 'ok' ? {} : { ...bad, verdict }).history).toBe(history);
  });

  it('carries the last twelve on, newest first', () => {
    expect(following(['ok'], bad).recent).toEqual(['failed', 'ok']);
    const many = Array.from({ length: 12 }, (): Verdict => 'degraded');
    expect(following(many).recent).toEqual(['ok', ...many.slice(1)]);
  });

  it('passes over a run that skipped', () => {
    expect(following(['failed'], { verdict: 'skipped' })).toMatchObject({
      history: null,
      recent: ['failed'],
    });
    expect(following([], { verdict: 'skipped' })).not.toHaveProperty('recent');
  });
});

describe('patience', () => {
  const noisy = 'bodhi.web.home';
  const over = { verdict: 'failed', value: 20_000, reason: 'slow: the page' } as const;

  it.each([
    [['ok', 'ok'], 'degraded', 'failed 1 of the last 3 runs, fails at 2: slow: the page'],
    [['ok'], 'degraded', 'failed 1 of the last 2 runs, fails at 2: slow: the page'],
    [['ok', 'ok', 'failed'], 'degraded', 'failed 1 of the last 3 runs, fails at 2: slow: the page'],
    [['ok', 'failed'], 'failed', 'slow: the page'],
    [['failed', 'ok'], 'failed', 'slow: the page'],
    [[], 'failed', 'slow: the page'],
  ] as const)('after %j ends as %s', (before, verdict, reason) => {
    expect(following(before, over, noisy)).toMatchObject({ verdict, reason });
  });

  it('remembers what it softened', () => {
    const first = following(['ok'], over, noisy);
    expect(first.recent).toEqual(['failed', 'ok']);
    expect(following(['failed', 'ok'], over, noisy).verdict).toBe('failed');
  });

  it('has none with a wrong answer or an outage', () => {
    const wrong = { verdict: 'failed', value: null, reason: 'down: HTTP 503, 3 of 3' } as const;
    expect(following(['ok', 'ok'], wrong, noisy).verdict).toBe('failed');
  });

  it('has none with what is not noisy', () => {
    const id = 'fas.kdc.asReq';
    expect(limitOf(id).patience).toBeUndefined();
    expect(following(['ok', 'ok'], { ...over, value: 9000 }, id).verdict).toBe('failed');
  });

  it('is only for latencies, with a reason, and never for longer than the memory', () => {
    const patient = probeIds().filter((id) => limitOf(id).patience !== undefined);
    expect(patient).toContain('datagrepper.search.day');
    for (const id of patient) {
      const { unit, patience } = limitOf(id);
      expect(unit).toBe('ms');
      const [needed, of] = patience?.after ?? [0, 0];
      expect(needed).toBeLessThanOrEqual(of);
      expect(of).toBeLessThanOrEqual(12);
      expect(patience?.noise).not.toBe('');
    }
  });
});
