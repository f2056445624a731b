import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plural } from '../../../lib/report/words.ts';
import { root } from '../../root.ts';
import type { Figure, Page } from '../figure.ts';
import { dashboardOf } from '../page.ts';
import { exprOf } from '../query.ts';
import { pictureOf } from './picture.ts';
import { decodeSample, type Sample } from './sample.ts';

const FOLDER = 'docs/images/dashboards';

/** The answers that the pictures show: those of a real Prometheus. */
export const SAMPLE = `${FOLDER}.sample.json`;

export function readSample(): Sample {
  return decodeSample(readFileSync(join(root, SAMPLE), 'utf8'));
}

/** The page that shows every dashboard, and its pictures: path from the root, and content. */
export function previewFiles(pages: readonly Page[], sample: Sample): ReadonlyMap<string, string> {
  const files = new Map([['docs/dashboards.md', document(pages, sample)]]);
  for (const page of pages) {
    files.set(`${FOLDER}/${page.uid}.svg`, pictureOf(page, dashboardOf(page), sample));
  }
  return files;
}

function document(pages: readonly Page[], sample: Sample): string {
  const figures = pages.flatMap(figuresOf);
  const index = pages.map(({ uid, title, description, ...page }) => {
    const count = plural(figuresOf(page).length, 'panel');
    return `| [${title}](#${anchorOf(title)}) | [\`${uid}\`](../deploy/grafana/dashboards/${uid}.json) | ${count} | ${description} |`;
  });
  return `# Dashboards

Made by \`npm run generate\` from \`tools/dashboards/\` and the tables in \`thresholds/\`: ${plural(pages.length, 'dashboard')} with
${plural(figures.length, 'panel')}. Limits of panels are those of the tables, so that yellow and red mean the same here, in reports and in
alerts. They ask only for the series that the [recording rules](prometheus.md) make, whichever way the metrics came.

| dashboard | uid | | |
|---|---|---|---|
${index.join('\n')}

## To install them
They are files of Grafana's classic model, schema version 42, made and checked with the types of Grafana's own SDK: for
provisioning, import, or its API. To provision them, copy \`deploy/grafana/provisioning/dashboards.yaml\` to
\`/etc/grafana/provisioning/dashboards/\` and the folder \`deploy/grafana/dashboards/\` to the path that it names.

The choices above each dashboard are its Prometheus, its target (\`prod\`, \`stg\`, \`local\`) and, on the overview, systems.
A load run is marked from its start to its end on the hot path and on the dashboard of load runs.

## With sample data
The pictures are drawn from what a real Prometheus answered on ${sample.takenAt.slice(0, 10)}, after ${Math.round(sample.spanSeconds / 60)} minutes of runs against the
twin with an incident in their midst, under rules sixty times as fast as usual. What shows one moment shows one during
the incident, and where there was nothing to show then, the last one at which there was. A changed limit moves the lines
in these pictures by \`npm run generate\` alone; what is newer than the sample says so, until a new one is taken:
\`node --import tsx tests/real/prometheus/take-sample.ts\`.
${pages.map(section).join('')}`;
}

const figuresOf = ({ sections }: Pick<Page, 'sections'>): readonly Figure[] =>
  sections.flatMap(({ figures }) => figures);

/** As GitHub makes an anchor of a heading. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

function section({ uid, title, ...page }: Page): string {
  const rows = figuresOf(page).map((figure) => {
    const queries = [...new Set(figure.queries.map(exprOf))];
    const [first = ''] = queries;
    const more = queries.length > 1 ? ` and ${queries.length - 1} more` : '';
    return `| ${figure.title} | ${cell(figure.description)} | \`${first.replaceAll('|', '\\|')}\`${more} |`;
  });
  return `
### ${title}

![${title}, with sample data](images/dashboards/${uid}.svg)

<details><summary>Its panels and what they ask for</summary>

| panel | what it says | asks |
|---|---|---|
${rows.join('\n')}

</details>
`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
