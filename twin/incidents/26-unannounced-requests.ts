import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '26',
  date: '2020-01 to 2020-03',
  title: 'some updates are announced to nobody',
  story: 'Now and then bodhi did not publish that an update was to be tested. No test of it ever began.',
  source: 'fedora-infra/bodhi #3904',
  systems: ['bodhi', 'fedora-messaging'],
  plain: 'status 200 everywhere',
  faults: [
    { kind: 'lost messages', topics: /\.bodhi\.update\.request\.testing$/, forMinutes: 2880, share: 0.1 },
  ],
  expect: { scenario: 'health', probe: 'bodhi.requests.announced', verdict: 'degraded' },
  also: [],
};
