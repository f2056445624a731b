import { documentOf, footerOf, headerOf } from '../html/document.ts';
import { html, type Markup } from '../html/markup.ts';
import type { ReportOptions } from '../result.ts';
import { SIGN, when } from '../words.ts';
import { callsSection } from './calls.ts';
import { type Chart, chartOf, type Line } from './chart.ts';
import type { LoadResult } from './result.ts';
import {
  brokenOf,
  headlineOf,
  notesOf,
  number,
  percent,
  plainly,
  ranOf,
  runWords,
  sentence,
} from './story.ts';
import { STYLE } from './style.ts';

/** Past so many seconds, minutes read better. */
const LONG = 300;

/** One page that needs nothing else: the verdict, what broke, the run as charts, every call beside its limits. */
export function renderPage(result: LoadResult, options: ReportOptions): string {
  const { mixes, k6, startedAt } = result;
  const said = {
    headline: headlineOf(result),
    facts: [runWords(result), mixes.join(' + '), when(startedAt), `k6 ${k6}`],
    notes: notesOf(result),
  };
  const body = html`${headerOf(result, options.title, said)}
<main>${climbSection(result)}${brokenSection(result)}${chartsSection(result)}${callsSection(result)}</main>
${footerOf(result)}`;
  return documentOf(result, options.title, STYLE, body);
}

/** The answer of a climb, with the two steps that it rests on. */
function climbSection({ breakpoint, verdict }: LoadResult): Markup {
  if (breakpoint === null || breakpoint.steps.length === 0) return html``;
  const { highest, brokeAt, steps } = breakpoint;
  const evidence = steps.filter(({ rate }) => rate === highest || rate === brokeAt);
  return html`<section class="card ${verdict}" aria-label="The highest rate that was held">
<p><span class="huge">${highest === null ? `< ${number(brokeAt ?? 0)}` : number(highest)}</span> requests/s met every objective</p>
${evidence.map(
  ({ rate, reached, samples, met, broke }) =>
    html`<p><span class="sign ${met ? 'ok' : 'failed'}">${SIGN[met ? 'ok' : 'failed']}</span>asked ${number(rate)}/s, reached ${number(reached)}/s, ${samples} answers: ${met ? 'every objective met' : broke.map(plainly).join(', ')}</p>`,
)}</section>
`;
}

/** Each broken objective, its figure on the way past the limit. */
function brokenSection(result: LoadResult): Markup {
  const broken = brokenOf(result);
  if (broken.length === 0) return html``;
  return html`<section class="card failed" aria-labelledby="broken"><h2 id="broken">What broke</h2>
${broken.map((one) => {
  const whole = Math.max(one.value ?? 0, one.limit) * 1.05;
  const at = (part: number): number => Math.round((part / whole) * 1000) / 10;
  return html`<p>${sentence(one)} <span class="soft">of ${one.samples} answers</span><span class="bar" aria-hidden="true"><i style="width:${at(one.value ?? 0)}%"></i><b style="left:${at(one.limit)}%"></b></span></p>
`;
})}</section>
`;
}

/** The run over time; of a climb, over the rate that was asked. */
function chartsSection(result: LoadResult): Markup {
  const { breakpoint } = result;
  const windows = ranOf(result);
  if (windows.length === 0) return html``;
  const climbs = breakpoint !== null;
  const length = Math.max(...windows.map(({ start, seconds }) => start + seconds));
  const unit = length > LONG ? 60 : 1;
  const base: Omit<Chart, 'id' | 'title' | 'lines' | 'height' | 'least'> = {
    spans: windows.map(({ start, seconds, offered }) =>
      climbs ? [offered, offered] : [start / unit, (start + seconds) / unit],
    ),
    xUnit: climbs ? '/s asked' : unit === 60 ? 'min' : 's',
    mark: breakpoint?.highest ?? null,
  };
  const latency: readonly Line[] = [
    { name: 'p50', look: 'thin', values: windows.map((one) => one.p50) },
    { name: 'p95', look: 'thick', values: windows.map((one) => one.p95) },
    { name: 'p99', look: 'dashed', values: windows.map((one) => one.p99) },
  ];
  const rate: readonly Line[] = [
    { name: 'asked', look: 'dashed', level: !climbs, values: windows.map((one) => one.offered) },
    { name: 'reached', look: 'thick', values: windows.map((one) => one.reached) },
  ];
  const errors: Line = { name: 'errors', look: 'bad', values: windows.map((one) => percent(one.errors)) };
  const over = climbs ? 'over the rate asked' : 'over time';
  return html`<section aria-labelledby="run"><h2 id="run">The run ${over}</h2><div class="charts">
${chartOf({ ...base, id: 'latency', title: 'Latency, ms', lines: latency, height: 290, least: 1 })}
<div>${chartOf({ ...base, id: 'rate', title: 'Requests a second', lines: rate, height: 150, least: 1 })}
${chartOf({ ...base, id: 'errors', title: 'Errors, %', lines: [errors], height: 80, least: 1 })}</div></div></section>
`;
}
