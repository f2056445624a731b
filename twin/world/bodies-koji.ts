import type { Body } from './bus.ts';
import { isoKoji, SECOND } from './calendar.ts';
import { hostName, userId } from './hosts.ts';
import { stream } from './rng.ts';
import { tagId } from './tags.ts';
import type { Build, Repo, Rpm, Tagging, Task } from './types.ts';

const KOJI = 'https://koji.fedoraproject.org';
const FILES = 'https://kojipkgs.fedoraproject.org/work';
const TASK_STATES = { closed: 2, canceled: 3, failed: 5 } as const;
const BUILD_STATES = { building: 0, complete: 1, failed: 3 } as const;

/** Where koji fetches a commit of a package from. */
export function sourceUrl(name: string, sha: string): string {
  return `git+https://src.fedoraproject.org/rpms/${name}.git#${sha}`;
}

function taskBody(task: Task, children: readonly Task[]): Body {
  return {
    id: task.id,
    method: task.method,
    arch: task.arch,
    label: task.label,
    owner: task.owner,
    parent: task.parent,
    priority: task.priority,
    channel_id: task.channelId,
    host_id: task.hostId,
    host_name: hostName(task.hostId),
    state: TASK_STATES[task.outcome],
    waiting: task.parent === null ? false : null,
    awaited: task.parent === null ? null : false,
    create_time: task.createdAt / SECOND,
    start_time: task.startedAt / SECOND,
    completion_time: task.finishedAt / SECOND,
    request: task.request,
    result: null,
    url: `${KOJI}/koji/taskinfo?taskID=${task.id}`,
    children: children.map((child) => taskBody(child, [])),
  };
}

/** `buildsys.build.state.change` */
export function buildStateBody(
  build: Build,
  task: Task,
  children: readonly Task[],
  old: 'building' | null,
  state: keyof typeof BUILD_STATES,
): Body {
  return {
    build_id: build.id,
    name: build.name,
    version: build.version,
    release: build.release,
    epoch: null,
    attribute: 'state',
    old: old === null ? null : BUILD_STATES[old],
    new: BUILD_STATES[state],
    task_id: task.id,
    owner: build.owner,
    instance: 'primary',
    url: `${KOJI}/koji/buildinfo?buildID=${build.id}`,
    base_url: KOJI,
    files_base_url: FILES,
    request: task.request,
    task: taskBody(task, state === 'building' ? [] : children),
    creation_time: isoKoji(build.startedAt),
    completion_time: state === 'building' ? null : isoKoji(build.completedAt),
  };
}

/** `buildsys.task.state.change`, of top-level scratch tasks alone. */
export function taskStateBody(
  task: Task,
  children: readonly Task[],
  srpm: string,
  old: string,
  state: string,
): Body {
  return {
    id: task.id,
    method: task.method,
    attribute: 'state',
    old,
    new: state,
    owner: task.owner,
    srpm,
    info: { ...taskBody(task, children), owner: userId(task.owner) },
    instance: 'primary',
    base_url: KOJI,
    files_base_url: FILES,
  };
}

/** `buildsys.tag` and `buildsys.untag` */
export function taggingBody(build: Build, tagging: Tagging, user: string): Body {
  return {
    build_id: build.id,
    name: build.name,
    version: build.version,
    release: build.release,
    owner: build.owner,
    tag: tagging.tag,
    tag_id: tagId(tagging.tag),
    user,
    instance: 'primary',
    base_url: KOJI,
  };
}

/** `buildsys.repo.init` and `buildsys.repo.done` */
export function repoBody(repo: Repo): Body {
  return {
    instance: 'primary',
    repo_id: repo.id,
    tag: repo.tag,
    tag_id: tagId(repo.tag),
    task_id: repo.taskId,
    base_url: KOJI,
  };
}

/** `buildsys.rpm.sign`: one for every rpm of a build. */
export function rpmSignBody(build: Build, rpm: Rpm, sigkey: string): Body {
  const rng = stream('rpm', rpm.id);
  const source = sourceUrl(build.name, build.commit);
  return {
    instance: 'primary',
    sigkey,
    sighash: rng.hex(32),
    rpm: {
      id: rpm.id,
      build_id: build.id,
      buildroot_id: 50_000_000 + rng.int(0, 9_999_999),
      name: rpm.name,
      version: build.version,
      release: build.release,
      arch: rpm.arch,
      epoch: null,
      size: rpm.size,
      payloadhash: rng.hex(32),
      buildtime: Math.floor(build.completedAt / SECOND) - 30,
      external_repo_id: 0,
      external_repo_name: 'INTERNAL',
      metadata_only: false,
      extra: null,
    },
    build: {
      id: build.id,
      build_id: build.id,
      nvr: build.nvr,
      name: build.name,
      package_name: build.name,
      package_id: build.packageId,
      version: build.version,
      release: build.release,
      epoch: null,
      state: BUILD_STATES.complete,
      task_id: build.taskId,
      owner_id: userId(build.owner),
      owner_name: build.owner,
      source,
      extra: { source: { original_url: source } },
      creation_event_id: 100_000_000 + build.id,
      creation_time: build.startedAt / SECOND,
      creation_ts: build.startedAt / SECOND,
      start_time: build.startedAt / SECOND,
      completion_time: build.completedAt / SECOND,
      volume_id: 0,
      volume_name: 'DEFAULT',
      cg_id: null,
      cg_name: null,
    },
  };
}
