import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: 'waiverdb',
  date: null,
  title: 'waivers change nothing',
  story: 'Waivers are taken and listed, and greenwave decides as if there were none.',
  source: 'designed: no incident of waiverdb alone is on public record',
  systems: ['waiverdb', 'greenwave'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'unheeded waivers', forMinutes: 10_080 }],
  expect: { scenario: 'health', probe: 'waiverdb.waivers.effect', verdict: 'failed' },
  also: [],
};
