import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: 'kdc-clock',
  date: null,
  title: 'the KDC’s clock is ten minutes off',
  story: 'The KDC gives answers, and no ticket of it is worth anything to who keeps the right time.',
  source: 'designed: Kerberos’ oldest failure, and none of the list’s',
  systems: ['fas'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'skew', of: 'fas-kdc', seconds: 600 }],
  expect: { scenario: 'health', probe: 'fas.kdc.clockSkew', verdict: 'failed' },
  also: [],
};
