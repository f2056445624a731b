import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '8',
  date: '2025-11-10',
  title: 'one request in fifty ends in 502',
  story:
    'Proxies lost requests on their way to koji and dist-git, now here, now there. Each single try nearly always worked; long jobs did not.',
  source: 'fedora-infra/statusfpo 2025-11-10-ongoing-502-and-503-errors.md; ticket 12814',
  systems: ['koji', 'dist-git'],
  plain: 'status 200, forty-nine times of fifty',
  faults: [
    { kind: 'status', at: { address: 'koji', path: /^\/kojihub/ }, status: 502, share: 0.02 },
    { kind: 'status', at: { address: 'dist-git', path: /^\/api\// }, status: 502, share: 0.02 },
  ],
  expect: { scenario: 'health', probe: 'koji.deep.failureShare', verdict: 'degraded' },
  also: [{ probe: 'dist-git.deep.failureShare', why: 'the same proxies lose requests to dist-git' }],
  only: 'koji.deep.failureShare,dist-git.deep.failureShare',
};
