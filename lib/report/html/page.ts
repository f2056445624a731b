import { STEP_OF, SYSTEMS } from '../../targets/systems.ts';
import type { ReportOptions, RunResult } from '../result.ts';
import { counts, headline, sharedStories, storiesOf, tally } from '../story.ts';
import { SIGN, seconds, when } from '../words.ts';
import { documentOf } from './document.ts';
import { faultsSection } from './faults.ts';
import { html, type Markup } from './markup.ts';
import { objectivesSection, probesSection } from './probes.ts';
import { STYLE } from './style.ts';

/**
 * One page that needs nothing else: the verdict, the workflow, what is wrong, and folded below that every probe. The
 * element `result` holds the result file.
 */
export function renderHtml(result: RunResult, options: ReportOptions): string {
  const stories = storiesOf(result);
  const { verdict, scenario, pack } = result;
  const body = html`<a class="hidden skip" href="#main">Skip to the report</a>
<header><p class="soft">k6-packager-workflow ${pack} · ${scenario} · target ${options.title}</p>
<h1><span class="badge ${verdict}">${SIGN[verdict]} ${verdict}</span> ${headline(result)}</h1>
<p class="facts">${facts(result).map((fact) => html`<span>${fact}</span>`)}</p>
${result.notes.map((note) => html`<p class="note" role="note"><strong>The run itself:</strong> ${note}</p>`)}</header>
<main id="main">${workflow(result)}
${faultsSection(stories, sharedStories(result))}
${objectivesSection(result.objectives)}
${probesSection(result.systems, stories)}</main>
<footer><p>The machine-readable result is in this page’s element <code>result</code>, and beside it in <code>${scenario}.json</code>.</p></footer>`;
  return documentOf(result, options.title, STYLE, body);
}

function facts(result: RunResult): readonly string[] {
  const said = tally(result).map(({ words }) => words);
  const run = [...counts(result), seconds(result.durationMs), when(result.startedAt), `k6 ${result.k6}`];
  return [...(said.length === 0 ? ['nothing was judged'] : said), ...run];
}

/** All systems in the order in which a package meets them, also those that were not asked. */
function workflow(result: RunResult): Markup {
  if (result.systems.length === 0) return html``;
  const tiles = SYSTEMS.map((system) => {
    const verdict = result.systems.find((one) => one.system === system)?.verdict;
    const words = html`<span class="step">${STEP_OF[system]}</span><span class="name">${system}</span>`;
    if (verdict === undefined) {
      return html`<li class="none"><span class="tile">${words}<span class="state">not asked</span></span></li>
`;
    }
    return html`<li class="${verdict}"><a class="tile" href="#${system}">${words}<span class="state">${SIGN[verdict]} ${verdict}</span></a></li>
`;
  });
  return html`<nav aria-labelledby="way-title"><h2 id="way-title">The way of a package</h2><ol class="way">${tiles}</ol></nav>`;
}
