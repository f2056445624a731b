import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '20',
  date: '2025-07',
  title: 'builds are signed again and again',
  story:
    'The broker gave each message out anew after half an hour without an acknowledgement, and signing took longer than that.',
  source: 'fedora-infra/fedora-messaging pull request #486',
  systems: ['robosignatory'],
  plain: 'status 200 everywhere',
  faults: [
    {
      kind: 'repeated messages',
      topics: /\.buildsys\.rpm\.sign$/,
      everyMinutes: 30,
      times: 20,
      forMinutes: 1440,
    },
  ],
  expect: { scenario: 'health', probe: 'robosignatory.sign.again', verdict: 'failed' },
  also: [],
};
