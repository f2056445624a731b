import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '37',
  date: '2025-06-30 to 2025-07-10',
  title: 'after a move some builders cannot log in',
  story:
    'The data centre moved, and with it addresses. Where only the old ones were let in, the login of the hub was refused, and images were not built.',
  source: 'fedora-infra/statusfpo 2025-06-30-dc-move.md; tickets 12603, 12620; osbuild #2141',
  systems: ['koji'],
  plain: 'status 200 of everything that needs no login',
  faults: [{ kind: 'status', at: { address: 'koji', path: /^\/kojihub\/ssllogin/ }, status: 403 }],
  expect: { scenario: 'health', probe: 'koji.hub.loginChallenge', verdict: 'unknown' },
  also: [],
};
