import { buildStateBody } from '../world/bodies-koji.ts';
import { asUsers } from '../world/people.ts';
import type { Mutable } from '../world/task-book.ts';
import type { Build, Task } from '../world/types.ts';
import { noteCanceled } from './endings.ts';
import type { Live } from './live.ts';
import { remove } from './remove.ts';
import { NEVER } from './tasks.ts';

/** What koji's states of builds call one that somebody canceled. */
const CANCELED = 4;

/** Ends a task with those it called for, and the build it makes, and takes back all that was to come of it. */
export function cancelTask(live: Live, task: Mutable<Task>): void {
  const now = live.world.now();
  if (now >= task.finishedAt) return;
  const { ledger } = live;
  const children = ledger.tasks.filter(({ parent }) => parent === task.id);
  const build = ledger.builds.find(({ taskId }) => taskId === task.id);
  const isBuilding = build !== undefined && now < build.completedAt;
  for (const one of [task, ...children]) {
    if (now < one.finishedAt) {
      // What nobody had taken up will never begin.
      if (now < one.startedAt) one.startedAt = NEVER;
      one.finishedAt = now;
      one.outcome = 'canceled';
    }
  }
  remove(ledger.tasks, ({ parent, createdAt }) => parent === task.id && createdAt > now);
  forgetTaggings(live, task, build, now);
  ledger.withdraw(now, ({ topic, body }) => topic.endsWith('.task.state.change') && body().id === task.id);
  if (isBuilding) cancelBuildOf(live, build, task, now);
}

/** Where the build is not tagged yet, nothing of what follows from its tag will be. */
function forgetTaggings(live: Live, task: Task, build: Build | undefined, now: number): void {
  const { ledger } = live;
  const [, nameOrId] = task.method === 'tagBuild' ? task.request : [];
  const tagged = build ?? ledger.builds.find(({ id }) => id === nameOrId);
  if (tagged === undefined) return;
  const isAhead = ({ buildId, from }: { readonly buildId: number; readonly from: number }): boolean =>
    buildId === tagged.id && from > now;
  const updates = ledger.updates.filter(
    ({ builds, createdAt }) => builds.includes(tagged.id) && createdAt > now,
  );
  const names = [tagged.nvr, `"build_id":${tagged.id},`, ...updates.map(({ alias }) => alias)];
  ledger.withdraw(now, ({ body }) => {
    const text = JSON.stringify(body());
    return names.some((name) => text.includes(name));
  });
  remove(ledger.taggings, isAhead);
  remove(ledger.updates, (update) => updates.includes(update));
  remove(ledger.testRuns, ({ buildId, queuedAt }) => buildId === tagged.id && queuedAt > now);
}

function cancelBuildOf(live: Live, build: Mutable<Build>, task: Task, now: number): void {
  if (now < build.startedAt) {
    remove(live.ledger.builds, (one) => one === build);
    return;
  }
  build.completedAt = now;
  build.outcome = 'failed';
  build.rpms = [];
  noteCanceled(build);
  const children = live.ledger.tasks.filter(({ parent }) => parent === task.id);
  const concerns = { packages: [build.name], users: asUsers(build.owner) };
  live.ledger.publish(now, 'buildsys.build.state.change', concerns, () => ({
    ...buildStateBody(build, task, children, 'building', 'failed'),
    new: CANCELED,
  }));
}
