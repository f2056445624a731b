import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '29',
  date: '2020-01',
  title: 'the gate waits for a result that is there',
  story:
    'A test had ended hours ago, as its reporter believed, and greenwave still called its result missing.',
  source: 'fedora-infra/bodhi #3913',
  systems: ['greenwave'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'unseen results', forMinutes: 1440 }],
  expect: { scenario: 'health', probe: 'greenwave.results.seen', verdict: 'failed' },
  also: [],
};
