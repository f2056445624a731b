import type { Build, Task } from '../world/types.ts';

/** Why a task failed, as its result tells. */
export interface TaskFault {
  readonly code: number;
  readonly text: string;
}

/** The hub's codes for what goes wrong in tasks. */
export const TASK_FAULT = { GENERIC: 1000, TAG: 1003, BUILD: 1005 } as const;

const faults = new WeakMap<Task, TaskFault>();
const canceled = new WeakSet<Build>();

/** Notes why a task fails: the world's records say only that one does. */
export function noteFault(task: Task, fault: TaskFault): void {
  faults.set(task, fault);
}

/** Why this task failed, where more is known than that it did. */
export function faultOfTask(task: Task): TaskFault | undefined {
  return faults.get(task);
}

/** Notes that a build ended because somebody wanted it to: the world's records know only failed ones. */
export function noteCanceled(build: Build): void {
  canceled.add(build);
}

export function isCanceled(build: Build): boolean {
  return canceled.has(build);
}
