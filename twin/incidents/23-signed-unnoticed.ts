import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '23',
  date: '2016 to 2021',
  title: 'koji has signed, and bodhi does not know',
  story:
    'Bodhi missed messages, and no other came: updates stood still, one of them for two weeks, until somebody pushed them by hand.',
  source: 'fedora-infra/bodhi #1111, #1433, #1781, #4064, #4300, #4307',
  systems: ['bodhi'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'stopped consumer', of: 'signatures at bodhi', forMinutes: 1440, share: 0.5 }],
  expect: { scenario: 'health', probe: 'bodhi.updates.unsigned', verdict: 'failed' },
  also: [],
};
