import type { StepOutcome } from '../../workflow/drive/outcome.ts';
import { gridOf, scaleOf } from '../html/lanes.ts';
import { html, type Markup } from '../html/markup.ts';
import { signOf } from '../html/table.ts';
import { type RunAxis, runAxis } from './axis.ts';
import type { WorkflowResult } from './result.ts';
import { endingOf, isTestFailure, limitsOf, span, tookOf, wordsOf } from './steps.ts';

/** A step that was done: its times from the first step on. */
interface Bar {
  readonly one: StepOutcome;
  readonly start: number;
  readonly end: number;
}

/** Every step as a bar on one axis of time, its objective marked beside it. */
export function timelineSection({ steps }: WorkflowResult): Markup {
  const began = steps.flatMap(({ startedAt }) => startedAt ?? []);
  if (began.length === 0) return html``;
  const zero = Math.min(...began);
  const bars = steps.flatMap((one): Bar[] =>
    one.startedAt === null
      ? []
      : [{ one, start: one.startedAt - zero, end: one.startedAt - zero + one.durationMs }],
  );
  const axis = runAxis(Math.max(...bars.map(({ end }) => end)));
  return html`<section aria-labelledby="way"><h2 id="way">The way of the package</h2>
<p class="keys"><span class="key bar">step</span> <span class="key rest">time it had left</span> <span class="key warn">degraded past</span> <span class="key limit">given up past</span></p>
<div class="scroll way" role="region" aria-label="Every step over time" tabindex="0"><table style="--grid:${gridOf(axis.ticks)}">
<thead><tr><th scope="col">step</th><th scope="col"><span class="hidden">when</span>${scaleOf(axis.ticks)}</th><th scope="col">took (limit)</th><th class="why" scope="col">what was seen</th></tr></thead>
<tbody>${steps.map((one) => {
    const bar = bars.find((other) => other.one === one);
    return bar === undefined ? barlessRow(one) : barRow(bar, axis);
  })}</tbody></table></div></section>
`;
}

function nameOf(one: StepOutcome): Markup {
  return html`<th scope="row"><span class="no">${one.step}</span>${signOf(one.verdict)}${one.title}${one.startedAt === null ? '' : html`<span class="at">${one.system}</span>`}</th>`;
}

/** A step of which there is no time: it was skipped. */
function barlessRow(one: StepOutcome): Markup {
  return html`<tr class="soft">${nameOf(one)}<td class="when"></td><td></td><td class="why">${endingOf(one)}: ${wordsOf(one)}</td></tr>
`;
}

function barRow({ one, start, end }: Bar, axis: RunAxis): Markup {
  const { verdict, warnMs, limitMs } = one;
  const look = isTestFailure(one) ? 'degraded' : verdict;
  const past = Math.max(end, start + limitMs);
  const said = `${span(start)} after the first step began, for ${span(one.durationMs)}: ${endingOf(one)}; ${limitsOf(one)}`;
  const word =
    verdict === 'ok' && !isTestFailure(one) ? '' : html`<strong class="${look}">${endingOf(one)}</strong> `;
  return html`<tr>${nameOf(one)}<td class="when"><span class="lane" role="img" aria-label="${said}"><b class="rest" style="${place(axis, end, past)}"></b><i class="${look}" style="${place(axis, start, end)}"></i>${mark('warn', start + warnMs, axis)}${mark('limit', start + limitMs, axis)}</span></td>
<td class="took">${tookOf(one)}${gaugeOf(one, look)}</td><td class="why">${word}${wordsOf(one)}</td></tr>
`;
}

function place(axis: RunAxis, from: number, to: number): Markup {
  const left = axis.at(from);
  return html`left:${left}%;width:${Math.round((axis.at(to) - left) * 100) / 100}%`;
}

/** A limit, where it lies within the run. */
function mark(look: 'warn' | 'limit', ms: number, axis: RunAxis): Markup {
  const left = axis.at(ms);
  return left >= 100 ? html`` : html`<b class="${look}" style="left:${left}%"></b>`;
}

/** How much of its time a step took: its limits mostly lie far behind the end of the run. */
function gaugeOf({ durationMs, warnMs, limitMs }: StepOutcome, look: string): Markup {
  const whole = Math.max(durationMs, limitMs, 1) * 1.03;
  const share = (ms: number): number => Math.round((ms / whole) * 1000) / 10;
  return html`<span class="gauge ${look}" aria-hidden="true"><i style="width:${share(durationMs)}%"></i><b class="warn" style="left:${share(warnMs)}%"></b><b class="limit" style="left:${share(limitMs)}%"></b></span>`;
}
