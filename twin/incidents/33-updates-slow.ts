import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '33',
  date: '2015 to 2022',
  title: 'bodhi’s lists take too long',
  story:
    'The list of updates, and what bodhi puts together from koji and resultsdb, ran into the proxies’ time-out.',
  source: 'fedora-infra/bodhi #271, #1899, #2138, #4041; packit #1475',
  systems: ['bodhi'],
  plain: 'status 200 of the front page',
  faults: [{ kind: 'slow', at: { address: 'bodhi', path: /^\/updates\// }, ms: 30_000 }],
  expect: { scenario: 'health', probe: 'bodhi.api.updates', verdict: 'failed' },
  also: [
    { probe: 'bodhi.*', why: 'reads the same list' },
    { probe: 'greenwave.*', why: 'asks about updates that it reads in the list' },
  ],
};
