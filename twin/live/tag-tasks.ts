import type { Mutable } from '../world/task-book.ts';
import type { Build, Task } from '../world/types.ts';
import { TASK_FAULT } from './endings.ts';
import { later } from './later.ts';
import type { Live } from './live.ts';
import { makeRepo } from './side-tags.ts';
import { enterTag } from './taggings.ts';
import { isSideTag } from './targets.ts';
import { addTask, failTask } from './tasks.ts';
import { automaticUpdate } from './updates.ts';

/** A build comes into a tag, and what comes of it: a repo of a side tag, an update where bodhi makes one. */
export function arrive(live: Live, tag: string, build: Mutable<Build>, by: string, at: number): void {
  enterTag(live, build, tag, by, at);
  if (isSideTag(tag)) makeRepo(live, tag, at);
  const isCandidate = live.world.releases.some(({ tags }) => tags.candidate === tag);
  const hasUpdate = live.ledger.updates.some(({ builds }) => builds.includes(build.id));
  if (isCandidate && !hasUpdate && live.world.updateOf(build.id) === undefined)
    automaticUpdate(live, build, at);
}

/** Seconds at scale 1 of a task that only tags. */
const TAG_TAKEN = 1;
const TAG_DONE = 4;

/** Plans a task that puts a build into a tag because somebody wants it there. */
export function submitTagging(live: Live, build: Mutable<Build>, tag: string, user: string): Task {
  const now = live.world.now();
  const finishedAt = later(live, now, TAG_DONE);
  const task = addTask(live, {
    method: 'tagBuild',
    owner: user,
    createdAt: now,
    startedAt: later(live, now, TAG_TAKEN),
    finishedAt,
    request: [tag, build.id, false, null],
  });
  const isThere = live.ledger.taggings.some(
    (one) => one.buildId === build.id && one.tag === tag && (one.until === null || one.until > now),
  );
  if (isThere) {
    const text = `build ${build.nvr} already tagged (${tag})`;
    failTask(task, finishedAt, { code: TASK_FAULT.TAG, text });
  } else {
    arrive(live, tag, build, user, finishedAt);
  }
  return task;
}
