import { DEFAULT_CHANNEL, hostFor } from '../world/hosts.ts';
import { stream } from '../world/rng.ts';
import type { Mutable } from '../world/task-book.ts';
import type { Task, TaskMethod } from '../world/types.ts';
import { noteFault, type TaskFault } from './endings.ts';
import type { Live } from './live.ts';

/** What koji adds to a task's priority, or takes from its parent's. */
export const DEFAULT_PRIORITY = 20;

export const NEVER = Number.POSITIVE_INFINITY;

interface NewTask {
  readonly method: TaskMethod;
  readonly owner: string;
  readonly createdAt: number;
  readonly startedAt: number;
  /** `NEVER` for one that hangs. */
  readonly finishedAt: number;
  readonly request: readonly unknown[];
  readonly label?: string;
  readonly arch?: string;
  readonly channelId?: number;
  readonly priority?: number;
  readonly parent?: Task;
}

/** A task that somebody's call makes, with all that becomes of it; it ends well unless `failTask` says otherwise. */
export function addTask(live: Live, wanted: NewTask): Mutable<Task> {
  const { parent, label = null, arch = 'noarch', channelId = DEFAULT_CHANNEL, ...rest } = wanted;
  const id = live.ledger.number('task');
  const task: Mutable<Task> = {
    priority: parent === undefined ? DEFAULT_PRIORITY : parent.priority - 1,
    ...rest,
    id,
    parent: parent?.id ?? null,
    label,
    arch,
    channelId,
    hostId: hostFor(arch, channelId, stream(live.world.seed, 'live task', id)),
    outcome: 'closed',
  };
  live.ledger.tasks.push(task);
  return task;
}

/** Ends a task with a fault. */
export function failTask(task: Mutable<Task>, finishedAt: number, fault: TaskFault): void {
  task.finishedAt = finishedAt;
  task.outcome = 'failed';
  noteFault(task, fault);
}
