import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '14',
  date: '2024-02-26',
  title: 'Kerberos alone is broken',
  story: 'Pages of accounts were fine, and kinit got an error from the KDC.',
  source: 'fedora-infra/statusfpo 2024-02-26-ipa.md; ticket 11793',
  systems: ['fas'],
  plain: 'status 200, of accounts and of KdcProxy too',
  faults: [{ kind: 'kerberos error', code: 60, text: 'LOOKING_UP_CLIENT' }],
  expect: { scenario: 'health', probe: 'fas.kdc.asReq', verdict: 'failed' },
  also: [{ probe: 'fas.kdc.clockSkew', why: 'it reads its clock from the same answer' }],
};
