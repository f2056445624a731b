import { MILESTONES } from '../../workflow/milestones.ts';
import { STAGES } from '../../workflow/stages.ts';
import type { Answered } from '../../workflow/trace/outcome.ts';
import { html, type Markup, named } from '../html/markup.ts';
import { signOf } from '../html/table.ts';
import { enumerate, figure, plural, when } from '../words.ts';
import { pageOf, passedOf, type Stuck, stuckOf, stuckSeconds, stuckStages, zeroOf } from './packages.ts';
import type { PackageResult, TraceResult } from './result.ts';
import { missingOf } from './stages.ts';
import { missingWords } from './story.ts';

/** Rows of an answer that stand open. */
const MOST_ROWS = 6;

/** Packages of a stage that stand open. */
const MOST_STUCK = 12;

/** Who is stuck where since when, with the page that a human needs; the stage with the most first. */
export function stuckSection({ traces }: TraceResult): Markup {
  const stages = stuckStages(traces);
  if (stages.length === 0) return html``;
  const stuck = stuckOf(traces);
  return html`<section class="card failed" aria-labelledby="stuck"><h2 id="stuck">${plural(stuck.length, 'package')} stuck</h2>
${stages.map(({ stage, count }) => {
  const here = stuck.filter((one) => one.stuck.stage === stage);
  const rest = here.slice(MOST_STUCK);
  return html`<h3>${signOf('failed')}${STAGES[stage].title}: ${count}</h3><ul>${here.slice(0, MOST_STUCK).map(stuckItem)}</ul>
${rest.length === 0 ? '' : html`<details><summary>${rest.length} more</summary><ul>${rest.map(stuckItem)}</ul></details>`}`;
})}</section>
`;
}

function stuckItem(trace: Stuck): Markup {
  const { since, url } = trace.stuck;
  const seconds = stuckSeconds(trace);
  const long = seconds === null ? '' : html` <strong>${figure(seconds, 's')}</strong>`;
  return html`<li><span class="nvr">${named(url, trace.nvr)}</span>${long} <span class="soft">since ${when(new Date(since).toISOString())}</span></li>
`;
}

/** The questions that Fedora's people asked in 2020, and what the records answer. */
export function answersSection({ answers }: TraceResult): Markup {
  if (answers.length === 0) return html``;
  return html`<section aria-labelledby="answers"><h2 id="answers">What people asked</h2><div class="answers">
${answers.map(answerCard)}</div></section>
`;
}

function answerCard({ question, answer, rows }: Answered): Markup {
  const shown = rows.slice(0, MOST_ROWS);
  const rest = rows.slice(MOST_ROWS);
  return html`<article><h3>${question}</h3><p>${answer}</p>${shown.length === 0 ? '' : rowsOf(shown)}${rest.length === 0 ? '' : html`<details><summary>${rest.length} more</summary>${rowsOf(rest)}</details>`}</article>
`;
}

function rowsOf(rows: Answered['rows']): Markup {
  return html`<table><tbody>${rows.map(({ name, value }) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`;
}

/** Records that should be there and are not, with the packages that lack them. */
export function missingSection(result: TraceResult): Markup {
  const words = missingWords(result);
  if (words === '') return html``;
  const missing = missingOf(result.traces);
  return html`<section aria-labelledby="missing"><h2 id="missing">What the records do not tell</h2><p>${words}</p>
${
  missing.length === 0
    ? ''
    : html`<details><summary>${plural(missing.length, 'missing record')} by name</summary><table><thead><tr><th scope="col">record</th><th scope="col">packages</th><th class="why" scope="col">which</th></tr></thead>
<tbody>${missing.map(({ record, nvrs }) => html`<tr><th scope="row">${record}</th><td>${nvrs.length}</td><td class="why">${enumerate(nvrs, 6)}</td></tr>`)}</tbody></table></details>`
}</section>
`;
}

/** Every moment of every package, with the record that tells of it: what the bars show, in figures. */
export function momentsSection({ traces }: TraceResult): Markup {
  const known = traces.filter((one) => passedOf(one).length > 0);
  if (known.length === 0) return html``;
  return html`<section class="moments" aria-labelledby="moments"><h2 id="moments">Every moment</h2><details><summary>The moments of ${plural(known.length, 'package')}</summary>
<table><thead><tr><th scope="col">moment</th><th scope="col">from its push</th><th scope="col">when</th><th scope="col">record</th></tr></thead>
${known.map(momentsOf)}</table></details></section>
`;
}

function momentsOf(trace: PackageResult): Markup {
  const zero = zeroOf(trace) ?? 0;
  const rows = passedOf(trace).map(
    ({ milestone, moment: { at, record, url } }) =>
      html`<tr><th scope="row">${MILESTONES[milestone].title}</th><td>${figure((at - zero) / 1000, 's')}</td><td>${when(new Date(at).toISOString())}</td><td>${named(url, record)}</td></tr>
`,
  );
  const lost = trace.missing.map(
    (
      record,
    ) => html`<tr><th scope="row">${signOf('unknown')}missing: ${record}</th><td></td><td></td><td></td></tr>
`,
  );
  return html`<tbody><tr><th class="row" scope="rowgroup" colspan="4">${named(pageOf(trace), trace.nvr)} ${trace.update ?? ''}</th></tr>
${rows}${lost}</tbody>
`;
}
