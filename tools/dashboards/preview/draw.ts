import {
  type Bars,
  type Figure,
  type Heat,
  isJudged,
  type Limits,
  type Now,
  type Rows,
  type Unit,
  type Verdicts,
} from '../figure.ts';
import { URGENCY } from '../series.ts';
import { drawLines } from './chart.ts';
import { nameOf, newest, type Series } from './sample.ts';
import { type Box, budgetInk, INK, limitInk, rect, text, verdictInk, words } from './svg.ts';

/** Room for the names beside strips and bars. */
const NAMES = 150;
const MOST_NAMES = 230;
/** The width of one of their characters. */
const CHAR = 6;

/** What a panel shows of its answers. */
export function draw(figure: Figure, answers: readonly Series[][], box: Box): string {
  if (answers.every((some) => some.length === 0)) {
    return text(box.x + box.w / 2, box.y + box.h / 2, 'no data', { ink: INK.soft, anchor: 'middle' });
  }
  switch (figure.look) {
    case 'lines':
      return drawLines(figure, answers, box);
    case 'now':
      return now(figure, answers, box);
    case 'verdicts':
      return verdicts(figure, answers, box);
    case 'heat':
      return heat(figure, answers, box);
    case 'bars':
      return bars(figure, answers, box);
    case 'rows':
      return rows(figure, answers, box);
  }
}

function now(figure: Now, answers: readonly Series[][], box: Box): string {
  const w = box.w / answers.length;
  return answers
    .map((some, at) => {
      const part = { x: box.x + at * w, y: box.y, w: w - 2, h: box.h };
      const value = some[0] === undefined ? null : newest(some[0]);
      if (value === null) return centred(part, 'no data', INK.soft);
      const unit = figure.withBudget && at === 1 ? 'budget' : figure.unit;
      if (!isJudged(figure)) return centred(part, words(value, unit), INK.text);
      return `${rect(part, inkOf(value, unit, figure.limits))}\n${centred(part, words(value, unit), '#000')}`;
    })
    .join('\n');
}

function inkOf(value: number, unit: Unit, limits: Limits | null): string {
  if (unit === 'verdict') return verdictInk(value);
  return unit === 'budget' ? budgetInk(value) : limitInk(value, limits);
}

function centred({ x, y, w, h }: Box, what: string, ink: string): string {
  const size = Math.max(10, Math.min(24, h * 0.5, (w - 8) / (what.length * 0.58)));
  return text(x + w / 2, y + h / 2 + size * 0.35, what, { size: Math.round(size), ink, anchor: 'middle' });
}

interface Row {
  readonly name: string;
  readonly series: Series;
}

function rowsOf({ queries }: Figure, answers: readonly Series[][]): Row[] {
  return answers.flatMap((some, at) => {
    const query = queries[at];
    return query === undefined ? [] : some.map((series) => ({ name: nameOf(query, series), series }));
  });
}

function verdicts(figure: Verdicts, answers: readonly Series[][], box: Box): string {
  return strips(rowsOf(figure, answers), box, verdictInk);
}

function heat(figure: Heat, answers: readonly Series[][], box: Box): string {
  return strips(rowsOf(figure, answers), box, (value) => heatInk(value / figure.most));
}

/** From green by yellow to red. */
function heatInk(share: number): string {
  const hue = Math.round(120 * (1 - Math.min(1, Math.max(0, share))));
  return `hsl(${hue},65%,45%)`;
}

/** A row of cells for each series; neighbours of the same colour are one cell. */
function strips(all: readonly Row[], box: Box, ink: (value: number) => string): string {
  const h = Math.min(18, box.h / all.length);
  const longest = Math.max(...all.map(({ name }) => name.length));
  const names = Math.min(MOST_NAMES, Math.max(NAMES, longest * CHAR));
  const plot = { x: box.x + names, w: box.w - names - 8 };
  return all
    .map(({ name, series }, row) => {
      const y = box.y + row * h;
      const w = plot.w / series.values.length;
      const label = text(plot.x - 6, y + h * 0.72, name, {
        size: Math.max(6, Math.min(10, Math.floor(h * 0.8))),
        width: names - 10,
        anchor: 'end',
      });
      const cells: string[] = [];
      let from = 0;
      const inks = series.values.map((value) => (value === null ? null : ink(value)));
      for (let at = 1; at <= inks.length; at++) {
        if (at < inks.length && inks[at] === inks[from]) continue;
        const color = inks[from];
        if (color !== null && color !== undefined) {
          cells.push(rect({ x: plot.x + from * w, y, w: (at - from) * w, h: h * 0.88 }, color));
        }
        from = at;
      }
      return [label, ...cells].join('\n');
    })
    .join('\n');
}

