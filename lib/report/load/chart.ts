import { html, type Markup } from '../html/markup.ts';
import { number } from './story.ts';

/** One line of a chart; its look is a class of the style sheet. */
export interface Line {
  readonly name: string;
  readonly look: 'thin' | 'thick' | 'dashed' | 'bad';
  /** One a span; null leaves a gap. */
  readonly values: readonly (number | null)[];
  /** Holds over the whole span, instead of being a point in its middle. */
  readonly level?: boolean;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly xUnit: string;
  /** From where to where each value was measured. */
  readonly spans: readonly (readonly [number, number])[];
  readonly lines: readonly Line[];
  /** The vertical axis goes at least so far. */
  readonly least: number;
  readonly height: number;
  /** Where on the horizontal axis something is to be seen. */
  readonly mark: number | null;
}

const WIDTH = 480;
const LEFT = 52;
const RIGHT = 22;
const TOP = 12;
const BOTTOM = 26;

/** Lines over a horizontal axis, as an image whose description holds the range of each; its numbers are in a table. */
export function chartOf(chart: Chart): Markup {
  const { id, title, xUnit, spans, lines, height, mark } = chart;
  const known = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const yTicks = ticks(0, Math.max(chart.least, ...known), height / 45, Math.ceil);
  const from = Math.min(...spans.map(([start]) => start));
  const to = Math.max(...spans.map(([, end]) => end), from + 1);
  const floor = height - BOTTOM;
  const x = (value: number): number => round(LEFT + ((value - from) / (to - from)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): number => round(floor - (value / (yTicks.at(-1) ?? 1)) * (floor - TOP));
  return html`<figure><figcaption><strong>${title}</strong>${lines.map(
    ({ name, look }) => html` <span class="key ${look}">${name}</span>`,
  )}${mark === null ? '' : html` <span class="key mark">held</span>`}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${lines.map(described).join(' ')} The numbers are in the table below.</desc>
${yTicks.map((value) => html`<path class="grid" d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`)}
${ticks(from, to, 6, Math.floor).map((value, n, all) => html`<text x="${x(value)}" y="${height - 6}" text-anchor="middle">${value}${n === all.length - 1 ? html` ${xUnit}` : ''}</text>`)}
${mark === null ? '' : html`<path class="mark" d="M${x(mark)} ${TOP}V${floor}"/>`}${lines.map((line) => html`<path class="line ${line.look}" d="${pathOf(line, spans, x, y)}"/>`)}</svg></figure>
`;
}

function pathOf(
  { values, level }: Line,
  spans: Chart['spans'],
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  let drawing = false;
  return spans
    .map(([start, end], n) => {
      const value = values[n] ?? null;
      const move = drawing ? 'L' : 'M';
      drawing = value !== null;
      if (value === null) return '';
      // A point between gaps is drawn too: a line of no length has round ends.
      const at =
        level === true ? `${x(start)} ${y(value)}H${x(end)}` : `${x((start + end) / 2)} ${y(value)}h0`;
      return move + at;
    })
    .join('');
}

function described({ name, values }: Line): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${name}: nothing measured.`;
  return `${name} from ${number(Math.min(...known))} to ${number(Math.max(...known))}.`;
}

/** Round values about `count` of which lie between two; the last one at or past the end, or before it. */
function ticks(from: number, to: number, count: number, end: (value: number) => number): readonly number[] {
  const raw = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10) * power;
  const first = Math.ceil(from / step);
  return Array.from({ length: end(to / step) - first + 1 }, (_, n) => round((first + n) * step, 1e6));
}

function round(value: number, digits = 10): number {
  return Math.round(value * digits) / digits;
}
