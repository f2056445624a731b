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
    'a twin that serves both families: it listens on 127.0.0.1 alone. Tried: pinning a name to ::1 with PW_RESOLVE, which k6 heeds, but nothing of the twin listens there, so that every system looks refused',
};
