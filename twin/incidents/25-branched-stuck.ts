import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '25',
  date: '2024-09 and 2025-11',
  title: 'updates of the branched release stay pending',
  story: 'After branching, updates of one release alone stayed pending for days, signed as they were.',
  source: 'packit-service #2540; fedora-infra/bodhi #5989',
  systems: ['bodhi'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'stopped consumer', of: 'signatures at bodhi', forMinutes: 7200, releases: ['branched'] }],
  expect: { scenario: 'health', probe: 'bodhi.updates.unsigned', verdict: 'failed' },
  also: [],
};
