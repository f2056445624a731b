import { html, type Markup } from '../html/markup.ts';
import { signOf, tableOf } from '../html/table.ts';
import { beside, figure, SIGN } from '../words.ts';
import type { LoadCourse, TargetHistory } from './summary.ts';
import { at } from './words.ts';
import type { Weak } from './worst.ts';

/** The stages of trace runs, the steps of workflow runs and the load runs. */
export function figuresSections({ target, stages, steps, loads }: TargetHistory): Markup {
  return html`${weakSection(`${target}-stages`, 'Stages, the worst first', 'p90', stages)}${weakSection(
    `${target}-steps`,
    'Steps, the worst first',
    'time',
    steps,
  )}${loadsSection(target, loads)}`;
}

function weakSection(id: string, title: string, what: string, all: readonly Weak[]): Markup {
  if (all.length === 0) return html``;
  const heads = [
    'name',
    'runs',
    'failed',
    'degraded',
    'not judged',
    `usual ${what}`,
    `nearest its limit (limit)`,
    'when',
    'said last',
  ];
  return html`<section aria-labelledby="${id}"><h3 id="${id}">${title}</h3><div class="told">${tableOf(title, heads, all.map(weakRow))}</div></section>
`;
}

function weakRow({ name, title, judged, failed, degraded, unknown, usual, longest, reason }: Weak): Markup {
  const most =
    longest === null
      ? ''
      : longest.limit === null
        ? figure(longest.seconds, 's')
        : beside(longest.seconds, 's', longest.limit);
  return html`<tr><th scope="row">${title} <span class="soft">${name}</span></th><td>${judged}</td>
<td${failed > 0 ? html` class="failed"` : ''}>${failed}</td><td${degraded > 0 ? html` class="degraded"` : ''}>${degraded}</td><td${unknown > 0 ? html` class="unknown"` : ''}>${unknown}</td>
<td>${usual === null ? '' : figure(usual, 's')}</td><td>${most}</td><td>${longest === null ? '' : at(longest.at)}</td><td class="why">${reason}</td></tr>
`;
}

function loadsSection(target: string, loads: readonly LoadCourse[]): Markup {
  if (loads.length === 0) return html``;
  const heads = ['run', 'profile', 'traffic of', 'asked /s', 'reached /s', 'held /s', 'what broke'];
  const rows = [...loads].reverse().map(
    ({
      at: when,
      verdict,
      profile,
      mixes,
      offered,
      reached,
      highest,
      broke,
    }) => html`<tr><th scope="row">${signOf(verdict)}${at(when)}</th><td>${profile}</td><td>${mixes.join(', ')}</td><td>${figure(offered, null)}</td><td>${figure(reached, null)}</td>
<td>${highest === null ? '' : figure(highest, null)}</td><td class="why">${broke.length === 0 ? SIGN.skipped : broke.join('; ')}</td></tr>
`,
  );
  return html`<section aria-labelledby="${target}-loads"><h3 id="${target}-loads">Load runs</h3><div class="told">${tableOf(`Load runs on ${target}`, heads, rows)}</div></section>
`;
}
