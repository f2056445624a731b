import { STEP_OBJECTIVES } from '../../../thresholds/steps.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { decodeCommit } from '../../protocols/git/objects.ts';
import { listUpdates } from '../../systems/bodhi/client.ts';
import { bodhiReleases } from '../../systems/bodhi/probes.ts';
import type { BodhiRelease } from '../../systems/bodhi/schema.ts';
import { clone } from '../../systems/dist-git/git.ts';
import { listTags, listTimedBuilds } from '../../systems/koji/calls.ts';
import { call } from '../../systems/koji/client.ts';
import { BUILD_STATE } from '../../systems/koji/schema.ts';
import { chosenRelease } from './release.ts';
import { runIn } from './run-name.ts';

/** How long another run is waited for, in seconds at scale 1; one that was killed never ends. */
export const TURN_SECONDS = 1800;
/** Between two looks, in seconds at scale 1. */
const EVERY_SECONDS = 30;
const LEAST_MS = 500;
/** A run that has pushed submits its build at once, and koji begins it within minutes. Seconds at scale 1. */
const SUBMITTED_SECONDS = 600;
const RECENT_BUILDS = 20;

interface Wanted {
  readonly run: string;
  readonly packages: readonly string[];
  readonly release: string | null;
  readonly timeScale: number;
  /** A run that began longer ago than this is over, whatever it has left. */
  readonly longestMs: number;
}

/**
 * Waits until no other run is on its way with one of the packages: bodhi obsoletes an update as soon as a newer build
 * of the package has one. Who is on its way is told by the branch, whose newest commit names its run. The answer is
 * the name of a run that is still there when the patience is over, else null.
 */
export async function waitForTurn(context: ProbeContext, wanted: Wanted): Promise<string | null> {
  const release = chosenRelease(await context.need(bodhiReleases), wanted.release);
  const end = context.now() + (TURN_SECONDS * 1000) / wanted.timeScale;
  const pause = Math.max(LEAST_MS, (EVERY_SECONDS * 1000) / wanted.timeScale);
  for (;;) {
    const other = await otherRun(context, wanted, release);
    if (other === null || context.now() + pause > end) return other;
    await context.sleep(pause);
  }
}

async function otherRun(
  context: ProbeContext,
  wanted: Wanted,
  release: BodhiRelease,
): Promise<string | null> {
  for (const name of wanted.packages) {
    const { tip, snapshot } = await clone(context, name, release.branch);
    const commit = snapshot.objects.get(tip);
    if (commit === undefined) continue;
    const { message, committer } = decodeCommit(commit.data);
    const mark = runIn(message);
    if (mark === null || mark.name === wanted.run) continue;
    if (mark.startedAt + wanted.longestMs < context.now()) continue;
    const gone = (since: number, seconds: number): boolean =>
      context.now() > (since + seconds / wanted.timeScale) * 1000;
    const pushed = { name, commit: tip, submitted: !gone(committer.at, SUBMITTED_SECONDS), gone };
    if (!(await isOver(context, pushed, release))) return mark.name;
  }
  return null;
}

/** What another run has pushed. */
interface Pushed {
  readonly name: string;
  readonly commit: string;
  /** Whether there is still time for its build to begin. */
  readonly submitted: boolean;
  /** Whether so many seconds at scale 1 have passed since a moment in seconds since the epoch. */
  readonly gone: (since: number, seconds: number) => boolean;
}

/** Whether what was built of a commit has come to its end, good or bad, or will come to none. */
async function isOver(
  context: ProbeContext,
  { name, commit, submitted, gone }: Pushed,
  release: BodhiRelease,
) {
  const { data: builds } = await call(context, listTimedBuilds({ packageID: name }, RECENT_BUILDS));
  const build = builds.find(({ source }) => source?.endsWith(`#${commit}`));
  if (build === undefined) return !submitted;
  if (build.state === BUILD_STATE.BUILDING) return false;
  if (build.state !== BUILD_STATE.COMPLETE) return true;
  const { data: tags } = await call(context, listTags(build.nvr));
  if (tags.some((tag) => tag.name === release.stable_tag)) return true;
  const [update] = await listUpdates(context, { builds: [build.nvr] }, 1);
  if (update === undefined) return gone(build.completion_ts ?? 0, STEP_OBJECTIVES.update.fail);
  // Where composes decide, a run ends before its update is stable.
  const resting = release.composed_by_bodhi === true && update.status === 'testing';
  return resting || !['pending', 'testing'].includes(update.status);
}
