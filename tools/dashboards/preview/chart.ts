import { firstLimit, type Lines } from '../figure.ts';
import { nameOf, newest, type Series } from './sample.ts';
import { type Box, dashed, INK, LIMIT_INK, round, seriesInk, text, words } from './svg.ts';

const AXIS = 52;
const LEGEND = 16;
/** Nearer than this to zero, a tick's name would stand on that of zero. */
const NEAR = 0.12;
/** The width of a small character. */
const CHAR = 5.6;

interface Line {
  readonly name: string;
  readonly series: Series;
}

/** The curves of a figure, its limits where they are within sight, and its legend. */
export function drawLines(figure: Lines, answers: readonly Series[][], box: Box): string {
  const all: Line[] = answers.flatMap((some, at) => {
    const query = figure.queries[at];
    return query === undefined ? [] : some.map((series) => ({ name: nameOf(query, series), series }));
  });
  const plot = { x: box.x + AXIS, y: box.y + 4, w: box.w - AXIS - 8, h: box.h - LEGEND - 14 };
  const scale = scaleOf(figure, all);
  const y = (value: number): number => plot.y + plot.h * (1 - scale.place(value));
  const drawn = [
    ...scale.ticks.flatMap((tick) => [
      `<path d="M${plot.x} ${round(y(tick))}h${plot.w}" stroke="${INK.line}" fill="none"/>`,
      text(plot.x - 6, y(tick) + 4, words(tick, figure.unit), { size: 10, ink: INK.soft, anchor: 'end' }),
    ]),
    ...limitsOf(figure)
      .filter(({ value }) => value <= scale.top)
      .map(({ value, ink }) => dashed(plot.x, plot.x + plot.w, y(value), ink)),
    ...all.map(({ series }, at) => curve(series, plot, y, seriesInk(at))),
    legend(all, { x: box.x + 8, y: box.y + box.h - LEGEND, w: box.w - 16, h: LEGEND }),
  ];
  return drawn.join('\n');
}

function limitsOf({ limits }: Lines): readonly { readonly value: number; readonly ink: string }[] {
  const both = [
    { value: limits?.warn ?? null, ink: LIMIT_INK.warn },
    { value: limits?.fail ?? null, ink: LIMIT_INK.fail },
  ];
  return both.flatMap(({ value, ink }) => (value === null ? [] : [{ value, ink }]));
}

interface Scale {
  readonly top: number;
  readonly ticks: readonly number[];
  /** From 0 at the bottom to 1 at the top. */
  readonly place: (value: number) => number;
}

/** From zero up to the highest value, and so far that the first limit is in sight. */
function scaleOf({ tensFrom, limits }: Lines, all: readonly Line[]): Scale {
  const values = all.flatMap(({ series }) => series.values.filter((value) => value !== null));
  const most = Math.max(...values, firstLimit(limits) ?? 0, tensFrom ?? 0) || 1;
  if (tensFrom === null) {
    const top = nice(most);
    return { top, ticks: [0, top / 2, top], place: (value) => Math.min(1, value / top) };
  }
  const top = most * 1.1;
  const size = Math.asinh(top / tensFrom);
  const tens = Array.from(
    { length: Math.floor(Math.log10(top / tensFrom)) + 1 },
    (_, at) => tensFrom * 10 ** at,
  );
  const stride = Math.ceil(tens.length / 4);
  const place = (value: number): number => Math.min(1, Math.asinh(Math.max(0, value) / tensFrom) / size);
  const chosen = tens.filter((tick, at) => (tens.length - 1 - at) % stride === 0 && place(tick) > NEAR);
  return { top, ticks: [0, ...chosen], place };
}

/** The next round figure from `value` on. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

function curve({ values }: Series, plot: Box, y: (value: number) => number, ink: string): string {
  const stride = values.length > 1 ? plot.w / (values.length - 1) : 0;
  let path = '';
  let down = false;
  for (const [at, value] of values.entries()) {
    if (value !== null) path += `${down ? 'L' : 'M'}${round(plot.x + at * stride)} ${round(y(value))}`;
    down = value !== null;
  }
  // A single point would be a line of no length.
  const ends = ' stroke-linecap="round" stroke-linejoin="round"';
  return path === ''
    ? ''
    : `<path d="${path}${down && values.length === 1 ? 'h.1' : ''}" stroke="${ink}" stroke-width="1.5" fill="none"${ends}/>`;
}

/** As many names as fit into one line, those with the highest values first. */
function legend(all: readonly Line[], { x, y, w }: Box): string {
  const ranked = all
    .map((line, at) => ({ ...line, ink: seriesInk(at), value: newest(line.series) ?? 0 }))
    .sort((one, other) => other.value - one.value);
  let used = 0;
  const shown: string[] = [];
  for (const { name, ink } of ranked) {
    const width = (name.length + 3) * CHAR;
    if (used + width > w && shown.length > 0) break;
    shown.push(text(x + used, y + 9, `— ${name}`, { size: 10, ink, width: w - used }));
    used += width + 10;
  }
  return shown.join('\n');
}
