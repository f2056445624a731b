import { randomBytes } from 'node:crypto';
import { readyForTestingBody, type UpdateFacts, updateBody } from '../world/bodies-bodhi.ts';
import { yearOf } from '../world/calendar.ts';
import { asUsers, SERVICE } from '../world/people.ts';
import { hasCi } from '../world/releases.ts';
import type { Mutable } from '../world/task-book.ts';
import type { Build, Release, Update } from '../world/types.ts';
import { satisfiedAt } from './gate.ts';
import { later } from './later.ts';
import type { Live } from './live.ts';
import { isLiveUpdate, type LiveUpdate } from './live-update.ts';
import { removeSideTag } from './side-tags.ts';
import { sign } from './signing.ts';
import { enterTag, leaveTag } from './taggings.ts';
import { addTests } from './tests.ts';
import { endUpdate } from './update-end.ts';
import { addWaiver, type Requirement } from './waivers.ts';

const SECONDS = { automatic: 15, announced: 3, stable: 10 } as const;
const ALIAS_BYTES = 5;

/** What somebody wants an update to be. */
interface Wanted {
  readonly builds: readonly Mutable<Build>[];
  readonly user: string;
  readonly notes: string;
  readonly type: Update['type'];
  /** The side tag that holds the builds, or null. */
  readonly fromSideTag: string | null;
}

/**
 * Plans the update that bodhi makes by itself of a build that comes into the candidate tag at a time. Builds in side
 * tags get none, nor do those that have had one, nor those of releases where people make the updates.
 */
export function automaticUpdate(live: Live, build: Mutable<Build>, taggedAt: number): void {
  const release = live.world.release(build.releaseName);
  if (release?.automaticUpdates !== true || build.sideTag !== null || build.outcome !== 'complete') return;
  if (live.conduct.ills.includes('no automatic update')) return;
  if (live.ledger.updates.some(({ builds }) => builds.includes(build.id))) return;
  begin(live, release, later(live, taggedAt, SECONDS.automatic), {
    builds: [build],
    user: build.owner,
    notes: `Automatic update for ${build.nvr}.`,
    type: 'bugfix',
    fromSideTag: null,
  });
}

/** Makes the update that somebody asks for now. The builds are of one release, and in no other update's hands. */
export function createUpdate(live: Live, release: Release, wanted: Wanted): LiveUpdate {
  const ids = wanted.builds.map(({ id }) => id);
  for (const former of live.ledger.updates) {
    former.builds = former.builds.filter((id) => !ids.includes(id));
  }
  return begin(live, release, live.world.now(), wanted);
}

/** Waives what stands against an update: for as long as it takes greenwave to notice, bodhi waits. */
export function waive(
  live: Live,
  update: Update,
  requirements: readonly Requirement[],
  { user, comment }: { readonly user: string; readonly comment: string },
): void {
  const waivers = requirements.map((one) => addWaiver(live, one, user, comment));
  if (!isLiveUpdate(update)) return;
  const noticed = waivers.map(({ at, countsAt }) => (Number.isFinite(countsAt) ? countsAt : at));
  update.waitsUntil = Math.max(update.waitsUntil, ...noticed);
  settle(live, update);
}

function begin(live: Live, release: Release, createdAt: number, wanted: Wanted): LiveUpdate {
  const { builds, fromSideTag } = wanted;
  const update: LiveUpdate = {
    alias: `${release.idPrefix}-${yearOf(createdAt)}-${randomBytes(ALIAS_BYTES).toString('hex')}`,
    releaseName: release.name,
    builds: builds.map(({ id }) => id),
    user: wanted.user,
    type: wanted.type,
    notes: wanted.notes,
    fromSideTag,
    createdAt,
    testingAt: null,
    gatingPassedAt: null,
    requestedStableAt: null,
    stableAt: null,
    announcedAt: Number.POSITIVE_INFINITY,
    withdrawn: null,
    waitsUntil: 0,
    said: [],
  };
  obsoleteOlder(live, update, builds);
  live.ledger.updates.push(update);
  announcing(live, update, () => enterTesting(live, { update, builds, release }));
  if (hasCi(release) && Number.isFinite(update.announcedAt)) {
    for (const build of builds) addTests(live, build, update.alias, update.announcedAt);
  }
  settle(live, update);
  return update;
}

/** Notes whatever is announced meanwhile as said of the update. */
function announcing(live: Live, update: LiveUpdate, work: () => void): void {
  const before = live.ledger.messages.length;
  work();
  update.said.push(...live.ledger.messages.slice(before));
}

