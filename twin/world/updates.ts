import { readyForTestingBody, type UpdateFacts, updateBody } from './bodies-bodhi.ts';
import type { Candidate } from './builds.ts';
import { DAY, MINUTE, SECOND, yearOf } from './calendar.ts';
import type { Draft } from './chunk.ts';
import { addTests } from './ci-runs.ts';
import { nextCompose } from './composes.ts';
import { asUsers, SERVICE } from './people.ts';
import type { Journey } from './plan.ts';
import { hasCi } from './releases.ts';
import { signRpms, tag } from './signing.ts';
import { sideTags } from './tags.ts';
import type { Mutable } from './task-book.ts';
import type { Build, Update } from './types.ts';

const TYPES = ['bugfix', 'bugfix', 'bugfix', 'enhancement', 'security', 'newpackage'] as const;

/** Signs the rpms of a build that waits in `from` and moves it on; the answer is when it has arrived. */
function sign(
  draft: Draft,
  journey: Journey,
  build: Mutable<Build>,
  from: string,
  to: string,
  at: number,
): number {
  const { rng, release } = journey;
  const signedAt = at + rng.int(40, 95) * SECOND;
  const movedAt = signedAt + rng.int(3, 8) * SECOND;
  signRpms(draft, build, release, at, signedAt);
  build.signedAt = signedAt;
  draft.tasks.add(rng, {
    method: 'tagBuild',
    owner: SERVICE.signing,
    createdAt: signedAt + 500,
    startedAt: signedAt + SECOND,
    finishedAt: movedAt,
    request: [to, build.id, false, from],
  });
  tag(draft, build, { tag: from, from: at, until: movedAt, by: SERVICE.bodhi, untaggedBy: SERVICE.signing });
  return movedAt;
}

/** What becomes of a composed release's update after its testing compose: when stable is asked for, and reached. */
function pushToStable(
  draft: Draft,
  facts: UpdateFacts,
  { release, rng }: Journey,
  free: number,
): { readonly requestedAt: number; readonly stableAt: number } {
  const { update, builds } = facts;
  const rested = (update.testingAt ?? update.createdAt) + DAY + rng.int(20, 30 * 60) * MINUTE;
  const metAt = Math.max(rested, free + MINUTE);
  const requestedAt = metAt + rng.int(30, 150) * SECOND;
  const compose = nextCompose(draft.season, release, 'stable', requestedAt + MINUTE);
  const concerns = concernsOf(facts);
  draft.bus.publish(metAt, 'bodhi.update.requirements_met.stable', concerns, () =>
    updateBody(facts, 'testing', null),
  );
  draft.bus.publish(requestedAt, 'bodhi.update.request.stable', concerns, () =>
    updateBody(facts, 'testing', 'stable', SERVICE.bodhi),
  );
  for (const build of builds) {
    const by = SERVICE.bodhi;
    const until = compose.finishedAt - 20 * SECOND;
    const { testing, pendingStable, stable } = release.tags;
    tag(draft, build, { tag: testing, from: update.testingAt ?? metAt, until, by, untaggedBy: by });
    tag(draft, build, { tag: pendingStable, from: requestedAt + SECOND, until, by, untaggedBy: by });
    tag(draft, build, { tag: stable, from: until, until: null, by, untaggedBy: null });
  }
  return { requestedAt, stableAt: compose.finishedAt };
}

function concernsOf({ update, builds }: UpdateFacts) {
  return { packages: builds.map(({ name }) => name), users: asUsers(update.user) };
}

function announce(draft: Draft, facts: UpdateFacts): void {
  const { update } = facts;
  const concerns = concernsOf(facts);
  draft.bus.publish(update.createdAt, 'bodhi.update.request.testing', concerns, () =>
    updateBody(facts, 'pending', 'testing', update.user),
  );
  draft.bus.publish(
    update.announcedAt,
    'bodhi.update.status.testing.koji-build-group.build.complete',
    concerns,
    () => readyForTestingBody(facts),
  );
  for (const [status, at] of [
    ['testing', update.testingAt],
    ['stable', update.stableAt],
  ] as const) {
    if (at === null || (status === 'testing' && !facts.release.composedByBodhi)) continue;
    draft.bus.publish(at, `bodhi.update.complete.${status}`, concerns, () =>
      updateBody(facts, status, null, SERVICE.bodhi),
    );
  }
}

