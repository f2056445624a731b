import { html, type Markup } from '../html/markup.ts';
import { signOf, tableOf } from '../html/table.ts';
import { enumerate, plural } from '../words.ts';
import { type Incident, systemOf } from './incidents.ts';
import type { TargetHistory } from './summary.ts';
import { at, lengthOf } from './words.ts';

/** More than these are in the page's data only. */
const MOST = 100;

/** What went wrong, from when to when and by whose fault. What was only degraded, or planned, is folded. */
export function incidentsSection({ incidents, target }: TargetHistory): Markup {
  const isSerious = ({ verdict, planned }: Incident): boolean => verdict !== 'degraded' && !planned;
  const serious = incidents.filter(isSerious);
  const mild = incidents.filter((one) => !isSerious(one));
  return html`<section aria-labelledby="${target}-incidents"><h3 id="${target}-incidents">Incidents</h3>
${serious.length === 0 ? html`<p>None: nothing failed, and nothing was left unjudged.</p>` : table(`Incidents on ${target}`, serious)}
${
  mild.length === 0
    ? ''
    : html`<details><summary>${plural(mild.length, 'span')} in which something was only degraded, or out of order as planned</summary>${table(`Degraded spans on ${target}`, mild)}</details>`
}</section>
`;
}

function table(caption: string, incidents: readonly Incident[]): Markup {
  const rest = incidents.length - MOST;
  const heads = ['culprit', 'first seen', 'last seen', 'for', 'runs', 'what it said'];
  return html`<div class="told">${tableOf(caption, heads, incidents.slice(0, MOST).map(row))}</div>${
    rest > 0 ? html`<p class="soft">${plural(rest, 'more span')} in this page’s data.</p>` : ''
  }`;
}

function row(one: Incident): Markup {
  const { culprit, verdict, first, last, seen, of, ongoing, planned, reason, reached } = one;
  const own = systemOf(one);
  const others = reached.filter((system) => system !== own);
  const behind = others.length === 0 ? '' : html` <span class="soft">Reached ${enumerate(others, 8)}.</span>`;
  return html`<tr><th scope="row">${signOf(verdict)}${culprit}${planned ? ' [planned]' : ''}</th>
<td>${at(first)}</td><td>${ongoing ? html`<strong>goes on</strong>, ` : ''}${at(last)}</td><td>${lengthOf(one)}</td><td>${seen} of ${of}</td><td class="why">${reason}${behind}</td></tr>
`;
}
