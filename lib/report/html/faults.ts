import type { Finding, Judged } from '../../probe/finding.ts';
import { STEP_OF, SYSTEMS } from '../../targets/systems.ts';
import {
  behindLine,
  type Culprit,
  type SharedStory,
  type SystemStory,
  sharedLine,
  waitingLine,
} from '../story.ts';
import { figure, measured, plural, remarks, runbookOf, SIGN } from '../words.ts';
import { html, link, type Markup } from './markup.ts';

/** Ids that are named behind a cause; the table of probes has them all. */
const MOST_BEHIND = 12;

/**
 * What is wrong: a card for each part that several systems share, one for each system with faults of its own, and one
 * for all that something else is behind.
 */
export function faultsSection(stories: readonly SystemStory[], shared: readonly SharedStory[]): Markup {
  const order: readonly Judged[] = ['failed', 'unknown', 'degraded'];
  const culpable = order.flatMap((verdict) =>
    stories.filter((story) => story.verdict === verdict && story.culprits.length > 0),
  );
  const waiting = stories.filter((story) => story.culprits.length === 0 && story.waiting.count > 0);
  if (culpable.length + waiting.length === 0) return html``;
  return html`<section id="wrong" aria-labelledby="wrong-title"><h2 id="wrong-title">What is wrong</h2>
${shared.map(sharedCard)}${culpable.map(card)}${waiting.length === 0 ? '' : waitingCard(waiting)}</section>`;
}

function sharedCard(story: SharedStory): Markup {
  const { name, why, verdict, reason } = story;
  return html`<section class="card ${verdict}"><div class="head"><h3>${name}</h3><span class="badge">${SIGN[verdict]} ${verdict}</span>
<span class="soft">${why}</span></div><p class="reason">${reason}</p><p class="soft">Behind it ${sharedLine(story, SYSTEMS.length)}</p></section>
`;
}

function card(story: SystemStory): Markup {
  const { system, verdict, culprits, waiting, judged } = story;
  return html`<section class="card ${verdict}" id="${system}" aria-labelledby="${system}-title">
<div class="head"><h3 id="${system}-title">${system}</h3><span class="badge">${SIGN[verdict]} ${verdict}</span>
<span class="soft">the packager’s step: ${STEP_OF[system]}</span></div>
<ul class="faults">${culprits.map(fault)}</ul>
${waiting.count === 0 ? '' : html`<p class="soft">${waitingLine(story)}</p>`}
<p>Runbook: <code>${runbookOf(system)}</code> · <a href="#${system}-probes">${plural(judged, 'probe')} of ${system}</a></p>
</section>
`;
}

function fault(culprit: Culprit): Markup {
  const { finding, alike, behind } = culprit;
  const { probe, verdict, reason, evidence, url } = finding;
  // A figure is shown by its gauge.
  const note = [finding.value === null ? measured(finding) : '', remarks(finding)].join(' ');
  return html`<li class="${verdict}"><span class="sign" aria-hidden="true">${SIGN[verdict]}</span><code>${probe}</code>
<span class="hidden">${verdict}</span><p class="reason">${reason} <span class="soft">${note}</span></p>
${gauge(finding)}${evidence === '' ? '' : html`<pre>${evidence}</pre>`}${
  alike.length === 0
    ? ''
    : html`<p class="more">${plural(alike.length, 'more probe')} alike: ${alike.join(', ')}</p>`
}${behind.length === 0 ? '' : html`<p class="more">${behindLine(culprit, MOST_BEHIND)}</p>`}${
  url === '' ? '' : html`<p class="more">See ${link(url)}</p>`
}</li>
`;
}

/** The value on the way from nothing past the warning to the failing limit. */
function gauge(finding: Finding): Markup {
  const { value, unit, warn, fail } = finding;
  if (value === null || warn === null || fail === null) return html``;
  const whole = Math.max(value, fail, warn) * 1.05;
  const at = (part: number): number => (whole > 0 ? Math.round((Math.max(0, part) / whole) * 1000) / 10 : 0);
  const limits = `degraded past ${figure(warn, unit)}, failed past ${figure(fail, unit)}`;
  return html`<div class="gauge"><span class="bar" aria-hidden="true"><i style="width:${at(value)}%"></i><b style="left:${at(warn)}%"></b><b style="left:${at(fail)}%"></b></span>
<span><strong>${figure(value, unit)}</strong> <span class="soft">${limits}</span></span></div>`;
}

function waitingCard(stories: readonly SystemStory[]): Markup {
  return html`<section class="card unknown" aria-labelledby="waiting-title">
<div class="head"><h3 id="waiting-title">Something else is behind these</h3></div>
<ul class="faults">${stories.map(
    (
      story,
    ) => html`<li class="${story.verdict}" id="${story.system}"><span class="sign" aria-hidden="true">${SIGN[story.verdict]}</span><strong>${story.system}</strong>
<p class="reason">${waitingLine(story)} · <a href="#${story.system}-probes">its probes</a></p></li>`,
  )}</ul>
</section>
`;
}
