import type { Leftover, StepOutcome } from '../../workflow/drive/outcome.ts';
import { html, link, type Markup, named } from '../html/markup.ts';
import { signOf, tableOf } from '../html/table.ts';
import { plural, runbookOf, when } from '../words.ts';
import type { WorkflowResult } from './result.ts';
import { endingOf, limitsOf, reasonsOf, span, wordsOf, wrongOf } from './steps.ts';
import { goneWords } from './story.ts';

/** Each step that is not well: what was seen, last of all too, and where to look. */
export function wrongSection(result: WorkflowResult): Markup {
  return html`${wrongOf(result).map(wrongCard)}`;
}

function wrongCard(one: StepOutcome): Markup {
  const { name, step, title, system, verdict, outcome, durationMs, evidence, url } = one;
  const seen = evidence === null ? '' : html`<pre>${evidence}</pre>`;
  const look = url === null ? '' : html`Look at ${link(url)} · `;
  return html`<section class="card ${verdict}" aria-labelledby="wrong-${name}"><h2 id="wrong-${name}">${signOf(verdict)}Step ${step}, ${title}</h2>
${reasonsOf(one).map((line) => html`<p>${line}</p>`)}${seen}
<p class="soft">${verdict} (${outcome === 'ok' ? 'slow' : outcome}) after ${span(durationMs)}; ${limitsOf(one)}</p>
<p class="soft">${look}${system}: <code>${runbookOf(system)}</code></p></section>
`;
}

/** What the run made and did not take away again. */
export function leftSection({ left }: WorkflowResult): Markup {
  if (left.length === 0) return html``;
  const rows = left.map((one) => thingRow(one, html`${one.why}`));
  return html`<section class="things" aria-labelledby="left"><h2 id="left">Left behind: ${plural(left.length, 'thing')}</h2>
${tableOf('What the run left behind', ['what', 'name', 'why'], rows)}</section>
`;
}

/** What became of what earlier runs had left. */
export function sweptSection(result: WorkflowResult): Markup {
  if (result.swept.length === 0) return html``;
  const rows = result.swept.map((one) =>
    thingRow(one, one.gone ? html`gone` : html`<strong class="failed">still there</strong>: ${one.why}`),
  );
  return html`<section class="things" aria-labelledby="swept"><h2 id="swept">Left by earlier runs: ${goneWords(result)}</h2>
${tableOf('What earlier runs had left', ['what', 'name', 'what became of it'], rows)}</section>
`;
}

function thingRow({ what, name, url }: Leftover, words: Markup): Markup {
  return html`<tr><th scope="row">${what}</th><td class="why">${named(url ?? '', name)}</td><td class="why">${words}</td></tr>
`;
}

/** Every step in figures: what the bars show, and the rest. */
export function stepsSection({ steps }: WorkflowResult): Markup {
  if (steps.length === 0) return html``;
  const heads = [
    'step',
    'system',
    'ended',
    'began',
    'took',
    'degraded past',
    'given up past',
    'what was seen',
  ];
  return html`<section class="figures" aria-labelledby="steps"><h2 id="steps">Every step</h2><details><summary>${plural(steps.length, 'step')} in figures</summary>
${tableOf('Every step in figures', heads, steps.map(stepRow))}</details></section>
`;
}

function stepRow(one: StepOutcome): Markup {
  const { step, title, system, startedAt, durationMs, warnMs, limitMs, evidence, url, verdict } = one;
  const began = startedAt === null ? '–' : when(new Date(startedAt).toISOString());
  const took = startedAt === null ? '–' : span(durationMs);
  const seen = evidence === null ? '' : html` <span class="soft">${evidence}</span>`;
  const look = url === null ? '' : html` ${link(url)}`;
  return html`<tr><th scope="row">${step} ${title}</th><td>${system}</td><td class="${verdict}">${endingOf(one)}</td><td>${began}</td><td>${took}</td><td>${span(warnMs)}</td><td>${span(limitMs)}</td><td class="why">${wordsOf(one)}${seen}${look}</td></tr>
`;
}
