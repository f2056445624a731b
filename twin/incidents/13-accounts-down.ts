import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '13',
  date: '2024-01-22',
  title: 'accounts, single sign-on and Kerberos are down',
  story:
    'Nobody could log in anywhere for more than a day: neither with a password on a page, nor with a ticket.',
  source: 'fedora-infra/statusfpo 2024-01-22-accounts.md; ticket 11733',
  systems: ['fas'],
  plain: 'accounts do not answer',
  faults: [
    { kind: 'refuse', addresses: ['fas', 'fas-oidc', 'fas-ipa'] },
    { kind: 'status', at: { address: ['fas-kdc', 'fas-fasjson'] }, status: 503 },
  ],
  expect: { scenario: 'health', probe: 'fas.kdc.asReq', verdict: 'failed' },
  also: [{ probe: 'fas.*', why: 'accounts, the OpenID provider, IPA’s page and FASJSON are down as well' }],
};
