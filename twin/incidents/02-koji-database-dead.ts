import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '2',
  date: '2023-05-18',
  title: 'koji’s database host is dead',
  story:
    'The virtual host of the database was gone. The hub said so in answers of status 200; its web front answered too, with an error page.',
  source: 'fedora-infra/statusfpo 2023-05-17-kojidb-outage.md',
  systems: ['koji'],
  plain: 'status 200 from the hub, whatever was called',
  faults: [{ kind: 'database down', system: 'koji' }],
  expect: { scenario: 'health', probe: 'koji.hub.apiVersion', verdict: 'failed' },
  also: [{ probe: 'koji.*', why: 'all of the hub, its pages and its queues are read from that database' }],
};
