import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '19',
  date: '2019-10',
  title: 'a consumer reconnects, and does nothing for ten days',
  story:
    'After a reconnect the consumer looked alive, and took no message any more. Tests ended, and no result came of them.',
  source:
    'fedora-infra/fedora-messaging #208; which consumer is not told: here the one that carries test results to resultsdb',
  systems: ['resultsdb'],
  plain: 'status 200, and a queue that is empty',
  faults: [{ kind: 'stopped consumer', of: 'test results at resultsdb', forMinutes: 14_400 }],
  expect: { scenario: 'health', probe: 'datanommer.freshness.resultsdb', verdict: 'failed' },
  also: [
    { probe: 'resultsdb.results.recent', why: 'the results of a day: there are none' },
    { probe: 'resultsdb.web.results', why: 'its page of a day is as empty' },
    { probe: 'resultsdb.results.latest', why: 'needs a result of a day' },
  ],
};
