import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: 'lookaside',
  date: null,
  title: 'an archive arrives cut short',
  story:
    'The cache sends half of an archive, with the status and the type of a whole one. Every build from it fails.',
  source: 'designed: no failure of the lookaside cache is on public record',
  systems: ['lookaside'],
  plain: 'status 200',
  faults: [{ kind: 'truncated', at: { address: 'lookaside' }, keep: 0.5 }],
  expect: { scenario: 'health', probe: 'lookaside.file.download', verdict: 'failed' },
  also: [],
};
