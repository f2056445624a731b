import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '22',
  date: '2017-02',
  title: 'a mass rebuild starves the signing of updates',
  story: 'Thousands of rebuilt packages stood in the line before them: updates were signed, half a day late.',
  source: 'a release engineer’s notes on rawhide, February 2017',
  systems: ['sigul', 'robosignatory'],
  plain: 'a bridge that runs, and signs',
  faults: [{ kind: 'signer lags', minutes: 420, forMinutes: 4320 }],
  expect: { scenario: 'health', probe: 'robosignatory.sign.time', verdict: 'failed' },
  also: [{ probe: 'robosignatory.queue.oldest', why: 'what waits in line has waited for hours' }],
};
