import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '6',
  date: '2025-04-15',
  title: 'scrapers take koji’s web pages',
  story:
    'Robots that read every page left none of the web front’s workers free for three hours. Whoever came by the API got through now and then.',
  source: 'fedora-infra/statusfpo 2025-04-15-koji-outage.md',
  systems: ['koji'],
  plain: 'a time-out of the front page, like an outage of all of koji',
  faults: [{ kind: 'slow', at: { address: 'koji', path: /^\/koji(?:\/|$)/ }, ms: 20_000 }],
  expect: { scenario: 'health', probe: 'koji.web.home', verdict: 'failed' },
  also: [],
};
