import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '27',
  date: '2022-01',
  title: 'CI is told half a day late',
  story:
    'The message from which CI starts came twelve hours after its update. Tests were quick, and useless.',
  source: 'fedora-infra/bodhi #4355, #4187',
  systems: ['bodhi', 'ci'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'late triggers', minutes: 720, forMinutes: 44_640 }],
  expect: { scenario: 'trace', stage: 'ci.announce', verdict: 'failed' },
  also: [],
};
