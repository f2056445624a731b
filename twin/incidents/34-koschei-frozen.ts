import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '34',
  date: '2022-11',
  title: 'Koschei’s back end restarts for a month',
  story:
    'Its poll crashed 3194 times. The pages stayed as they were, and showed what had been true a month before.',
  source: 'koschei #349; also #263, #351',
  systems: ['koschei'],
  plain: 'status 200 of its pages',
  faults: [{ kind: 'frozen', what: 'koschei builds', forMinutes: 14_400 }],
  expect: { scenario: 'health', probe: 'koschei.builds.age', verdict: 'failed' },
  also: [{ probe: 'datanommer.freshness.koschei', why: 'it has said nothing since then either' }],
};
