import { describe, expect, it } from 'vitest';
import { ageInWords, utcTime } from './time.ts';

describe('utcTime', () => {
  it.each([
    ['2026-11-23 12:00:01', Date.UTC(2026, 10, 23, 12, 0, 1)],
    ['2026-11-23T12:00:01.123456', Date.UTC(2026, 10, 23, 12, 0, 1, 123)],
    ['2026-11-23T12:00:01Z', Date.UTC(2026, 10, 23, 12, 0, 1)],
    ['2026-11-23T12:00:01.5+00:00', Date.UTC(2026, 10, 23, 12, 0, 1, 500)],
    ['2024-02-29 23:59:59', Date.UTC(2024, 1, 29, 23, 59, 59)],
  ])('reads %s', (text, time) => {
    expect(utcTime(text, 'at')).toBe(time);
  });

  it.each(['', '2026-11-23', '2026-02-30 12:00:00', '2026-13-01 00:00:00', '2026-11-23T25:00:00', 'now'])(
    'refuses %j',
    (text) => {
      expect(() => utcTime(text, 'data[0].at')).toThrow(/^data\[0\]\.at is .*, expected a time in UTC$/);
    },
  );

  it('refuses another time zone rather than read it as UTC', () => {
    expect(() => utcTime('2026-11-23T12:00:00+02:00', 'at')).toThrow('expected a time in UTC');
  });

  it('refuses what is no text', () => {
    expect(() => utcTime(1_700_000_000, 'at')).toThrow('expected a string');
  });
});

describe('ageInWords', () => {
  it.each([
    [-5000, '0 s'],
    [40_000, '40 s'],
    [12 * 60_000, '12 min'],
    [5.5 * 3_600_000, '5.5 h'],
    [3 * 86_400_000, '3 d'],
  ])('%d ms is %s', (ms, words) => {
    expect(ageInWords(ms)).toBe(words);
  });
});
