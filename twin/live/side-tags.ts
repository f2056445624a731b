import { repoBody } from '../world/bodies-koji.ts';
import { CREATEREPO_CHANNEL } from '../world/hosts.ts';
import { SERVICE } from '../world/people.ts';
import { sideTags } from '../world/tags.ts';
import type { Mutable } from '../world/task-book.ts';
import type { Repo } from '../world/types.ts';
import { TASK_FAULT } from './endings.ts';
import { later } from './later.ts';
import type { LiveTag } from './ledger.ts';
import type { Live } from './live.ts';
import { remove } from './remove.ts';
import { isSideTag } from './targets.ts';
import { addTask, failTask } from './tasks.ts';

/** Seconds, at scale 1, from a change of a tag until its repo is made, and until it is ready. */
const REPO_STARTS = 2;
const REPO_READY = 10;
const REPO_PRIORITY = 15;

/** The side tags that somebody made and nobody removed. The world's own are gone with their updates. */
export function sideTagsOf(live: Live): readonly LiveTag[] {
  const now = live.world.now();
  return live.ledger.tags.filter(
    ({ name, at, until }) => isSideTag(name) && at <= now && (until === null || until > now),
  );
}

/** Makes a side tag on a build tag, with the tags where its update will wait, and its first repo. */
export function createSideTag(live: Live, baseTag: string, owner: string): LiveTag {
  const at = live.world.now();
  const name = `${baseTag}-side-${live.ledger.number('sideTag')}`;
  const [first, ...pending] = sideTags(name).map((tag): LiveTag => ({ ...tag, at, until: null, owner }));
  if (first === undefined) throw new Error(`no tags for ${name}`);
  live.ledger.tags.push(first, ...pending);
  makeRepo(live, name, at);
  return first;
}

/** Removes a side tag and what belongs to it, now or later. As in koji, nobody hears that its builds left it. */
export function removeSideTag(live: Live, name: string, by: string, at = live.world.now()): void {
  const names = new Set(sideTags(name).map((tag) => tag.name));
  for (const tag of live.ledger.tags) {
    if (names.has(tag.name) && (tag.until === null || tag.until > at)) tag.until = at;
  }
  takeBackTaggings(live, names, at);
  for (const tagging of live.ledger.taggings) {
    if (!names.has(tagging.tag) || (tagging.until !== null && tagging.until <= at)) continue;
    tagging.until = at;
    tagging.untaggedBy = by;
  }
}

/** What was to be tagged into these tags is not: the tasks that would have done so fail. */
function takeBackTaggings({ ledger }: Live, names: ReadonlySet<string>, after: number): void {
  const isOne = (name: unknown): name is string => typeof name === 'string' && names.has(name);
  remove(ledger.taggings, ({ tag, from }) => isOne(tag) && from > after);
  ledger.withdraw(after, ({ topic, body }) => topic.includes('.buildsys.') && isOne(body().tag));
  for (const task of ledger.tasks) {
    const [tag] = task.request;
    if (task.method !== 'tagBuild' || task.finishedAt <= after || !isOne(tag)) continue;
    const fault = { code: TASK_FAULT.GENERIC, text: `No such tagInfo: '${tag}'` };
    failTask(task, task.finishedAt, fault);
    const parent = ledger.tasks.find(({ id }) => id === task.parent);
    if (parent !== undefined) failTask(parent, parent.finishedAt, fault);
  }
}

/** Makes the repo of a tag anew after a change at a time. */
export function makeRepo(live: Live, tag: string, changedAt: number): void {
  const createdAt = later(live, changedAt, REPO_STARTS);
  const readyAt = later(live, changedAt, REPO_READY);
  const task = addTask(live, {
    method: 'newRepo',
    owner: SERVICE.kojira,
    channelId: CREATEREPO_CHANNEL,
    priority: REPO_PRIORITY,
    createdAt,
    startedAt: createdAt,
    finishedAt: readyAt,
    request: [tag],
  });
  const repo: Mutable<Repo> = { id: live.ledger.number('repo'), tag, createdAt, readyAt, taskId: task.id };
  live.ledger.repos.push(repo);
  live.ledger.publish(createdAt, 'buildsys.repo.init', {}, () => repoBody(repo));
  live.ledger.publish(readyAt, 'buildsys.repo.done', {}, () => repoBody(repo));
}
