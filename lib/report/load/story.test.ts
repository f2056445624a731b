import { describe, expect, it } from 'vitest';
import { number, plainly } from './story.ts';

describe('number', () => {
  it.each([
    [812.4, 300, '812'],
    [300.04, 300, '>300'],
    [1.004, 1, '>1'],
    [1.06, 1, '1.1'],
    [0.004, 1, '<0.1'],
    [0, 1, '0'],
    [299.96, 300, '300'],
    [7.52, 300, '7.5'],
  ])('says %d of at most %d as %s', (value, limit, text) => {
    expect(number(value, limit)).toBe(text);
  });
});

describe('plainly', () => {
  it.each([
    ['koji.getBuild.latency 812 ms (300)', 'koji.getBuild broke p95: 812 ms (300)'],
    ['koji.getBuild.tail 812 ms (300)', 'koji.getBuild broke p99: 812 ms (300)'],
    ['datagrepper.id.errors 3 % (1 %)', 'datagrepper.id broke errors: 3 % (1 %)'],
    ['together.late 7.1 % (5 %)', 'calls judged together broke late answers: 7.1 % (5 %)'],
    ['errors 3 % (1 %)', 'errors 3 % (1 %)'],
    ['only 31 of 40 requests/s were answered', 'only 31 of 40 requests/s were answered'],
  ])('turns %s into a sentence', (broke, words) => {
    expect(plainly(broke)).toBe(words);
  });
});
