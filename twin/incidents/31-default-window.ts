import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '31',
  date: '2022-01-17',
  title: 'questions find nothing after a move',
  story:
    'datagrepper’s new database was fast, and a search that named no window of time now covered an hour in place of a day.',
  source: 'fedora-infra/statusfpo 20220117-datanommermigration.md; datagrepper #293',
  systems: ['datagrepper'],
  plain: 'status 200, faster than before',
  faults: [
    {
      kind: 'default',
      at: { address: 'datagrepper' },
      unless: ['delta', 'start', 'end'],
      parameter: 'delta',
      value: '3600',
    },
  ],
  expect: { scenario: 'health', probe: 'datagrepper.search.default', verdict: 'failed' },
  also: [],
};
