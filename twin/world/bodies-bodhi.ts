import type { Body } from './bus.ts';
import { SERVICE } from './people.ts';
import type { Build, Compose, Release, Update } from './types.ts';

type Status = 'pending' | 'testing' | 'stable';
type Request = 'testing' | 'stable' | null;

/** A release in the words of bodhi. */
export function releaseBody(release: Release) {
  return {
    name: release.name,
    long_name: release.longName,
    version: release.version,
    id_prefix: release.idPrefix,
    branch: release.branch,
    dist_tag: release.distTag,
    stable_tag: release.tags.stable,
    testing_tag: release.tags.testing,
    candidate_tag: release.tags.candidate,
    pending_signing_tag: release.tags.pendingSigning,
    pending_testing_tag: release.tags.pendingTesting,
    pending_stable_tag: release.tags.pendingStable,
    override_tag: release.tags.override,
    state: release.state,
    composed_by_bodhi: release.composedByBodhi,
    create_automatic_updates: release.automaticUpdates,
  };
}

/** An update with the builds it holds, as its messages need it. */
export interface UpdateFacts {
  readonly update: Update;
  readonly builds: readonly Build[];
  readonly release: Release;
}

function updateOf({ update, builds, release }: UpdateFacts, status: Status, request: Request): Body {
  return {
    alias: update.alias,
    title: builds.map(({ nvr }) => nvr).join(' '),
    builds: builds.map(({ nvr }) => ({ nvr })),
    release: releaseBody(release),
    status,
    request,
    type: update.type,
    notes: update.notes,
    from_tag: update.fromSideTag,
    user: { name: update.user },
  };
}

/** `bodhi.update.request.*`, `.requirements_met.stable` and `.complete.*` */
export function updateBody(facts: UpdateFacts, status: Status, request: Request, agent?: string): Body {
  return { update: updateOf(facts, status, request), ...(agent === undefined ? {} : { agent }) };
}

/** `bodhi.update.status.testing.koji-build-group.build.complete`, version 3: what CI starts from. */
export function readyForTestingBody(facts: UpdateFacts): Body {
  // Where there are composes the update still waits for its first; elsewhere it is one of testing already.
  const { composedByBodhi } = facts.release;
  return {
    artifact: {
      type: 'koji-build-group',
      builds: facts.builds.map(({ id, taskId, nvr }) => ({ type: 'koji-build', id, task_id: taskId, nvr })),
    },
    update: composedByBodhi ? updateOf(facts, 'pending', 'testing') : updateOf(facts, 'testing', null),
    agent: SERVICE.bodhi,
    're-trigger': false,
  };
}

/** `bodhi.compose.start` and `.complete` */
export function composeBody(compose: Compose, release: Release, done: boolean): Body {
  return {
    repo: compose.request === 'stable' ? release.tags.stable : release.tags.testing,
    ctype: 'rpm',
    agent: SERVICE.releng,
    ...(done ? { success: true } : {}),
  };
}
