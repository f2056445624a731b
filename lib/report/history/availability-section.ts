import type { Judged } from '../../probe/finding.ts';
import { STEP_OF } from '../../targets/systems.ts';
import { gridOf, scaleOf } from '../html/lanes.ts';
import { html, type Markup } from '../html/markup.ts';
import { signOf, tableOf } from '../html/table.ts';
import { plural } from '../words.ts';
import { availabilityOf } from './availability.ts';
import { ticksOf } from './axis.ts';
import type { Segment } from './strip.ts';
import { type Course, type Goals, type SystemCourse, type TargetHistory, verdictOf } from './summary.ts';
import { budgetWords, percent, percentOr, shareWords } from './words.ts';

const KEYS: readonly (readonly [Judged | 'none', string])[] = [
  ['ok', 'ok'],
  ['degraded', 'degraded'],
  ['failed', 'failed'],
  ['unknown', 'could not be judged'],
  ['none', 'no run'],
];

/** The availability of each system: its strip of verdicts, its share of good runs, what is left of its budget. */
export function availabilitySection(history: TargetHistory, goals: Goals): Markup {
  const { systems, target, slots } = history;
  if (systems.length === 0) return html``;
  const ticks = ticksOf(slots);
  const days = Math.round(goals.windowMs / 86_400_000);
  const heads = [
    'system',
    html`<span class="hidden">verdicts over time, UTC</span>${scaleOf(ticks)}`,
    '24 h',
    '7 days',
    `${days} days`,
    'objective',
    'error budget',
    'good of judged runs',
  ];
  return html`<section aria-labelledby="${target}-systems"><h3 id="${target}-systems">Availability</h3>
<p class="soft">Share of the judged runs in which a system worked (ok or degraded), up to the last run. With less than ${plural(goals.leastRuns, 'judged run')} it says nothing.</p>
<p class="keys">${KEYS.map(([name, words]) => html`<span class="key ${name}">${words}</span>`)}</p>
<div class="systems" style="--grid:${gridOf(ticks)}">${tableOf(
    `Availability of each system on ${target}`,
    heads,
    systems.map((one) => systemRow(one, target)),
  )}</div>
${daysSection(history, goals)}</section>
`;
}

function systemRow(one: SystemCourse, target: string): Markup {
  const { system, last, goal, day, week, window, windowShare, budget } = one;
  return html`<tr><th scope="row">${signOf(last)}<a href="#${target}-${system}">${system}</a> <span class="soft">${STEP_OF[system]}</span></th>
<td class="strip">${lane(one)}</td><td>${percentOr(day)}</td><td>${percentOr(week)}</td><td>${percentOr(window)}</td><td>${percent(goal)}</td>
<td class="${verdictOf(budget)}">${budgetWords(budget)}</td><td>${shareWords(windowShare)}</td></tr>
`;
}

/** A strip for the eye; those who do not see it have the counts beside it. */
function lane({ strip }: Course): Markup {
  return html`<span class="lane" aria-hidden="true">${strip.map(bar)}</span>`;
}

function bar({ left, width, verdict }: Segment): Markup {
  return verdict === null ? html`` : html`<i class="${verdict}" style="left:${left}%;width:${width}%"></i>`;
}

/** The same by day, for those who look for when it began. */
function daysSection({ systems, days, target }: TargetHistory, { leastRuns }: Goals): Markup {
  if (days.length < 2) return html``;
  const rows = days.map(
    (day) => html`<tr><th scope="row">${day}</th>${systems.map((one) => dayCell(one, day, leastRuns))}</tr>
`,
  );
  return html`<details><summary>By day</summary><div class="tight">${tableOf(
    `Availability by day on ${target}`,
    ['day (UTC)', ...systems.map(({ system }) => system)],
    rows,
  )}</div><p class="soft">–: not enough data</p></details>
`;
}

function dayCell({ days, goal }: SystemCourse, day: string, leastRuns: number): Markup {
  const share = days.get(day);
  const available = share === undefined ? null : availabilityOf(share, leastRuns);
  if (available === null) return html`<td>–</td>`;
  return html`<td${available < goal ? html` class="failed"` : ''}>${percent(available)}</td>`;
}

/** Every probe, folded by system. */
export function probesSection({ systems, target }: TargetHistory): Markup {
  if (systems.length === 0) return html``;
  return html`<section aria-labelledby="${target}-probes"><h3 id="${target}-probes">Every probe</h3>
${systems.map(
  ({
    system,
    last,
    probes,
  }) => html`<details id="${target}-${system}"><summary>${signOf(last)}<strong>${system}</strong> <span class="soft">${plural(probes.length, 'probe')}</span></summary>
<div class="probes">${tableOf(
    `Probes of ${system} on ${target}`,
    ['probe', 'verdicts over time', 'now', 'good of judged runs'],
    probes.map(
      (
        one,
      ) => html`<tr><th scope="row">${one.probe}</th><td class="strip">${lane(one)}</td><td>${signOf(one.last)}</td><td>${shareWords(one.all)}</td></tr>
`,
    ),
  )}</div></details>
`,
)}</section>
`;
}
