import { worst } from '../../probe/finding.ts';
import { documentOf } from '../html/document.ts';
import { html, type Markup } from '../html/markup.ts';
import { plural, SIGN } from '../words.ts';
import { availabilitySection, probesSection } from './availability-section.ts';
import { incidentsSection } from './incidents-section.ts';
import { STYLE } from './style.ts';
import type { Goals, SystemCourse, TargetHistory } from './summary.ts';
import { figuresSections } from './weak-section.ts';
import { headlineOf, runWords } from './words.ts';

/** What is told on the page beside the runs. */
export interface HistoryFacts {
  readonly pack: string;
  /** What of the files is not in the page: copies of the same run. */
  readonly notes: readonly string[];
}

/** One page over many runs that needs nothing else; its element `result` holds the same as data. */
export function renderHistory(
  histories: readonly TargetHistory[],
  goals: Goals,
  { pack, notes }: HistoryFacts,
): string {
  const verdict = worst(histories.map((one) => one.verdict));
  const run = {
    schema: 1,
    scenario: 'history',
    pack,
    verdict: verdict === 'skipped' ? 'unknown' : verdict,
    targets: histories.map(dataOfTarget),
  } as const;
  const title = histories.map(({ target }) => target).join(', ');
  const body = html`<header><p class="soft">k6-packager-workflow ${pack} · history · ${histories.length === 1 ? 'target' : 'targets'} ${title}</p>
${notes.map((note) => html`<p class="note" role="note">${note}</p>`)}${histories.length > 1 ? contents(histories) : ''}</header>
<main>${histories.map((one) => targetSection(one, goals, histories.length === 1))}</main>
<footer>The element <code>result</code> of this page holds what it says as data. Made from result files alone: a run whose file is not among them is not in it.</footer>`;
  return documentOf(run, title, STYLE, body);
}

function contents(histories: readonly TargetHistory[]): Markup {
  return html`<h1>History of ${plural(histories.length, 'target')}</h1><nav aria-label="Targets"><ul>${histories.map(
    ({ target, verdict }) => html`<li><a href="#${target}">${SIGN[verdict]} ${target}</a></li>`,
  )}</ul></nav>`;
}

function targetSection(one: TargetHistory, goals: Goals, isAlone: boolean): Markup {
  const { target, verdict } = one;
  const words = html`<span class="badge ${verdict}">${SIGN[verdict]} ${verdict}</span> ${target}: ${headlineOf(one)}`;
  const head = isAlone ? html`<h1 id="${target}">${words}</h1>` : html`<h2 id="${target}">${words}</h2>`;
  return html`<section aria-labelledby="${target}">${head}
<p class="soft">${runWords(one).join(' · ')}</p>
${availabilitySection(one, goals)}${incidentsSection(one)}${figuresSections(one)}${probesSection(one)}</section>
`;
}

/** What the page says, without what is only drawn. */
function dataOfTarget(one: TargetHistory) {
  const { target, from, to, runs, verdict, systems, incidents, stages, steps, loads } = one;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    target,
    verdict,
    from: iso(from),
    to: iso(to),
    runs,
    systems: systems.map(systemData),
    incidents: incidents.map((incident) => ({
      ...incident,
      first: iso(incident.first),
      last: iso(incident.last),
    })),
    stages,
    steps,
    loads: loads.map((load) => ({ ...load, at: iso(load.at) })),
  };
}

function systemData({ system, last, goal, day, week, window, windowShare, budget }: SystemCourse) {
  return { system, last, goal, day, week, window, runs: windowShare, budget };
}
