import type { Incident } from './incident.ts';

export const incident: Incident = {
  id: 'sigul',
  date: null,
  title: 'signatures are announced that koji does not hold',
  story:
    'The bus says that packages were signed, and the hub has no signature of them: users would be sent what their package manager refuses.',
  source: 'designed: no post-mortem of sigul is on public record',
  systems: ['sigul'],
  plain: 'a bridge that runs',
  faults: [{ kind: 'lost signatures', forMinutes: 1440 }],
  expect: { scenario: 'health', probe: 'sigul.signature.present', verdict: 'failed' },
  also: [],
};
