import { XmlRpcDouble, type XmlRpcStruct, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';
import { isCanceled } from '../../live/endings.ts';
import type { Target } from '../../live/targets.ts';
import { sourceUrl } from '../../world/bodies-koji.ts';
import { FIRST_DAY, HOUR, isoKoji, MINUTE, SECOND, startOf } from '../../world/calendar.ts';
import { userId } from '../../world/hosts.ts';
import { hash } from '../../world/rng.ts';
import { tagId } from '../../world/tags.ts';
import type { Build, Host, Repo, Tagging, Task, World } from '../../world/types.ts';
import { wire } from './arguments.ts';

/** How koji's hub shows the records of the world: the same members, in the same types, as the real one. */

const TASK_STATE = { free: 0, open: 1, closed: 2, canceled: 3, failed: 5 } as const;
export const BUILD_STATE = { building: 0, complete: 1, failed: 3, canceled: 4 } as const;
const REPO_STATE = { init: 0, ready: 1, expired: 2, deleted: 3 } as const;
const FIRST_EVENT = 110_000_000;
const REPO_KEPT_MS = 72 * HOUR;

/** Seconds since the epoch, which koji writes as double even when they are whole. */
export function seconds(at: number): XmlRpcDouble {
  return new XmlRpcDouble(at / SECOND);
}

/** Number of the change of koji's database at this moment: ten a second would be possible. */
export function eventAt(at: number): number {
  return FIRST_EVENT + Math.floor((at - startOf(FIRST_DAY)) / 100);
}

/** A moment twice, as text and as number, as koji's newer records have it; null if it has not come yet. */
function moment(name: string, at: number, now: number): XmlRpcStruct {
  const known = at <= now;
  return { [`${name}_time`]: known ? isoKoji(at) : null, [`${name}_ts`]: known ? seconds(at) : null };
}

export function buildState(build: Build, now: number): number {
  if (now < build.completedAt) return BUILD_STATE.building;
  return isCanceled(build) ? BUILD_STATE.canceled : BUILD_STATE[build.outcome];
}

/** A build as lists show it. */
export function buildRecord(build: Build, now: number): XmlRpcStruct {
  const source = sourceUrl(build.name, build.commit);
  return {
    build_id: build.id,
    ...moment('completion', build.completedAt, now),
    creation_event_id: 100_000_000 + build.id,
    ...moment('creation', build.startedAt, now),
    draft: false,
    epoch: null,
    extra: { source: { original_url: source } },
    name: build.name,
    nvr: build.nvr,
    owner_id: userId(build.owner),
    owner_name: build.owner,
    package_id: build.packageId,
    package_name: build.name,
    promoter_id: null,
    promoter_name: null,
    promotion_time: null,
    promotion_ts: null,
    release: build.release,
    source,
    ...moment('start', build.startedAt, now),
    state: buildState(build, now),
    task_id: build.taskId,
    version: build.version,
    volume_id: 0,
    volume_name: 'DEFAULT',
  };
}

export function taskState(task: Task, now: number): number {
  if (now >= task.finishedAt) return TASK_STATE[task.outcome];
  return now < task.startedAt ? TASK_STATE.free : TASK_STATE.open;
}

export function taskRecord(task: Task, now: number, withRequest: boolean): XmlRpcStruct {
  return {
    arch: task.arch,
    awaited: task.parent === null ? null : false,
    channel_id: task.channelId,
    ...moment('completion', task.finishedAt, now),
    ...moment('create', task.createdAt, now),
    host_id: now < task.startedAt ? null : task.hostId,
    id: task.id,
    label: task.label,
    method: task.method,
    owner: userId(task.owner),
    parent: task.parent,
    priority: task.priority,
    ...(withRequest ? { request: wire(task.request) } : {}),
    ...moment('start', task.startedAt, now),
    state: taskState(task, now),
    waiting: task.method === 'build' ? now < task.finishedAt : null,
    weight: new XmlRpcDouble(task.method === 'build' ? 0.2 : 1.5),
  };
}

export type TagInfo = ReturnType<World['tags']>[number];

/** A tag; the build tags have architectures. */
export function tagRecord(tag: TagInfo): XmlRpcStruct {
  return {
    arches: tag.arches,
    id: tag.id,
    locked: false,
    maven_include_all: false,
    maven_support: false,
    name: tag.name,
    perm: null,
    perm_id: null,
  };
}

export function targetRecord({ name, buildTag, destTag }: Target): XmlRpcStruct {
  return {
    build_tag: tagId(buildTag),
    build_tag_name: buildTag,
    dest_tag: tagId(destTag),
    dest_tag_name: destTag,
    id: 1000 + (hash('target', name) % 100_000),
    name,
  };
}

/** A row of the history table `tag_listing`. */
export function taggingRecord(build: Build, tagging: Tagging, now: number): XmlRpcStruct {
  const until = tagging.until !== null && tagging.until <= now ? tagging.until : null;
  const revoker = until === null ? null : (tagging.untaggedBy ?? tagging.by);
  return {
    active: until === null ? true : null,
    'build.state': buildState(build, now),
    build_id: build.id,
    create_event: eventAt(tagging.from),
    create_ts: seconds(tagging.from),
    creator_id: userId(tagging.by),
    creator_name: tagging.by,
    epoch: null,
    name: build.name,
    release: build.release,
    revoke_event: until === null ? null : eventAt(until),
    revoke_ts: until === null ? null : seconds(until),
    revoker_id: revoker === null ? null : userId(revoker),
    revoker_name: revoker,
    'tag.name': tagging.tag,
    tag_id: tagId(tagging.tag),
    version: build.version,
  };
}

export function hostRecord(host: Host, load: number, now: number): XmlRpcStruct {
  const talksAt = now - (hash('seen', host.id, Math.floor(now / MINUTE)) % 110) * SECOND;
  const seen = host.enabled ? Math.min(talksAt, host.silentSince ?? talksAt) : null;
  return {
    arches: host.arches,
    capacity: new XmlRpcDouble(host.capacity),
    comment: null,
    description: null,
    enabled: host.enabled,
    id: host.id,
    name: host.name,
    ready: host.enabled && load < host.capacity,
    task_load: new XmlRpcDouble(load),
    update_ts: seen === null ? null : seconds(seen),
    user_id: userId(host.name),
  };
}

/** `newest` is the newest ready repo of the same tag: those before it have expired. */
export function repoRecord(repo: Repo, newest: Repo | undefined, now: number): XmlRpcStruct {
  const state = repoState(repo, newest, now);
  const changed = state === REPO_STATE.init ? repo.createdAt : repo.readyAt;
  return {
    begin_event: eventAt(repo.createdAt),
    begin_ts: seconds(repo.createdAt),
    create_event: eventAt(repo.createdAt),
    create_ts: seconds(repo.createdAt),
    creation_time: isoKoji(repo.createdAt),
    creation_ts: seconds(repo.createdAt),
    custom_opts: {},
    dist: false,
    end_event: null,
    end_ts: null,
    id: repo.id,
    opts: { debuginfo: false, maven: false, separate_src: false, src: false },
    state,
    state_time: isoKoji(changed),
    state_ts: seconds(changed),
    tag_id: tagId(repo.tag),
    tag_name: repo.tag,
    task_id: repo.taskId,
    task_state: now < repo.readyAt ? TASK_STATE.open : TASK_STATE.closed,
  };
}

export function repoState(repo: Repo, newest: Repo | undefined, now: number): XmlRpcValue & number {
  if (now < repo.readyAt) return REPO_STATE.init;
  if (newest === undefined || repo.id === newest.id) return REPO_STATE.ready;
  return now - repo.readyAt > REPO_KEPT_MS ? REPO_STATE.deleted : REPO_STATE.expired;
}
