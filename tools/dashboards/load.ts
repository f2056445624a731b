import { CALL_IDS } from '../../thresholds/calls.ts';
import type { Figure, Mark, Page } from './figure.ts';
import { ofTarget } from './series.ts';

/** The systems that load runs ask. */
const LOADED = [...new Set(CALL_IDS.map((call) => call.slice(0, call.indexOf('.'))))];

/** A mark from the start to the end of each load run. */
export function loadRunning(): Mark {
  return {
    name: 'load run',
    expr: ofTarget('packager:load_running:bool'),
    text: 'a load run sends to {{target}}',
    color: 'orange',
  };
}

/** Load runs, with marks from start to end: what they measured, and what they did to the systems. */
export function loadPage(): Page {
  return {
    uid: 'packager-load',
    title: 'Packager workflow: load runs',
    description:
      'What load runs asked and measured, and how the health probes of the same systems fared meanwhile.',
    choosesSystem: false,
    marks: [loadRunning()],
    from: 'now-6h',
    sections: [
      { heading: null, figures: totals() },
      { heading: 'What the run measured', figures: measured() },
      { heading: 'What it did to the systems', figures: suffered() },
    ],
  };
}

function totals(): readonly Figure[] {
  const small = { look: 'now', withBudget: false, leadsTo: null, width: 8, height: 4 } as const;
  const requests = ofTarget('packager:call_requests:count');
  return [
    {
      ...small,
      title: 'Requests',
      description: 'Made by the last load run, over all calls.',
      unit: 'short',
      limits: null,
      queries: [{ expr: `sum(${requests})`, legend: 'requests' }],
    },
    {
      ...small,
      title: 'Calls asked',
      description: 'Calls of the hot path that the last load run made at all.',
      unit: 'short',
      limits: null,
      queries: [{ expr: `count(${requests} > 0)`, legend: 'calls' }],
    },
    {
      ...small,
      title: 'Wrong answers',
      description: 'The highest share among the calls.',
      unit: 'percentunit',
      limits: null,
      queries: [{ expr: `max(${ofTarget('packager:call_errors:ratio')})`, legend: 'errors' }],
    },
  ];
}

function measured(): readonly Figure[] {
  const look = { look: 'lines', limits: null, width: 12, height: 8 } as const;
  return [
    {
      ...look,
      title: 'Requests by call',
      description: 'As they add up during a run.',
      unit: 'short',
      tensFrom: null,
      queries: [{ expr: ofTarget('packager:call_requests:count'), legend: '{{call}}' }],
    },
    {
      ...look,
      title: 'Wrong answers by call',
      description: 'Share since the run began.',
      unit: 'percentunit',
      tensFrom: null,
      queries: [{ expr: ofTarget('packager:call_errors:ratio'), legend: '{{call}}' }],
    },
    {
      ...look,
      title: '95 of 100 right answers',
      description: 'Since the run began. The limits are on the dashboard of the hot path.',
      unit: 's',
      tensFrom: 0.001,
      queries: [{ expr: ofTarget('packager:call_seconds:p95'), legend: '{{call}}' }],
    },
    {
      ...look,
      title: '99 of 100 right answers',
      description: 'Since the run began. The limits are on the dashboard of the hot path.',
      unit: 's',
      tensFrom: 0.001,
      queries: [{ expr: ofTarget('packager:call_seconds:p99'), legend: '{{call}}' }],
    },
  ];
}

function suffered(): readonly Figure[] {
  return [
    {
      look: 'verdicts',
      title: 'Systems under load',
      description: 'Their verdicts before, during and after: a run that turns them red was too much.',
      unit: 'verdict',
      queries: LOADED.map((system) => ({
        expr: ofTarget('packager:system_verdict:last', `system="${system}"`),
        legend: system,
      })),
      width: 24,
      height: 4,
    },
    {
      look: 'lines',
      title: 'Latency of their probes',
      description: 'As a health run measures it: does everybody else wait while load is sent?',
      unit: 's',
      limits: null,
      tensFrom: 0.001,
      queries: [
        {
          expr: ofTarget('packager:probe_seconds:last', `system=~"${LOADED.join('|')}"`),
          legend: '{{probe}}',
        },
      ],
      width: 24,
      height: 9,
    },
  ];
}
