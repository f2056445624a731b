import { STEP_OF, SYSTEMS, type System } from '../../lib/targets/systems.ts';
import type { Figure, Now, Page } from './figure.ts';
import { budgetLeft, byUrgency, ofTarget, URGENCY } from './series.ts';
import { uidOf } from './system.ts';

/** The first dashboard to look at: every system in the order in which a package meets them. */
export function overviewPage(healthSeconds: number): Page {
  return {
    uid: 'packager-workflow',
    title: 'Packager workflow',
    description: 'Can a Fedora package travel from kinit to the stable tag, and which system holds it up?',
    choosesSystem: true,
    marks: [],
    from: 'now-24h',
    sections: [
      { heading: null, figures: totals(healthSeconds) },
      { heading: 'The way of a package: verdict and error budget left', figures: SYSTEMS.map(cell) },
      { heading: 'What is wrong', figures: [wrong(), timeline(), budgets()] },
    ],
  };
}

const small = { look: 'now', withBudget: false, falling: false, leadsTo: null, width: 4, height: 4 } as const;

function totals(healthSeconds: number): readonly Now[] {
  const verdicts = ofTarget('packager:system_verdict:last');
  return [
    {
      ...small,
      title: 'Workflow',
      description:
        'Failed if any system is, else unknown, else degraded. What is failed, a packager waits for.',
      unit: 'verdict',
      limits: null,
      queries: [{ expr: `max(${verdicts} == 2) or max(${verdicts})`, legend: 'workflow' }],
    },
    {
      ...small,
      title: 'Systems failed',
      description: 'Systems with a probe that failed in the last run.',
      unit: 'short',
      limits: { warn: null, fail: 1 },
      queries: [{ expr: `sum(${verdicts} == bool 2)`, legend: 'failed' }],
    },
    {
      ...small,
      title: 'Systems not judged',
      description: 'Systems of which the last run could not tell: never taken for well.',
      unit: 'short',
      limits: { warn: 1, fail: null },
      queries: [{ expr: `sum(${ofTarget('packager:system_unknown:last')})`, legend: 'unknown' }],
    },
    {
      ...small,
      title: 'Probes judged',
      description:
        'Probes that wrote a verdict in the last runs. Fewer than usual: something is not asked any more.',
      unit: 'short',
      limits: null,
      queries: [{ expr: `count(${ofTarget('packager:probe_verdict:last')})`, legend: 'probes' }],
    },
    {
      ...small,
      title: 'Last health run',
      description:
        'How long ago it ended. Past three intervals the monitor itself is silent, and nothing here is true any more.',
      unit: 's',
      limits: { warn: 2 * healthSeconds, fail: 3 * healthSeconds },
      queries: [{ expr: ofTarget('packager:run_age:seconds', 'scenario="health"'), legend: 'age' }],
    },
    {
      ...small,
      title: 'Health runs in a day',
      description: 'Runs that ended within 24 hours.',
      unit: 'short',
      limits: null,
      queries: [{ expr: ofTarget('packager:runs:count1d', 'scenario="health"'), legend: 'runs' }],
    },
  ];
}

function cell(system: System): Now {
  const of = `system="${system}"`;
  return {
    look: 'now',
    title: `${STEP_OF[system]} · ${system}`,
    description: `The packager needs ${system} for: ${STEP_OF[system]}. Click for its probes.`,
    unit: 'verdict',
    limits: null,
    withBudget: true,
    leadsTo: uidOf(system),
    queries: [
      { expr: ofTarget('packager:system_verdict:last', of), legend: 'verdict' },
      { expr: budgetLeft(of), legend: 'budget left' },
    ],
    width: 6,
    height: 3,
  };
}

function wrong(): Figure {
  const verdicts = ofTarget('packager:probe_verdict:last', 'system=~"$system"');
  return {
    look: 'rows',
    title: 'Probes that are not ok',
    description: 'Of the chosen systems. The reasons are in the report of the run.',
    unit: 'verdict',
    queries: [
      {
        expr: byUrgency(
          verdicts,
          URGENCY.filter((code) => code > 0),
        ),
        legend: '{{probe}}',
      },
    ],
    columns: { system: 'system', probe: 'probe', kind: 'kind' },
    value: 'verdict',
    width: 10,
    height: 11,
  };
}

/** A query for each, since Grafana would sort the series of one by name. */
function timeline(): Figure {
  return {
    look: 'verdicts',
    title: 'Systems over time',
    description: 'In the order of the workflow: what fails first is often the cause of what fails below it.',
    unit: 'verdict',
    queries: SYSTEMS.map((system) => ({
      expr: ofTarget('packager:system_verdict:last', `system="${system}"`),
      legend: system,
    })),
    width: 14,
    height: 11,
  };
}

function budgets(): Figure {
  return {
    look: 'lines',
    title: 'Error budgets left',
    description: 'Of 30 days, of the chosen systems. A system with too few runs to tell has no line.',
    unit: 'percentunit',
    limits: null,
    tensFrom: null,
    queries: [
      { expr: ofTarget('packager:system_budget_left:ratio30d', 'system=~"$system"'), legend: '{{system}}' },
    ],
    width: 24,
    height: 8,
  };
}
