import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '17',
  date: '2023-06-14 and 2025-08-04',
  title: 'the names, and then the proxies, are flooded',
  story:
    'Once nobody could look up names, once the proxies drowned in requests. Everything behind them was well, tickets included, and could not be reached.',
  source: 'fedora-infra/statusfpo 2023-06-14-dns-ddos.md, 2025-08-04-ddos-fedoraproject.md; ticket 12703',
  systems: [
    'fas',
    'dist-git',
    'lookaside',
    'koji',
    'bodhi',
    'koschei',
    'resultsdb',
    'greenwave',
    'waiverdb',
    'datagrepper',
  ],
  plain: 'a time-out of whatever is asked',
  faults: [
    {
      kind: 'hang',
      at: {
        address: [
          'fas',
          'fas-oidc',
          'fas-kdc',
          'fas-fasjson',
          'fas-ipa',
          'dist-git',
          'lookaside',
          'koji',
          'kojipkgs',
          'bodhi',
          'datagrepper',
          'resultsdb',
          'greenwave',
          'waiverdb',
          'koschei',
        ],
      },
    },
  ],
  expect: { scenario: 'health', probe: 'koji.hub.versionHeader', verdict: 'failed' },
  also: [{ probe: '*.*', why: 'all of them stand behind the same proxies', maybe: true }],
};
