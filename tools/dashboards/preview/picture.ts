import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Figure, Page } from '../figure.ts';
import { exprOf } from '../query.ts';
import { draw } from './draw.ts';
import { answersOf, type Sample, type Series } from './sample.ts';
import { type Box, escaped, INK, rect, text } from './svg.ts';

/** Pixels of one of a dashboard's 24 columns, and of one unit of height. */
const COLUMN = 50;
const UNIT = 30;
const GAP = 4;
const TITLE = 22;

/** A picture of a dashboard with a sample's answers in its panels, where Grafana would place them. */
export function pictureOf(page: Page, dashboard: Dashboard, sample: Sample): string {
  const figures = page.sections.flatMap((section) => section.figures);
  const placed = (dashboard.panels ?? []).map((panel) => {
    const { x, y, w, h } = panel.gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
    const box = { x: x * COLUMN, y: y * UNIT, w: w * COLUMN, h: h * UNIT };
    return { title: panel.title ?? '', isRow: panel.type === 'row', box };
  });
  const width = 24 * COLUMN;
  const height = Math.max(...placed.map(({ box }) => box.y + box.h));
  const drawn = placed.map(({ title, isRow, box }) => {
    if (isRow) return text(box.x + 10, box.y + 20, title, { size: 14 });
    const figure = figures.find((one) => one.title === title);
    if (figure === undefined) throw new Error(`${page.uid} has no "${title}"`);
    return card(figure, shown(figure, answersOf(sample, figure)), box);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="Inter, system-ui, sans-serif">
<title>${escaped(page.title)}, with sample data</title>
${rect({ x: 0, y: 0, w: width, h: height }, INK.page)}
${drawn.join('\n')}
</svg>
`;
}

function card(figure: Figure, answers: readonly Series[][] | null, { x, y, w, h }: Box): string {
  const inside = { x: x + GAP, y: y + GAP, w: w - 2 * GAP, h: h - 2 * GAP };
  const body = { x: inside.x + 4, y: inside.y + TITLE, w: inside.w - 8, h: inside.h - TITLE - 4 };
  const heading = text(inside.x + 8, inside.y + 15, figure.title, { size: 12, width: inside.w - 12 });
  const queries = figure.queries.map(exprOf).join('\n');
  const drawn =
    answers === null
      ? text(body.x + 4, body.y + body.h / 2, 'newer than the sample', { ink: INK.soft })
      : draw(figure, answers, body);
  return `<g><title>${escaped(`${figure.title}\n${queries}`)}</title>
${rect(inside, INK.card)}
${heading}
${drawn}
</g>`;
}

/** Null where nothing of the figure was ever asked. Samples keep what was measured: shares of a limit are made here. */
function shown(
  { queries }: Figure,
  answers: readonly (readonly Series[] | null)[],
): readonly Series[][] | null {
  if (answers.every((some) => some === null)) return null;
  return answers.map((some, at) => {
    const per = queries[at]?.per ?? 1;
    return (some ?? []).map(({ labels, values }) => ({
      labels,
      values: values.map((value) => (value === null ? null : value / per)),
    }));
  });
}
