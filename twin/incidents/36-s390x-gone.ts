import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '36',
  date: '2019 to 2026',
  title: 'an architecture has no builder',
  story:
    'Power or storage failed where the builders of s390x stand. Each build waited for them, and all else was green.',
  source:
    'fedora-infra/statusfpo 20190111, 20210604, s390-builder-outage, 2023-02-10, 2026-05-06; ticket 13326',
  systems: ['koji'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'silent builders', arch: 's390x', forMinutes: 660 }],
  expect: { scenario: 'health', probe: 'koji.builders.checkedIn', verdict: 'failed' },
  also: [
    { probe: 'koji.queue.oldest', why: 'the first task of that architecture waits as long', maybe: true },
  ],
};
