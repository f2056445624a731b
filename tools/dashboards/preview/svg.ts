import { cut, figure as inWords, plain } from '../../../lib/report/words.ts';
import { BUDGET_LOW, VERDICT_NAMES } from '../colors.ts';
import type { Limits, Unit } from '../figure.ts';
import { NOT_ENOUGH_DATA } from '../series.ts';

/** Where something is drawn, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A dark ground, as Grafana's own. */
export const INK = {
  page: '#111217',
  card: '#181b1f',
  line: '#2c3235',
  text: '#d0d2d8',
  soft: '#9a9ea8',
} as const;

const VERDICT_INK = { ok: '#56a64b', degraded: '#e0b400', failed: '#f2495c', unknown: '#b877d9' } as const;

export const LIMIT_INK = { warn: VERDICT_INK.degraded, fail: VERDICT_INK.failed } as const;

/** Colours for series that stand side by side. */
const PALETTE = [
  '#73bf69',
  '#f2cc0c',
  '#8ab8ff',
  '#ff780a',
  '#ff7383',
  '#5794f2',
  '#ca95e5',
  '#b0ba3f',
  '#6ed0e0',
  '#e5a8e2',
] as const;

export function seriesInk(at: number): string {
  return PALETTE[at % PALETTE.length] ?? INK.text;
}

/** Text, cut to what fits into `width` pixels. */
export function text(
  x: number,
  y: number,
  words: string,
  { size = 11, ink = INK.text, width = 1200, anchor = 'start' }: TextStyle = {},
): string {
  const fitting = cut(plain(words), Math.max(1, Math.floor(width / (size * 0.56))));
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${ink}"${place}>${escaped(fitting)}</text>`;
}

interface TextStyle {
  readonly size?: number;
  readonly ink?: string;
  readonly width?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function rect({ x, y, w, h }: Box, ink: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" fill="${ink}"/>`;
}

export function dashed(x1: number, x2: number, y: number, ink: string): string {
  return `<path d="M${round(x1)} ${round(y)}H${round(x2)}" stroke="${ink}" stroke-dasharray="5 4" fill="none"/>`;
}

export const round = (value: number): number => Math.round(value * 10) / 10;

export function escaped(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

const nameOfVerdict = (value: number): (typeof VERDICT_NAMES)[number] | undefined => VERDICT_NAMES[value];

/** A value in its unit, as Grafana would write it. */
export function words(value: number, unit: Unit): string {
  switch (unit) {
    case 'verdict':
      return nameOfVerdict(value) ?? String(value);
    case 's':
      return value < 1 ? inWords(value * 1000, 'ms') : inWords(value, 's');
    case 'budget':
      return value === NOT_ENOUGH_DATA ? 'not enough data' : inWords(value * 100, '%');
    case 'percentunit':
      return inWords(value * 100, '%');
    case 'short':
      return inWords(value, '');
  }
}

/** The colour of a verdict. */
export function verdictInk(value: number): string {
  const name = nameOfVerdict(value);
  return name === undefined ? INK.soft : VERDICT_INK[name];
}

/** The colour of a value among its limits. */
export function limitInk(value: number, limits: Limits | null): string {
  const past = (limit: number | null | undefined): boolean => typeof limit === 'number' && value >= limit;
  if (past(limits?.fail)) return VERDICT_INK.failed;
  return past(limits?.warn) ? VERDICT_INK.degraded : VERDICT_INK.ok;
}

/** The colour of what is left of a budget. */
export function budgetInk(value: number): string {
  if (value === NOT_ENOUGH_DATA) return INK.soft;
  if (value < 0) return VERDICT_INK.failed;
  return value < BUDGET_LOW ? VERDICT_INK.degraded : VERDICT_INK.ok;
}
