import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '3',
  date: '2024-02-08',
  title: 'koji tags, and the bus hears nothing of it',
  story:
    'Sending the messages of tags failed, and with it the calls that tag. Bodhi, which waits for these messages, made no updates.',
  source: 'fedora-infra/statusfpo 2024-02-08-koji-outage.md; ticket 11761',
  systems: ['koji', 'fedora-messaging'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'lost messages', topics: /\.buildsys\.tag$/, forMinutes: 90 }],
  expect: { scenario: 'health', probe: 'fedora-messaging.tags.announced', verdict: 'failed' },
  also: [{ probe: 'fedora-messaging.tags.gap', why: 'the silence of the topic is itself out of the usual' }],
};
