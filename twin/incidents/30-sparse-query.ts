import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '30',
  date: '2013 to 2023',
  title: 'questions of one shape take a minute',
  story:
    'datagrepper was quick for most, and ran into a time-out where somebody asked for a user with few messages: the database read all of its 180 million rows.',
  source: 'datagrepper #79, #142, #178, #467, #541; a blog post of 2021-02-26',
  systems: ['datagrepper'],
  plain: 'status 200 of its front page and of the newest messages',
  faults: [{ kind: 'slow', at: { address: 'datagrepper', asks: ['user'] }, ms: 75_000 }],
  expect: { scenario: 'health', probe: 'datagrepper.search.sparseUser', verdict: 'failed' },
  also: [{ probe: 'datagrepper.raw.sparseUser', why: 'the same question by the older interface' }],
};
