import { STAGES } from '../../workflow/stages.ts';
import { gridOf, scaleOf } from '../html/lanes.ts';
import { html, type Markup, named } from '../html/markup.ts';
import { figure, plural } from '../words.ts';
import { type TimeAxis, timeAxis } from './axis.ts';
import { pageOf, passedOf, STANDINGS, type Standing, standingOf, wordsOf, zeroOf } from './packages.ts';
import type { PackageResult, StageResult, TraceResult } from './result.ts';
import { GROUP_IDS, GROUPS, groupOf } from './stages.ts';

/** Up to there the axis is even, so that the minutes around the push are seen beside days in testing. */
const EVEN_SECONDS = 60;

/** One stage of a package, in seconds from its push. */
interface Bar {
  readonly stage: StageResult;
  readonly start: number;
  readonly end: number;
}

interface Row {
  readonly trace: PackageResult;
  readonly bars: readonly Bar[];
  /** First and last moment. */
  readonly from: number;
  readonly to: number;
}

const HEADINGS: Readonly<Record<Standing, string>> = {
  stuck: 'stuck',
  'under way': 'under way',
  through: 'through, or ended early',
};

/** Every package as a row of bars on one axis of time, all beginning at their push. */
export function waterfallSection({ traces }: TraceResult): Markup {
  if (traces.length === 0) return html``;
  const rows = traces.map(rowOf);
  const axis = timeAxis(
    Math.min(0, ...rows.map(({ from }) => from)),
    Math.max(1, ...rows.map(({ to }) => to)),
    { even: EVEN_SECONDS, apart: 9 },
  );
  return html`<section aria-labelledby="ways"><h2 id="ways">The way of each package</h2>
<p class="keys">${GROUP_IDS.map((group) => html`<span class="key g-${group}">${GROUPS[group]}</span> `)}<span class="key waiting">waits</span> <span class="key stuck">stuck</span></p>
<div class="scroll ways"><table style="--grid:${gridOf(axis.ticks)}">
<thead><tr><th scope="col">package</th><th scope="col"><span class="hidden">way</span>${axisOf(axis)}</th><th scope="col">how it stands</th></tr></thead>
${STANDINGS.map((standing) => groupRows(standing, rows, axis))}</table></div></section>
`;
}

function rowOf(trace: PackageResult): Row {
  const zero = zeroOf(trace) ?? 0;
  const bars = trace.stages.flatMap((stage): Bar[] => {
    if (stage.from === null || stage.seconds === null || stage.state === 'unknown') return [];
    const start = (stage.from - zero) / 1000;
    return [{ stage, start, end: start + Math.max(0, stage.seconds) }];
  });
  const moments = passedOf(trace).map(({ moment }) => (moment.at - zero) / 1000);
  const times = [...moments, ...bars.flatMap(({ start, end }) => [start, end])];
  return { trace, bars, from: Math.min(0, ...times), to: Math.max(0, ...times) };
}

function axisOf({ ticks }: TimeAxis): Markup {
  return scaleOf(ticks.map((tick) => (tick.label === '0' ? { ...tick, label: 'push' } : tick)));
}

function groupRows(standing: Standing, rows: readonly Row[], axis: TimeAxis): Markup {
  const here = rows.filter(({ trace }) => standingOf(trace) === standing);
  if (here.length === 0) return html``;
  const since = ({ trace, to }: Row): number => trace.stuck?.since ?? -to;
  const sorted = [...here].sort((a, b) => since(a) - since(b));
  return html`<tbody><tr><th class="row" scope="rowgroup" colspan="3">${here.length} ${HEADINGS[standing]}</th></tr>
${sorted.map((row) => packageRow(row, axis))}</tbody>
`;
}

function packageRow({ trace, bars, from, to }: Row, axis: TimeAxis): Markup {
  const { nvr, update, milestones, missing, kind, sideTag } = trace;
  const alias = update === null ? kind : html`${named(milestones['update-created']?.url ?? '', update)}`;
  const lost =
    missing.length === 0
      ? ''
      : html`<span class="lost unknown">${plural(missing.length, 'record')} missing</span>`;
  return html`<tr><th scope="row"><span class="nvr">${named(pageOf(trace), nvr)}</span><span class="alias">${alias}${sideTag ? ', side tag' : ''}</span></th>
<td class="way"><span class="lane" role="img" aria-label="${described(bars)}"><b style="${place(axis, from, to)}"></b>${bars.map((bar) => barOf(bar, axis))}</span></td><td class="stand ${standingOf(trace) === 'stuck' ? 'failed' : ''}">${wordsOf(trace)}${lost}</td></tr>
`;
}

function barOf({ stage, start, end }: Bar, axis: TimeAxis): Markup {
  const look = stage.state === 'passed' ? '' : html` ${stage.state}`;
  return html`<i class="g-${groupOf(stage.stage) ?? ''}${look}" style="${place(axis, start, end)}" title="${barWords(stage)}"></i>`;
}

function place(axis: TimeAxis, start: number, end: number): Markup {
  const left = axis.at(start);
  return html`left:${left}%;width:${Math.round((axis.at(end) - left) * 100) / 100}%`;
}

function barWords({ stage, state, seconds }: StageResult): string {
  const long = seconds === null ? '' : ` ${figure(seconds, 's')}`;
  return `${STAGES[stage].title}: ${state === 'passed' ? '' : `${state},`}${long}`.replace(':  ', ': ');
}

/** The same for those who do not see the bars. */
function described(bars: readonly Bar[]): string {
  return bars.length === 0 ? 'no stage is recorded' : bars.map(({ stage }) => barWords(stage)).join('; ');
}
