import { randomUUID } from 'node:crypto';
import type { BodhiContent, LoadedRelease } from './bodhi.ts';
import type { LoadedMessage } from './datagrepper.ts';

const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();

/** Tag messages of the last minutes, enough for more than one page. */
export function someMessages(count: number): LoadedMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    topic: 'org.fedoraproject.prod.buildsys.tag',
    id: randomUUID(),
    sentAt: ago(index % 5),
    body: { tag: 'f44', name: 'bash', version: '5.3', release: `${index}.fc44`, instance: 'primary' },
    packages: ['bash'],
    users: ['bodhi'],
  }));
}

function release(name: string, branch: string, state: LoadedRelease['state']): LoadedRelease {
  return {
    name,
    long_name: `Fedora ${name.slice(1)}`,
    version: name.slice(1),
    id_prefix: 'FEDORA',
    branch,
    dist_tag: name.toLowerCase(),
    stable_tag: `${branch}-updates`,
    testing_tag: `${branch}-updates-testing`,
    candidate_tag: `${branch}-updates-candidate`,
    pending_signing_tag: `${branch}-signing-pending`,
    pending_testing_tag: `${branch}-updates-testing-pending`,
    pending_stable_tag: `${branch}-updates-pending`,
    override_tag: `${branch}-override`,
    state,
    composed_by_bodhi: state === 'current',
    eol: '2027-05-13',
  };
}

/** Two releases, an update that waits, one in testing and one locked in a compose. */
export const SOME_UPDATES: BodhiContent = {
  releases: [release('F44', 'f44', 'current'), release('F46', 'rawhide', 'pending')],
  updates: [
    {
      alias: 'FEDORA-2026-0000000001',
      release: 'F46',
      builds: [{ nvr: 'bash-5.3-2.fc46', signed: true }],
      user: 'somebody',
      type: 'bugfix',
      status: 'pending',
      notes: 'Automatic update',
      date_submitted: ago(30),
      test_gating_status: 'waiting',
      from_tag: null,
    },
    {
      alias: 'FEDORA-2026-0000000002',
      release: 'F44',
      builds: [
        { nvr: 'bash-5.3-2.fc44', signed: true },
        { nvr: 'bash-completion-2.16-1.fc44', signed: true },
      ],
      user: 'somebody',
      type: 'security',
      severity: 'high',
      status: 'testing',
      notes: 'A fix',
      date_submitted: ago(300),
      date_testing: ago(100),
      test_gating_status: 'passed',
      pushed: true,
    },
    {
      alias: 'FEDORA-2026-0000000003',
      release: 'F44',
      builds: [{ nvr: 'sed-4.9-4.fc44', signed: true }],
      user: 'another',
      type: 'enhancement',
      status: 'testing',
      request: 'stable',
      notes: 'Better',
      date_submitted: ago(3_000),
      date_testing: ago(2_000),
      locked: true,
      test_gating_status: 'ignored',
    },
  ],
  composes: [
    { release: 'F44', request: 'stable', state: 'punging', date_created: ago(20), state_date: ago(10) },
  ],
};
