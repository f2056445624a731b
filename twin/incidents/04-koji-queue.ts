import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '4',
  date: '2024-09-08',
  title: 'koji takes tasks and hands none out',
  story:
    'Under heavy load tasks came in faster than they were given to builders. Nothing failed; everything waited.',
  source: 'fedora-infra/statusfpo 2024-09-08-koji-outage.md',
  systems: ['koji'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'queue', tasks: 450, oldestMinutes: 480 }],
  expect: { scenario: 'health', probe: 'koji.queue.oldest', verdict: 'failed' },
  also: [],
};
