import type { CallOutcome } from '../../load/outcome.ts';
import type { Judged } from '../../probe/finding.ts';
import { html, type Markup } from '../html/markup.ts';
import { signOf, tableOf } from '../html/table.ts';
import { figure, plural, SIGN } from '../words.ts';
import type { LoadResult } from './result.ts';
import { breaksOf, groupsOf, jointOf, number, percent, plainly, ranOf } from './story.ts';

const CALL_HEADS = [
  'call',
  'reached (asked)',
  'p50',
  'p95 (limit)',
  'p99 (limit)',
  'errors (limit)',
  'answers (least)',
];
const WINDOW_HEADS = ['window', 'from', 'asked', 'reached', 'p50', 'p95', 'p99', 'errors'];

/** Every call beside its limits, and folded below it the numbers of the charts. */
export function callsSection(result: LoadResult): Markup {
  const { alone, together, skipped } = groupsOf(result);
  const joint = jointOf(result);
  const row = (one: CallOutcome): Markup => callRow(result, one);
  const title = result.breakpoint === null ? 'Every call' : 'Every call, over the whole climb';
  const rows = [
    ...alone.map(row),
    ...(joint === null ? [] : [between(joint.verdict, joint.words)]),
    ...together.map(row),
    ...skipped.map(
      ({ call, skipped: why }) =>
        html`<tr><th scope="row">${signOf('skipped')}${call}</th><td class="why" colspan="${CALL_HEADS.length - 1}">not asked: ${why ?? ''}</td></tr>
`,
    ),
  ];
  return html`<section aria-labelledby="calls"><h2 id="calls">${title}</h2>
${tableOf(title, CALL_HEADS, rows)}${windowsTable(result)}</section>
`;
}

function between(verdict: Judged, text: string): Markup {
  return html`<tr><th class="row" scope="rowgroup" colspan="${CALL_HEADS.length}">${signOf(verdict)}${text}</th></tr>
`;
}

function callRow(result: LoadResult, one: CallOutcome): Markup {
  const breaks = breaksOf(result, one);
  // Its own figures decide nothing where it is judged with others, or in a climb, step by step.
  const unjudged = one.together || result.breakpoint !== null;
  const few = one.samples < one.minSamples;
  const part = one.p95 === null ? 0 : Math.min(100, Math.round((one.p95 / one.p95Limit) * 100));
  const bar = html`<span class="bar ${unjudged ? 'skipped' : breaks('latency') ? 'failed' : 'ok'}" aria-hidden="true"><i style="width:${part}%"></i></span>`;
  return html`<tr><th scope="row">${unjudged && one.verdict === 'ok' ? html`<span class="sign"></span>` : signOf(one.verdict)}${one.call}</th><td>${number(one.reached)} (${number(one.offered)})</td><td>${told(one.p50, 'ms')}</td>${limited(one.p95, 'ms', one.p95Limit, breaks('latency'), bar)}${limited(one.p99, 'ms', one.p99Limit, breaks('tail'))}${limited(percent(one.errors), '%', one.errorsLimit * 100, breaks('errors'))}<td class="${few ? 'unknown' : ''}">${one.samples} (${one.minSamples})</td></tr>
`;
}

function limited(
  value: number | null,
  unit: string,
  limit: number,
  broken: boolean,
  bar: Markup | string = '',
): Markup {
  return html`<td class="${broken ? 'failed' : ''}">${broken ? html`${SIGN.failed} ` : ''}${told(value, unit, limit)} (${figure(limit, null)})${bar}</td>`;
}

function told(value: number | null, unit: string, limit?: number): string {
  return value === null ? '–' : `${number(value, limit)} ${unit}`;
}

/** The numbers of the charts, and of a climb what each step broke. */
function windowsTable(result: LoadResult): Markup {
  const steps = result.breakpoint?.steps;
  const rows = ranOf(result).map(({ window, start, offered, reached, p50, p95, p99, errors }) => {
    const step = steps?.find((one) => one.step === window);
    const cells = [
      `${number(start)} s`,
      number(offered),
      number(reached),
      told(p50, 'ms'),
      told(p95, 'ms'),
      told(p99, 'ms'),
      told(percent(errors), '%'),
    ];
    return html`<tr><th scope="row">${window}</th>${cells.map((cell) => html`<td>${cell}</td>`)}${steps === undefined ? '' : html`<td class="why">${step === undefined ? 'not judged' : step.broke.map(plainly).join(', ')}</td>`}</tr>
`;
  });
  const heads = steps === undefined ? WINDOW_HEADS : [...WINDOW_HEADS, 'broke'];
  return html`<details><summary>The numbers of the charts: ${plural(rows.length, 'window')}</summary>${tableOf('Windows of the run', heads, rows)}</details>
`;
}
