import { ALIAS, NVR, type Sample } from './sample.ts';

const update = {
  alias: ALIAS,
  title: NVR,
  builds: [{ nvr: NVR }, { nvr: 'brass-bell-3-1.fc46' }],
  release: { name: 'F46', dist_tag: 'f46', long_name: 'Fedora 46' },
  status: 'pending',
  request: 'testing',
  user: { name: 'piper' },
};

const fields = {
  alias: ALIAS,
  nvrs: [NVR, 'brass-bell-3-1.fc46'],
  release: 'F46',
  status: 'pending',
  request: 'testing',
  user: 'piper',
};

function needsOf(path: string): readonly string[] {
  return ['alias', 'builds[0].nvr', 'builds[1].nvr', 'release.name', 'status', 'user.name'].map(
    (one) => `${path}.${one}`,
  );
}

const builds = [
  { type: 'koji-build', id: 2_900_301, task_id: 140_000_017, nvr: NVR },
  { type: 'koji-build', id: 2_900_302, task_id: null, nvr: 'brass-bell-3-1.fc46' },
];

const readyBuilds = [
  { nvr: NVR, buildId: 2_900_301, taskId: 140_000_017 },
  { nvr: 'brass-bell-3-1.fc46', buildId: 2_900_302, taskId: null },
];

const readyNeeds = builds.flatMap((_one, at) => [`artifact.builds[${at}].id`, `artifact.builds[${at}].nvr`]);

/** The artifact of version 1, which version 2 kept. */
const artifact = {
  type: 'koji-build-group',
  id: `${ALIAS}-${'e1'.repeat(20)}`,
  repository: `https://bodhi.fedoraproject.org/updates/${ALIAS}`,
  release: 'f46',
  builds: builds.map((one) => ({ ...one, component: 'a', issuer: 'piper', scratch: false })),
};

const v1 = {
  contact: { name: 'Bodhi', team: 'Fedora CI', docs: 'https://example.org', email: 'ci@example.org' },
  artifact,
  generated_at: '2020-11-20T10:20:00.000001Z',
  version: '0.2.2',
  agent: 'piper',
};

const READY = 'bodhi.update.status.testing.koji-build-group.build.complete';

export const bodhiSamples: readonly Sample[] = [
  {
    kinds: [
      'bodhi.update.request.testing',
      'bodhi.update.request.stable',
      'bodhi.update.request.unpush',
      'bodhi.update.request.obsolete',
      'bodhi.update.request.revoke',
      'bodhi.update.requirements_met.stable',
      'bodhi.update.karma.threshold.reach',
      'bodhi.update.complete.testing',
      'bodhi.update.complete.stable',
      'bodhi.errata.publish',
    ],
    era: 'today',
    body: { update, agent: 'bodhi' },
    fields,
    needs: needsOf('update'),
  },
  {
    kinds: ['bodhi.update.complete.stable'],
    era: '2020',
    body: { update: { ...update, request: null, status: 'stable' } },
    fields: { ...fields, request: null, status: 'stable' },
    needs: needsOf('update'),
  },
  {
    kinds: ['bodhi.update.edit'],
    era: 'today',
    body: {
      update,
      agent: 'piper',
      new_bugs: [12],
      new_builds: [NVR],
      removed_builds: ['brass-bell-2-1.fc46'],
    },
    fields: { ...fields, added: [NVR], removed: ['brass-bell-2-1.fc46'] },
    needs: ['new_builds[0]', 'removed_builds[0]', ...needsOf('update')],
  },
  {
    kinds: ['bodhi.update.edit'],
    era: '2020',
    body: { update, agent: 'piper', new_bugs: [] },
    fields: { ...fields, added: [], removed: [] },
    needs: needsOf('update'),
  },
  {
    kinds: ['bodhi.update.comment'],
    era: 'today',
    body: {
      comment: {
        karma: 1,
        text: 'sounds well',
        timestamp: '2026-11-20 11:00:00',
        update,
        user: { name: 'drummer' },
      },
    },
    fields: { ...fields, karma: 1, user: 'drummer' },
    needs: ['comment.karma', 'comment.user.name', ...needsOf('comment.update')],
  },
  {
    kinds: ['bodhi.update.eject'],
    era: 'today',
    body: { update, repo: 'f46-updates', reason: 'not tagged as expected' },
    fields: { ...fields, reason: 'not tagged as expected' },
    needs: ['reason', ...needsOf('update')],
  },
  {
    kinds: [READY],
    era: 'today',
    body: { artifact: { type: 'koji-build-group', builds }, update, agent: 'piper', 're-trigger': true },
    fields: { alias: ALIAS, release: 'F46', builds: readyBuilds, again: true, user: 'piper' },
    needs: ['update.alias', 'update.release.name', 'agent', ...readyNeeds],
  },
  {
    // Version 2, between the two.
    kinds: [READY],
    era: '2020',
    body: { ...v1, update },
    fields: { alias: ALIAS, release: 'F46', builds: readyBuilds, again: false, user: 'piper' },
    needs: ['update.alias', 'update.release.name', 'agent', ...readyNeeds],
  },
  {
    // Version 1: no word of the update but its address.
    kinds: [READY],
    era: '2020',
    body: v1,
    fields: { alias: ALIAS, release: 'f46', builds: readyBuilds, again: false, user: 'piper' },
    needs: ['artifact.repository', 'agent', ...readyNeeds],
  },
  {
    kinds: [
      'bodhi.compose.start',
      'bodhi.compose.composing',
      'bodhi.compose.sync.wait',
      'bodhi.compose.sync.done',
      'bodhi.repo.done',
    ],
    era: 'today',
    body: { repo: 'f46-updates-testing', agent: 'releng' },
    fields: { repo: 'f46-updates-testing', user: 'releng' },
    needs: ['agent'],
  },
  {
    kinds: ['bodhi.compose.complete'],
    era: 'today',
    body: { repo: 'f46-updates', success: false, ctype: 'rpm', agent: 'releng' },
    fields: { repo: 'f46-updates', success: false, user: 'releng' },
    needs: ['repo', 'success', 'agent'],
  },
  {
    kinds: ['bodhi.buildroot_override.tag', 'bodhi.buildroot_override.untag'],
    era: 'today',
    body: { override: { nvr: NVR, submitter: { name: 'piper' } } },
    fields: { nvr: NVR, user: 'piper' },
    needs: ['override.nvr', 'override.submitter.name'],
  },
  {
    kinds: ['bodhi.buildroot_override.tag'],
    era: '2020',
    body: { override: { nvr: NVR, submitter: 'piper' } },
    fields: { nvr: NVR, user: 'piper' },
    needs: ['override.nvr', 'override.submitter'],
  },
];
