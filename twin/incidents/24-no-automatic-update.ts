import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '24',
  date: '2020 to 2021',
  title: 'builds of rawhide get no update',
  story:
    'Bodhi missed that koji had tagged them. The builds were there, in no update, and never came to rawhide.',
  source: 'fedora-infra/bodhi #4058, #4193',
  systems: ['bodhi'],
  plain: 'status 200 everywhere',
  faults: [{ kind: 'stopped consumer', of: 'tags at bodhi', forMinutes: 1440, share: 0.4 }],
  expect: { scenario: 'health', probe: 'bodhi.builds.withoutUpdate', verdict: 'failed' },
  also: [],
};
