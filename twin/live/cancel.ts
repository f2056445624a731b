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

/** Ends a build's task with those it called for, and the build, and takes back all that was to come of it. */
export function cancelBuildTask(live: Live, task: Mutable<Task>): void {
  const now = live.world.now();
  if (now >= task.finishedAt) return;
  const { ledger } = live;
  const children = ledger.tasks.filter(({ parent }) => parent === task.id);
  const build = ledger.builds.find(({ taskId }) => taskId === task.id);
  const isBuilding = build !== undefined && now < build.completedAt;
  for (const one of [task, ...children]) {
    if (now >= one.finishedAt) continue;
    // What nobody had taken up will never begin.
    if (now < one.startedAt) one.startedAt = NEVER;
    one.finishedAt = now;
    one.outcome = 'canceled';
  }
  remove(ledger.tasks, ({ parent, createdAt }) => parent === task.id && createdAt > now);
  ledger.withdraw(now, ({ topic, body }) => topic.endsWith('.task.state.change') && body().id === task.id);
  if (build !== undefined) takeBack(live, build, now);
  if (isBuilding) cancelBuildOf(live, build, task, now);
}

/** Where a build is in no tag yet, nothing of what was to follow from its tag will be. */
function takeBack({ ledger }: Live, { id, nvr }: Build, now: number): void {
  if (ledger.taggings.some(({ buildId, from }) => buildId === id && from <= now)) return;
  const updates = ledger.updates.filter(({ builds }) => builds.includes(id));
  const names = [nvr, `"build_id":${id},`, ...updates.map(({ alias }) => alias)];
  ledger.withdraw(now, ({ body }) => {
    const text = JSON.stringify(body());
    return names.some((name) => text.includes(name));
  });
  remove(ledger.taggings, ({ buildId }) => buildId === id);
  remove(ledger.updates, (update) => updates.includes(update));
  remove(ledger.testRuns, ({ buildId }) => buildId === id);
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