/** The update of a journey's builds: signing, tests, gate and composes up to the stable tag. */
export function addUpdate(draft: Draft, journey: Journey, candidates: readonly Candidate[]): void {
  const { release, owner, sideTag, rng } = journey;
  const { tags, composedByBodhi, automaticUpdates } = release;
  const builds = candidates.map(({ build }) => build);
  const builtAt = Math.max(...builds.map(({ completedAt }) => completedAt)) + 3 * SECOND;
  const automatic = automaticUpdates && sideTag === null;
  const createdAt = builtAt + (automatic ? rng.int(20, 50) : rng.int(50, 110)) * SECOND;
  const signingTag = sideTag === null ? tags.pendingSigning : `${sideTag.name}-signing-pending`;
  const signedTag = sideTag === null ? tags.pendingTesting : `${sideTag.name}-testing-pending`;

  const arrivals = builds.map((build) =>
    sign(draft, journey, build, signingTag, signedTag, createdAt + SECOND),
  );
  const signedAt = Math.max(...arrivals);
  const inTestingAt = composedByBodhi ? null : signedAt + rng.int(2, 5) * SECOND;
  const update: Mutable<Update> = {
    alias: `${release.idPrefix}-${yearOf(createdAt)}-${rng.hex(10)}`,
    releaseName: release.name,
    builds: builds.map(({ id }) => id),
    user: owner,
    type: TYPES[rng.int(0, TYPES.length - 1)] ?? 'bugfix',
    notes: automaticUpdates
      ? 'Automatic update.'
      : candidates.map(({ plan }) => plan.commit.message).join('; '),
    fromSideTag: sideTag?.name ?? null,
    createdAt,
    testingAt: inTestingAt,
    gatingPassedAt: null,
    requestedStableAt: null,
    stableAt: null,
    // Bodhi announces an update as soon as it is one of testing; a composed one already when it is made.
    announcedAt: inTestingAt === null ? createdAt + 2 * SECOND : inTestingAt + SECOND,
  };
  const facts: UpdateFacts = { update, builds, release };
  const fails = journey.waived;
  const free = candidates.map(({ build, plan: { package: one } }) => {
    const gated = one.gated && hasCi(release);
    return hasCi(release)
      ? addTests(draft, { build, update, release, gated, fails: fails && gated, rng })
      : update.announcedAt;
  });
  update.gatingPassedAt = Math.max(...free);
  if (inTestingAt === null) {
    // A compose leaves out what its gate still holds back when it starts.
    const ready = Math.max(signedAt, update.gatingPassedAt) + MINUTE;
    update.testingAt = nextCompose(draft.season, release, 'testing', ready).finishedAt;
    const pushed = pushToStable(draft, facts, journey, update.gatingPassedAt);
    update.requestedStableAt = pushed.requestedAt;
    update.stableAt = pushed.stableAt;
  } else {
    update.stableAt = update.gatingPassedAt + rng.int(5, 20) * SECOND;
  }

  // Out of the pending tags it goes with the compose, or straight to stable where there is none.
  const leavesAt = inTestingAt === null ? update.testingAt : update.stableAt;
  for (const [index, build] of builds.entries()) {
    const arrivedAt = arrivals[index] ?? signedAt;
    const bodhi = SERVICE.bodhi;
    const builtIn = sideTag?.name ?? tags.candidate;
    const from = build.completedAt + 3 * SECOND;
    tag(draft, build, { tag: builtIn, from, until: leavesAt, by: owner, untaggedBy: bodhi });
    tag(draft, build, {
      tag: signedTag,
      from: arrivedAt,
      until: leavesAt,
      by: SERVICE.signing,
      untaggedBy: bodhi,
    });
    if (sideTag !== null && composedByBodhi) {
      tag(draft, build, {
        tag: tags.pendingTesting,
        from: signedAt + SECOND,
        until: leavesAt,
        by: bodhi,
        untaggedBy: bodhi,
      });
    }
    if (!composedByBodhi) {
      tag(draft, build, {
        tag: tags.stable,
        from: update.stableAt,
        until: null,
        by: bodhi,
        untaggedBy: null,
      });
    }
  }
  if (sideTag !== null) {
    const at = Math.min(...candidates.map(({ plan }) => plan.pushedAt)) - MINUTE;
    draft.sideTags.push(...sideTags(sideTag.name).map((one) => ({ ...one, at })));
  }
  announce(draft, facts);
  draft.updates.push(update);
}
