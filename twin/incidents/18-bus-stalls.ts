import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '18',
  date: '2025-01-23',
  title: 'the bus stalls',
  story: 'No message of any topic came through. Applications waited for what never came.',
  source: 'fedora-infra/statusfpo 2025-01-23-message-bus.md',
  systems: ['fedora-messaging'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'lost messages', topics: /./, forMinutes: 90 }],
  expect: { scenario: 'health', probe: 'fedora-messaging.bus.age', verdict: 'failed' },
  also: [
    { probe: 'fedora-messaging.builds.announced', why: 'its messages did not pass the bus either' },
    { probe: 'fedora-messaging.tags.announced', why: 'its messages did not pass the bus either' },
    { probe: 'fedora-messaging.tags.gap', why: 'its topic is silent, like all' },
    { probe: 'datanommer.arrival.lag', why: 'what was not sent cannot be stored' },
    { probe: 'datagrepper.search.hour', why: 'the last hour is empty' },
    { probe: 'datagrepper.raw.hour', why: 'the last hour is empty' },
    { probe: 'bodhi.requests.announced', why: 'bodhi’s messages did not pass the bus either', maybe: true },
    { probe: 'ci.tests.*', why: 'triggers, tests and their ends passed no bus', maybe: true },
  ],
};
