import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: 'waiverdb-database',
  date: null,
  title: 'waiverdb without its database',
  story: 'Its version is told, its waivers are not, and no gate can be decided on.',
  source: 'designed, as measured on the real server',
  systems: ['waiverdb'],
  plain: 'status 200 of the page that tells its version',
  faults: [{ kind: 'database down', system: 'waiverdb' }],
  expect: { scenario: 'health', probe: 'waiverdb.health.check', verdict: 'failed' },
  also: [
    { probe: 'waiverdb.*', why: 'read from that database' },
    { probe: 'greenwave.*', why: 'a decision asks for waivers' },
  ],
};