/** A newer update of all its packages takes the place of one that is not stable yet. */
function obsoleteOlder(live: Live, newer: LiveUpdate, builds: readonly Build[]): void {
  const names = builds.map(({ name }) => name);
  const at = newer.createdAt;
  for (const older of live.ledger.updates) {
    const held = ownBuilds(live, older);
    const replaced =
      older.releaseName === newer.releaseName &&
      held.length > 0 &&
      held.every(({ name }) => names.includes(name)) &&
      (older.stableAt === null || older.stableAt > at);
    if (replaced && isLiveUpdate(older) && older.withdrawn === null) {
      endUpdate(live, older, 'obsolete', { at, by: null });
    }
  }
}

/** The builds of an update that clients caused too. */
function ownBuilds({ ledger }: Live, { builds }: Update): Mutable<Build>[] {
  return ledger.builds.filter(({ id }) => builds.includes(id));
}

interface LiveFacts extends UpdateFacts {
  readonly update: LiveUpdate;
  readonly builds: readonly Mutable<Build>[];
}

/** From the request for testing to the word to CI: as soon as it is signed, or at once where composes come between. */
function enterTesting(live: Live, facts: LiveFacts): void {
  const { update, builds, release } = facts;
  const { createdAt, fromSideTag, user } = update;
  const { tags, sigkey, composedByBodhi } = release;
  const { publish } = publisher(live, facts);
  publish(createdAt, 'request.testing', () => updateBody(facts, 'pending', 'testing', user));
  const from = fromSideTag === null ? tags.pendingSigning : `${fromSideTag}-signing-pending`;
  const to = fromSideTag === null ? tags.pendingTesting : `${fromSideTag}-testing-pending`;
  const arrivals = builds.map((build) => sign(live, build, { from, to, sigkey }, createdAt));
  if (composedByBodhi) {
    update.announcedAt = later(live, createdAt, SECONDS.announced);
  } else {
    const signedAt = Math.max(...arrivals.map((at) => at ?? Number.POSITIVE_INFINITY));
    if (!Number.isFinite(signedAt)) return;
    update.testingAt = later(live, signedAt, SECONDS.announced);
    update.announcedAt = update.testingAt;
  }
  publish(update.announcedAt, 'status.testing.koji-build-group.build.complete', () =>
    readyForTestingBody(facts),
  );
}

function publisher({ ledger }: Live, { builds, update }: UpdateFacts) {
  const concerns = { packages: builds.map(({ name }) => name), users: asUsers(update.user) };
  return {
    publish: (at: number, what: string, body: () => ReturnType<typeof updateBody>): void =>
      ledger.publish(at, `bodhi.update.${what}`, concerns, body),
  };
}

/**
 * Plans the way to the stable tag, once nothing stands against it. Where there are composes the update waits for
 * them: those of the twin hold the world's own updates alone.
 */
function settle(live: Live, update: LiveUpdate): void {
  const release = live.world.release(update.releaseName);
  const { announcedAt, withdrawn, stableAt } = update;
  if (release === undefined || withdrawn !== null || stableAt !== null || !Number.isFinite(announcedAt))
    return;
  const builds = ownBuilds(live, update);
  const passedAt = Math.max(announcedAt, satisfiedAt(live, builds, release));
  if (!Number.isFinite(passedAt)) return;
  update.gatingPassedAt = passedAt;
  if (!release.composedByBodhi)
    announcing(live, update, () => push(live, { update, builds, release }, passedAt));
}

function push(live: Live, facts: LiveFacts, passedAt: number): void {
  const { update, builds, release } = facts;
  const { fromSideTag: side } = update;
  const { candidate, pendingTesting, stable } = release.tags;
  const at = later(live, passedAt, SECONDS.stable);
  update.stableAt = at;
  const leaves = side === null ? [candidate, pendingTesting] : [side, `${side}-testing-pending`];
  for (const build of builds) {
    if (!live.conduct.ills.includes('stable tag missing')) enterTag(live, build, stable, SERVICE.bodhi, at);
    const held = live.ledger.taggings.filter(
      ({ buildId, tag, until }) => buildId === build.id && leaves.includes(tag) && until === null,
    );
    for (const tagging of held) leaveTag(live, build, tagging, SERVICE.bodhi, at);
  }
  // What its signer has left in the signing tag stays there, and is seen.
  const left = live.ledger.taggings.some(
    ({ tag, until }) => side !== null && tag === `${side}-signing-pending` && until === null,
  );
  if (side !== null && !left) removeSideTag(live, side, SERVICE.bodhi, at);
  publisher(live, facts).publish(at, 'complete.stable', () =>
    updateBody(facts, 'stable', null, SERVICE.bodhi),
  );
}
