import { describe, expect, it } from 'vitest';
import { finding } from '../../tests/support/sample-result.ts';
import { beside, cut, enumerate, figure, measured, plain, plural, remarks, seconds, when } from './words.ts';

describe('plain', () => {
  it.each([
    ['a\r\n\t b', 'a b'],
    ['  a\u00a0 ', 'a'],
    ['\x1b[31mred\x07', '�[31mred�'],
    ['\u202Etxt\u200Bx\u2066', '�txt�x�'],
    ['\uD800 \uFFFE\uFFFF', '� ��'],
    ['zażółć 漢字 🎉 ✗', 'zażółć 漢字 🎉 ✗'],
  ])('%j becomes %j', (text, clean) => {
    expect(plain(text)).toBe(clean);
  });
});

describe('figures', () => {
  it.each([
    [0.34, 'ms', '0.3 ms'],
    [41.3, 'ms', '41 ms'],
    [12_345.6, 'ms', '12346 ms'],
    [0.2, 's', '0.2 s'],
    [119, 's', '119 s'],
    [900, 's', '15 min'],
    [7200, 's', '2 h'],
    [97_200, 's', '27 h'],
    [604_800, 's', '7 d'],
    [0, 'arches', '0 arches'],
    [0.55, '%', '0.6 %'],
    [3, null, '3'],
  ])('%d %s is %s', (value, unit, text) => {
    expect(figure(value, unit)).toBe(text);
  });

  it('stand beside their limit', () => {
    expect(beside(41.3, 'ms', 2000)).toBe('41 ms (2000)');
    expect(beside(0.2, 's', 60)).toBe('0.2 s (60)');
    expect(beside(180, 's', 14_400)).toBe('3 min (4 h)');
    expect(beside(97_200, 's', 90_000)).toBe('27 h (25 h)');
  });

  it('are read against the limit they broke, else against the next', () => {
    const id = 'datagrepper.search.day';
    expect(measured(finding(id, { value: 100 }))).toBe('100 ms (2000)');
    expect(measured(finding(id, { value: 4000, verdict: 'degraded' }))).toBe('4000 ms (2000)');
    expect(measured(finding(id, { value: 40_000, verdict: 'failed' }))).toBe('40000 ms (10000)');
  });

  it('say that no error is allowed, where it is the error that counts', () => {
    expect(measured(finding('koji.hub.getBuild', { value: null, verdict: 'failed' }))).toBe('(errors 0)');
    expect(measured(finding('koji.hub.getBuild', { value: null, verdict: 'unknown' }))).toBe('');
    const caused = { value: null, verdict: 'failed', causedBy: 'koji.hub.apiVersion' } as const;
    expect(measured(finding('koji.hub.getBuild', caused))).toBe('');
  });
});

describe('small words', () => {
  it('count, list, cut and date', () => {
    expect([plural(1, 'probe'), plural(2, 'probe')]).toEqual(['1 probe', '2 probes']);
    expect(enumerate([])).toBe('');
    expect(enumerate(['a'])).toBe('a');
    expect(enumerate(['a', 'b'])).toBe('a and b');
    expect(enumerate(['a', 'b', 'c', 'd', 'e'], 3)).toBe('a, b and 3 more');
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('🎉🎉🎉', 3)).toBe('🎉🎉🎉');
    expect([6234, 24, 0].map(seconds)).toEqual(['6.2 s', '24 ms', '0 s']);
    expect(when('2026-11-23T15:04:05.678Z')).toBe('2026-11-23 15:04:05Z');
    expect(remarks(finding('koji.hub.getBuild', { planned: true, history: 'still' }))).toBe(
      '[planned outage, still]',
    );
  });
});
