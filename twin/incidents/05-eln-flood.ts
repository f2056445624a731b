import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '5',
  date: '2024-08',
  title: 'a mass rebuild by mistake',
  story:
    'Builds of rawhide were tagged again in one flood, and the robot that follows rawhide put all of ELN into the queue again.',
  source: 'devel list, August 2024 (spinics msg322793)',
  systems: ['koji'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'queue', tasks: 5200, owner: 'distrobuildsync-eln', oldestMinutes: 40 }],
  expect: { scenario: 'health', probe: 'koji.queue.length', verdict: 'failed' },
  also: [
    {
      probe: 'koji.queue.share',
      why: 'one owner has nearly all of a queue that is long: the same flood, told by whose it is',
    },
  ],
};
