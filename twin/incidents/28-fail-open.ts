import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '28',
  date: '2019-02',
  title: 'the gate lets everything through',
  story:
    'Greenwave answered many requests with an error. Bodhi first took that for a shut gate, and later for an open one: updates became stable whose tests had failed.',
  source: 'fedora-infra/bodhi #3044, #3045, #4089, #4223; fedora-infrastructure 9991',
  systems: ['bodhi', 'greenwave'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'fail open', forMinutes: 1440 }],
  expect: { scenario: 'health', probe: 'bodhi.updates.failOpen', verdict: 'failed' },
  also: [],
};
