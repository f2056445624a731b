import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '10',
  date: '2026-06-25',
  title: 'two of five workers are down, and still get requests',
  story:
    'The balancer went on sending requests to workers that were gone. Two of five pages of bodhi failed; the next try showed it again.',
  source: 'fedora-infra/statusfpo 2026-06-25-openshift-worker-outage.md; ticket 13419',
  systems: ['bodhi'],
  plain: 'status 200 or 503, as luck has it: with retries, mostly green',
  faults: [{ kind: 'status', at: { address: 'bodhi' }, status: 503, share: 0.4 }],
  expect: { scenario: 'health', probe: 'bodhi.deep.failureShare', verdict: 'failed' },
  also: [
    { probe: 'bodhi.*', why: 'any single question may be among the two of five', maybe: true },
    { probe: 'greenwave.*', why: 'asks bodhi about which updates to decide', maybe: true },
    { probe: 'robosignatory.*', why: 'asks bodhi for the tags to sign in', maybe: true },
  ],
  only: '*,bodhi.deep.failureShare',
};
