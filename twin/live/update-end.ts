import { isRecord } from '../../lib/protocols/shape.ts';
import { updateBody } from '../world/bodies-bodhi.ts';
import { asUsers, SERVICE } from '../world/people.ts';
import { sideTags } from '../world/tags.ts';
import type { Release } from '../world/types.ts';
import type { Live } from './live.ts';
import type { LiveUpdate } from './live-update.ts';
import { remove } from './remove.ts';
import { enterTag, leaveTag } from './taggings.ts';
import { isLiveRun } from './tests.ts';

/** How an update is taken back. */
export type Ending = 'revoke' | 'unpush' | 'obsolete';

/**
 * Takes an update back, now or later. It leaves its tags as with bodhi: the pending ones when it is revoked, all that
 * bodhi knows else; an unpushed one is a candidate again. `by` is null where bodhi itself has no more use for it, which
 * nobody is told.
 */
export function endUpdate(
  live: Live,
  update: LiveUpdate,
  ending: Ending,
  { at, by }: { readonly at: number; readonly by: string | null },
): void {
  const { ledger, world } = live;
  const release = world.release(update.releaseName);
  if (release === undefined) throw new Error(`${update.alias} is of no release`);
  takeBack(live, update, release, at);
  const { pendingSigning, pendingTesting, candidate } = release.tags;
  const leaves = ending === 'revoke' ? [pendingSigning, pendingTesting] : Object.values(release.tags);
  const builds = ledger.builds.filter(({ id }) => update.builds.includes(id));
  for (const build of builds) {
    const held = ledger.taggings.filter(
      ({ buildId, tag, until }) => buildId === build.id && leaves.includes(tag) && until === null,
    );
    for (const tagging of held) leaveTag(live, build, tagging, SERVICE.bodhi, at);
    if (ending === 'unpush') enterTag(live, build, candidate, SERVICE.bodhi, at);
  }
  const status = ending === 'obsolete' ? 'obsolete' : 'unpushed';
  update.withdrawn = { at, status };
  if (by === null) return;
  const concerns = { packages: builds.map(({ name }) => name), users: asUsers(by) };
  ledger.publish(at, `bodhi.update.request.${ending}`, concerns, () => {
    const body = updateBody({ update, builds, release }, 'testing', null, by);
    return { ...body, update: { ...(isRecord(body.update) ? body.update : {}), status } };
  });
}

/** Takes back what is planned for an update after a moment. Tests that wait in CI's queue by then go on. */
function takeBack({ ledger }: Live, update: LiveUpdate, release: Release, at: number): void {
  const runs = ledger.testRuns.filter((run) => run.update === update.alias && run.queuedAt > at);
  const said = new Set([...update.said, ...runs.filter(isLiveRun).flatMap((run) => run.said)]);
  ledger.withdraw(at, (message) => said.has(message));
  remove(ledger.testRuns, (run) => runs.includes(run));

  const { fromSideTag, builds } = update;
  const sides = fromSideTag === null ? [] : sideTags(fromSideTag).map(({ name }) => name);
  const tags = [...Object.values(release.tags), ...sides];
  const held = ledger.taggings.filter(({ buildId, tag }) => builds.includes(buildId) && tags.includes(tag));
  remove(ledger.taggings, (tagging) => held.includes(tagging) && tagging.from > at);
  for (const tagging of held) {
    if (tagging.until === null || tagging.until <= at) continue;
    tagging.until = null;
    tagging.untaggedBy = null;
  }
  for (const tag of ledger.tags) {
    if (sides.includes(tag.name) && tag.until !== null && tag.until > at) tag.until = null;
  }
  for (const build of ledger.builds) {
    if (builds.includes(build.id) && build.signedAt !== null && build.signedAt > at) build.signedAt = null;
  }
  const before = (time: number | null): number | null => (time !== null && time <= at ? time : null);
  update.testingAt = before(update.testingAt);
  update.gatingPassedAt = before(update.gatingPassedAt);
  update.stableAt = before(update.stableAt);
  update.announcedAt = before(update.announcedAt) ?? Number.POSITIVE_INFINITY;
}
