import type { Bars, Figure, Heat, Limits, Now, Rows, Unit, Verdicts } from '../figure.ts';
import { drawLines } from './chart.ts';
import { nameOf, newest, type Series } from './sample.ts';
import { type Box, budgetInk, INK, limitInk, rect, text, verdictInk, words } from './svg.ts';

const NAMES = 150;

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

function now({ unit, limits, withBudget }: Now, answers: readonly Series[][], box: Box): string {
  const w = box.w / answers.length;
  return answers
    .map((some, at) => {
      const part = { x: box.x + at * w, y: box.y, w: w - 2, h: box.h };
      const value = some[0] === undefined ? null : newest(some[0]);
      if (value === null) return centred(part, 'no data', INK.soft);
      const of = withBudget && at === 1 ? 'budget' : unit;
      return `${rect(part, inkOf(value, of, limits))}\n${centred(part, words(value, of), '#000')}`;
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
  const plot = { x: box.x + NAMES, w: box.w - NAMES - 8 };
  return all
    .map(({ name, series }, row) => {
      const y = box.y + row * h;
      const w = plot.w / series.values.length;
      const label = text(plot.x - 6, y + h * 0.72, name, {
        size: Math.max(6, Math.min(10, Math.floor(h * 0.8))),
        width: NAMES - 10,
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
        return `${label}\n${text(box.x + NAMES, y + h * 0.7, 'no data', { size: 10, ink: INK.soft })}`;
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

/** As many rows as there is room for, and how many more there are. */
function rows(figure: Rows, answers: readonly Series[][], box: Box): string {
  const all = answers.flat();
  const heads = [...Object.values(figure.columns), figure.value];
  const w = (box.w - 16) / heads.length;
  const cell = (what: string, column: number, row: number, ink: string): string =>
    text(box.x + 8 + column * w, box.y + 12 + row * ROW, what, { size: 11, ink, width: w - 8 });
  const room = Math.floor(box.h / ROW) - 1;
  const shown = all.length > room ? all.slice(0, room - 1) : all;
  const drawn = shown.map((series, at) => {
    const value = newest(series);
    const ink = value === null ? INK.soft : inkOf(value, figure.unit, figure.limits);
    const cells = Object.keys(figure.columns).map((label, column) =>
      cell(series.labels[label] ?? '', column, at + 1, INK.text),
    );
    return [
      ...cells,
      cell(value === null ? 'no data' : words(value, figure.unit), heads.length - 1, at + 1, ink),
    ].join('\n');
  });
  const rest = all.length - shown.length;
  return [
    ...heads.map((head, column) => cell(head, column, 0, INK.soft)),
    ...drawn,
    ...(rest > 0 ? [cell(`… and ${rest} more`, 0, shown.length + 1, INK.soft)] : []),
  ].join('\n');
}
