import type { Pending } from './incident.ts';

export const incident: Pending = {
  id: '38',
  date: '2026-06-10',
  title: 'some services cannot be reached by IPv6',
  story:
    'After a switch was replaced IPv6 to some services was broken, and the rest was slow. Whoever came by IPv4 saw nothing of it.',
  source: 'fedora-infra/statusfpo 2026-06-10-network-issues.md',
  systems: ['koji'],
  plain: 'status 200 by IPv4',
  waitsFor:
    'a twin that serves both families: it listens on 127.0.0.1 alone. Tried: koji by a name that PW_RESOLVE pins, which is well by 127.0.0.1 and refused by ::1, as this incident shows itself; but so it is of a healthy twin',
};
