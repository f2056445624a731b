import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '1',
  date: '2022-11-16',
  title: 'koji’s database is swamped',
  story:
    'Expensive queries from one address kept the database busy. The hub still answered, late or not at all, and bodhi, which asks it while people wait, went down with it.',
  source: 'fedora-infra/statusfpo 2022-11-16-koji-db.md; releng ticket 10990',
  systems: ['koji'],
  plain: 'koji’s front page with status 200, slowly',
  faults: [
    { kind: 'slow', at: { address: 'koji', path: /^\/(?:kojihub|koji)(?:\/|$)/ }, ms: 2100 },
    { kind: 'status', at: { address: 'koji', path: /^\/kojihub/ }, status: 503, share: 0.05 },
    { kind: 'slow', at: { address: 'bodhi', path: /^\/updates\// }, ms: 4000 },
  ],
  expect: { scenario: 'health', probe: 'koji.hub.apiVersion', verdict: 'failed' },
  also: [
    { probe: 'koji.*', why: 'every call of the hub is as slow, and some are turned away' },
    { probe: 'bodhi.*', why: 'asks the hub, and one try in twenty is turned away', maybe: true },
    { probe: 'koschei.*', why: 'asks the hub, and one try in twenty is turned away', maybe: true },
    { probe: 'robosignatory.*', why: 'asks the hub, and one try in twenty is turned away', maybe: true },
    { probe: 'sigul.*', why: 'asks the hub, and one try in twenty is turned away', maybe: true },
    { probe: 'fedora-messaging.*', why: 'asks the hub, and one try in twenty is turned away', maybe: true },
    { probe: 'datanommer.*', why: 'asks the hub, and one try in twenty is turned away', maybe: true },
  ],
  only: '*,koji.deep.failureShare',
};
