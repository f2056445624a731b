import type { Finding } from '../../probe/finding.ts';
import { headlinesOf } from '../headlines.ts';
import type { ObjectiveResult, SystemResult } from '../result.ts';
import { type SystemStory, whySkipped } from '../story.ts';
import { beside, figure, measured, plural, remarks, SIGN } from '../words.ts';
import { html, isWeb, link, type Markup } from './markup.ts';

/** Every probe, folded by system. A link to the table opens its fold; `#SYSTEM` leads here where all is well. */
export function probesSection(results: readonly SystemResult[], stories: readonly SystemStory[]): Markup {
  const faulty = new Set(
    stories.filter((one) => one.culprits.length + one.waiting.count > 0).map((one) => one.system),
  );
  return html`<section aria-labelledby="all-title"><h2 id="all-title">Every probe</h2>
${results.map((result) => folded(result, faulty.has(result.system)))}</section>`;
}

function folded(result: SystemResult, isTold: boolean): Markup {
  const { system, verdict, probes } = result;
  const id = isTold ? `${system}-probes` : system;
  const told = verdict === 'skipped' ? whySkipped(result) : headlinesOf(result).join(', ');
  return html`<details><summary class="${verdict}"><span class="name">${system}</span><span class="at"><span class="badge">${SIGN[verdict]} ${verdict}</span></span>
<span class="soft">${[plural(probes.length, 'probe'), told].filter((text) => text !== '').join(' · ')}</span></summary>
<div class="probes" id="${id}"><table><caption class="hidden">Probes of ${system}</caption>
<thead><tr><th scope="col">probe</th><th scope="col">verdict</th><th scope="col">figure (limit)</th><th scope="col">time</th><th scope="col">what was seen</th></tr></thead>
<tbody>${probes.map(row)}</tbody></table></div></details>
`;
}

function row(finding: Finding): Markup {
  const { probe, kind, verdict, reason, url } = finding;
  return html`<tr><th scope="row"><span class="id">${probe}</span><br><span class="soft">${kind}</span></th>
<td class="${verdict}"><span class="badge">${SIGN[verdict]} ${verdict}</span></td><td class="n">${limits(finding)}</td><td>${times(finding)}</td>
<td class="reason">${reason} <span class="soft">${remarks(finding)}</span>${isWeb(url) ? html` <span class="look">${link(url, html`look<span class="hidden"> at ${probe}</span>`)}</span>` : ''}</td></tr>
`;
}

function limits(finding: Finding): Markup {
  const { value, unit, fail } = finding;
  const text = measured(finding);
  if (value === null || fail === null) return html`${text}`;
  return html`${text}<br> <span class="soft">failed past ${figure(fail, unit)}</span>`;
}

function times({ durationMs, timingsMs, samples }: Finding): Markup {
  if (durationMs === null || timingsMs === null) return html``;
  const { dns, connect, tls, waiting, receiving } = timingsMs;
  const parts = [dns, connect, tls, waiting, receiving];
  const spread = samples > 1 ? `, p95 ${figure(durationMs.p95, 'ms')} of ${samples}` : '';
  const words = [
    `dns ${figure(dns, null)}`,
    `connect ${figure(connect, null)}`,
    `tls ${figure(tls, null)}`,
    `wait ${figure(waiting, null)}`,
    `read ${figure(receiving, null)}`,
  ];
  return html`${figure(durationMs.med, 'ms')}${spread}<span class="split" aria-hidden="true">${parts.map(
    (part) => html`<i style="flex:${Math.max(0, Math.round(part * 1000))}"></i>`,
  )}</span><span class="parts">${words.join(' · ')}</span>`;
}

/** The judged objectives of a load run; nothing where there are none. */
export function objectivesSection(objectives: readonly ObjectiveResult[]): Markup {
  if (objectives.length === 0) return html``;
  return html`<section aria-labelledby="objectives-title"><h2 id="objectives-title">Objectives</h2>
<div class="probes"><table><thead><tr><th scope="col">objective</th><th scope="col">verdict</th><th scope="col">figure (limit)</th><th scope="col">samples</th></tr></thead>
<tbody>${objectives.map(
    (one) => html`<tr><th scope="row"><span class="id">${one.objective}</span></th>
<td class="${one.verdict}"><span class="badge">${SIGN[one.verdict]} ${one.verdict}</span></td>
<td class="n">${one.value === null ? 'no figure' : beside(one.value, one.unit, one.limit)}</td><td>${one.samples} of ${one.minSamples} needed</td></tr>
`,
  )}</tbody></table></div></section>`;
}
