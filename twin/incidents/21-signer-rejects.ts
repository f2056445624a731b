import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: '21',
  date: '2017-08-11',
  title: 'the signer rejects every package',
  story:
    'Packages came with a digest in their header that the signer’s rpm could not read. All of them piled up where builds wait for their signature.',
  source: 'devel list, August 2017 (msg114655); bug 1480407',
  systems: ['sigul', 'robosignatory'],
  plain: 'a bridge that runs',
  faults: [{ kind: 'signer stops', forMinutes: 600 }],
  expect: { scenario: 'health', probe: 'robosignatory.queue.oldest', verdict: 'failed' },
  also: [
    { probe: 'robosignatory.sign.time', why: 'the time so far of what waits counts too' },
    { probe: 'robosignatory.queue.length', why: 'as many builds as come in a day wait', maybe: true },
    { probe: 'sigul.signature.age', why: 'nothing is signed at all' },
    { probe: 'sigul.signature.present', why: 'there is no new signature to look at' },
    { probe: 'datanommer.freshness.rpmSign', why: 'nothing is signed at all' },
  ],
};
