import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '9',
  date: '2025-11 to 2026-03',
  title: '502 on connections that were silent for a while',
  story:
    'The proxies kept idle connections for 15 seconds, the web server behind them for 16. In the second between, a proxy sent a request on a connection that was just being closed.',
  source: 'infra tickets #12913; infra/ansible #3173',
  systems: ['koji'],
  plain: 'status 200: a check opens a connection of its own',
  faults: [{ kind: 'idle', at: { address: 'koji' }, fromSeconds: 14.8, toSeconds: 15.8, status: 502 }],
  expect: { scenario: 'health', probe: 'koji.deep.keepAlive', verdict: 'failed' },
  also: [],
  only: 'koji.deep.keepAlive,koji.hub.*',
};
