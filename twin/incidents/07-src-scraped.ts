import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '7',
  date: '2025-12-06',
  title: 'scrapers take dist-git’s pages',
  story:
    'Robots walked through history and blame of every file. Pages became slow; afterwards these two were closed to all, on purpose.',
  source: 'fedora-infra/statusfpo 2025-12-06-scraper-activity.md; ticket 12964',
  systems: ['dist-git'],
  plain: 'a time-out of the page, like an outage of all of dist-git',
  faults: [
    { kind: 'slow', at: { address: 'dist-git', path: /^\/rpms\/[^/]+\/?$/ }, ms: 20_000 },
    { kind: 'status', at: { address: 'dist-git', path: /\/(?:blame|history)\// }, status: 403 },
  ],
  expect: { scenario: 'health', probe: 'dist-git.web.project', verdict: 'failed' },
  also: [],
};
