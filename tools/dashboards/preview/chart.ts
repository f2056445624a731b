import type { Lines } from '../figure.ts';
import { nameOf, newest, type Series } from './sample.ts';
import { type Box, dashed, INK, LIMIT_INK, round, seriesInk, text, words } from './svg.ts';

const AXIS = 52;
const LEGEND = 16;

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

/** From zero, or by powers of ten, up to the highest value. */
function scaleOf({ logarithmic }: Lines, all: readonly Line[]): Scale {
  const values = all.flatMap(({ series }) => series.values.filter((value) => value !== null));
  const most = Math.max(...values, 0);
  if (!logarithmic) {
    const top = most === 0 ? 1 : nice(most);
    return { top, ticks: [0, top / 2, top], place: (value) => Math.min(1, value / top) };
  }
  const least = Math.min(...values.filter((value) => value > 0), most || 1);
  const from = Math.floor(Math.log10(least));
  const to = Math.max(from + 1, Math.ceil(Math.log10(most || 1)));
  const stride = Math.max(1, Math.ceil((to - from) / 4));
  const ticks = Array.from(
    { length: Math.floor((to - from) / stride) + 1 },
    (_, at) => 10 ** (from + at * stride),
  );
  const place = (value: number): number =>
    value <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(value) - from) / (to - from)));
  return { top: 10 ** to, ticks, place };
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
  const width = Math.max(90, Math.floor(w / Math.max(1, all.length)));
  const fits = Math.max(1, Math.floor(w / width));
  const ranked = all
    .map((line, at) => ({ ...line, ink: seriesInk(at), value: newest(line.series) ?? 0 }))
    .sort((one, other) => other.value - one.value);
  const shown = ranked
    .slice(0, fits)
    .map(({ name, ink }, at) =>
      text(x + at * width, y + 9, `— ${name}`, { size: 10, ink, width: width - 6 }),
    );
  return shown.join('\n');
}
