import type { StageOutcome } from '../../workflow/trace/outcome.ts';
import { html, type Markup, named } from '../html/markup.ts';
import { signOf, tableOf } from '../html/table.ts';
import { SIGN } from '../words.ts';
import { type TimeAxis, timeAxis } from './axis.ts';
import type { TraceResult } from './result.ts';
import { groupOf, judgedOf, limitOf, paceOf, pastOf, skippedOf, span, usualOf } from './stages.ts';

const HEADS = ['passed', 'p50', 'p90 (limit)', 'p99', 'usual p90, now'];

/** Packages that did not come through; a column is there where any did not. */
interface Count {
  readonly head: string;
  readonly look: string;
  of(stage: StageOutcome): number;
}

const COUNTS: readonly Count[] = [
  { head: 'waiting', look: '', of: (one) => one.waiting },
  { head: 'stuck', look: 'failed', of: (one) => one.stuck },
  { head: 'not told', look: 'unknown', of: (one) => one.unrecorded + one.unknown },
];

/** Of the image of a distribution. */
const WIDTH = 240;
const HEIGHT = 18;
const MIDDLE = HEIGHT / 2;
const EDGE = 14;
/** A distribution without any spread is seen too. */
const THIN = 3;

/** From there on a distribution's axis is logarithmic. */
const EVEN_SECONDS = 5;

/** Every stage as a distribution between its limits, and in figures. */
export function stagesSection(result: TraceResult): Markup {
  const judged = judgedOf(result);
  if (judged.length === 0) return html``;
  const times = judged.flatMap((one) => [one.p99 ?? 0, one.limit ?? one.warn, one.usual?.p90 ?? 0]);
  const axis = timeAxis(0, Math.max(...times), { even: EVEN_SECONDS, apart: 16 });
  const counts = COUNTS.filter(({ of }) => judged.some((one) => of(one) > 0));
  const heads = ['stage', axisHead(axis), ...HEADS, ...counts.map(({ head }) => head), 'slowest'];
  const rows = [
    ...judged.map((one) => stageRow(one, axis, counts)),
    ...skippedOf(result).map(({ why, titles }) => skippedRow(`${why}: ${titles.join(', ')}`, heads.length)),
  ];
  return html`<section class="stages" aria-labelledby="stages"><h2 id="stages">How long each stage takes</h2>
<p class="keys"><span class="key spread">p50 to p90</span> <span class="key tail">to p99</span> <span class="key usual">usual p90</span> <span class="key warn">degraded past</span> <span class="key limit">failed past</span></p>
${tableOf('Stages', heads, rows)}</section>
`;
}

function axisHead(axis: TimeAxis): Markup {
  const labels = axis.ticks.map(
    ({ at, label }) => html`<text x="${x(at)}" y="13" text-anchor="middle">${label}</text>`,
  );
  return html`<span class="hidden">distribution</span><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${labels}</svg>`;
}

function x(percent: number): number {
  return Math.round((EDGE + (percent / 100) * (WIDTH - 2 * EDGE)) * 10) / 10;
}

function stageRow(one: StageOutcome, axis: TimeAxis, counts: readonly Count[]): Markup {
  const past = pastOf(one);
  const broken = past === 'ok' ? '' : html`${SIGN[past]} `;
  const told = one.verdict === 'ok' ? '' : html`<span class="told">${one.reason}</span>`;
  const pace = paceOf(one);
  return html`<tr><th scope="row">${one.verdict === 'ok' ? html`<span class="sign"></span>` : signOf(one.verdict)}${one.title}${told}</th><td>${imageOf(one, axis)}</td><td>${one.count}</td><td>${span(one.p50)}</td><td class="${past === 'ok' ? '' : past}">${broken}${span(one.p90)} (${span(limitOf(one))})</td><td>${span(one.p99)}</td><td>${usualOf(one)}${pace === '' ? '' : html`, <span class="${pace.endsWith('slower') ? 'slower degraded' : ''}">${pace}</span>`}</td>${counts.map(({ look, of }) => html`<td class="${look}">${of(one) === 0 ? '' : of(one)}</td>`)}<td>${slowest(one)}</td></tr>
`;
}

function slowest({ slowest: one }: StageOutcome): Markup {
  return one === null
    ? html``
    : html`${span(one.seconds)} <span class="nvr">${named(one.url, one.nvr)}</span>`;
}

/** The middle, the slow tenth and the slowest of a stage, between its limits. */
function imageOf(one: StageOutcome, axis: TimeAxis): Markup {
  const { p50, p90, p99, warn, limit, usual, stage } = one;
  const place = (seconds: number): number => x(axis.at(seconds));
  const mark = (look: string, seconds: number | null | undefined): Markup =>
    seconds === null || seconds === undefined
      ? html``
      : html`<path class="${look}" d="M${place(seconds)} 1V${HEIGHT - 1}"/>`;
  const bar = (look: string, from: number | null, to: number | null): Markup =>
    from === null || to === null
      ? html``
      : html`<path class="${look}" d="M${place(from)} ${MIDDLE}H${Math.max(place(to), place(from) + (look === 'spread' ? THIN : 0))}"/>`;
  const words = [
    p50 === null ? 'nothing passed' : `p50 ${span(p50)}, p90 ${span(p90)}, p99 ${span(p99)}`,
    `degraded past ${span(warn)}`,
    limit === null ? 'nothing fails' : `failed past ${span(limit)}`,
    usual === null ? 'no history' : `usually p90 ${span(usual.p90)}`,
  ];
  return html`<svg class="g-${groupOf(stage) ?? ''}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.join('; ')}">${axis.ticks.map(({ at }) => html`<path class="grid" d="M${x(at)} 0V${HEIGHT}"/>`)}${mark('warn', warn)}${mark('limit', limit)}${mark('usual', usual?.p90)}${bar('tail', p90, p99)}${bar('spread', p50, p90)}</svg>`;
}

function skippedRow(said: string, columns: number): Markup {
  return html`<tr><td class="why soft" colspan="${columns}">${signOf('skipped')}${said}</td></tr>
`;
}