function bars(figure: Bars, answers: readonly Series[][], box: Box): string {
  const all = answers.map((some, at) => ({
    name: figure.queries[at]?.legend ?? '',
    value: some[0] === undefined ? null : newest(some[0]),
    limits: figure.limits[at] ?? null,
  }));
  const h = Math.min(22, box.h / all.length);
  const width = box.w - NAMES - 70;
  return all
    .map(({ name, value, limits }, row) => {
      const y = box.y + row * h;
      const label = text(box.x + NAMES - 6, y + h * 0.7, name, {
        size: 10,
        width: NAMES - 10,
        anchor: 'end',
      });
      if (value === null)
        return `${label}\n${text(box.x + NAMES, y + h * 0.7, '–', { size: 10, ink: INK.soft })}`;
      const most = limits?.fail ?? limits?.warn ?? value;
      const share = most > 0 ? Math.min(1, value / most) : 0;
      const ink = limitInk(value, limits);
      const track = { x: box.x + NAMES, y: y + 2, w: width, h: h - 4 };
      const figureText = text(box.x + NAMES + width + 6, y + h * 0.7, words(value, figure.unit), {
        size: 10,
      });
      return [
        label,
        rect(track, INK.line),
        rect({ ...track, w: Math.max(1, width * share) }, ink),
        figureText,
      ].join('\n');
    })
    .join('\n');
}

const ROW = 18;

/** In the order in which they are asked for, which a sample does not keep. */
function byUrgency(one: Series, other: Series): number {
  const [first = 0, second = 0] = [one, other].map((series) => URGENCY.indexOf(newest(series) ?? 0));
  return first - second;
}

/** As many rows as there is room for, and how many more there are. */
function rows(figure: Rows, answers: readonly Series[][], box: Box): string {
  const labels = Object.keys(figure.columns);
  const all = answers
    .flat()
    .toSorted(byUrgency)
    .map((series) => {
      const value = newest(series);
      return {
        cells: [
          ...labels.map((label) => series.labels[label] ?? ''),
          value === null ? 'no data' : words(value, figure.unit),
        ],
        ink: value === null ? INK.soft : verdictInk(value),
      };
    });
  const heads = [...Object.values(figure.columns), figure.value];
  const room = Math.floor(box.h / ROW) - 1;
  const shown = all.length > room ? all.slice(0, room - 1) : all;
  const columns = columnsOf([heads, ...shown.map(({ cells }) => cells)], box);
  const line = (cells: readonly string[], row: number, last: string, ink: string): string[] =>
    cells.map((cell, at) => {
      const { x, w } = columns[at] ?? box;
      const color = at === heads.length - 1 ? last : ink;
      return text(x, box.y + 12 + row * ROW, cell, { size: 11, ink: color, width: w });
    });
  const rest = all.length - shown.length;
  return [
    ...line(heads, 0, INK.soft, INK.soft),
    ...shown.flatMap(({ cells, ink }, at) => line(cells, at + 1, ink, INK.text)),
    ...(rest > 0
      ? [text(box.x + 8, box.y + 12 + (shown.length + 1) * ROW, `… and ${rest} more`, { ink: INK.soft })]
      : []),
  ].join('\n');
}

/** Columns as wide as what they hold needs. */
function columnsOf(lines: readonly (readonly string[])[], { x, w }: Box): readonly Pick<Box, 'x' | 'w'>[] {
  const needs = (lines[0] ?? []).map(
    (_, at) => Math.max(...lines.map((cells) => (cells[at] ?? '').length)) + 2,
  );
  const share = (w - 8) / needs.reduce((sum, need) => sum + need, 0);
  let left = x + 8;
  return needs.map((need) => {
    const column = { x: left, w: need * share - 4 };
    left += need * share;
    return column;
  });
}
