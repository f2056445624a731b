import {
  anything,
  filledText,
  list,
  number,
  object,
  type Shape,
  type Shaped,
} from '../../protocols/shape.ts';
import { ageInWords } from '../../protocols/time.ts';
import { kojiCall } from './client.ts';
import { channels } from './schema.ts';

/** States of a task that wait for a builder, and of those that have one. */
export const TASK_STATE = { FREE: 0, OPEN: 1, ASSIGNED: 4 } as const;
/** Koji's usual priority. A higher figure waits for all others: Koschei's, and those of a mass rebuild. */
const USUAL_PRIORITY = 20;
/** Tasks that are looked at one by one; a longer queue is counted. */
export const ROWS = 1000;

const waitingTask = object({
  id: number,
  method: filledText,
  arch: filledText,
  channel_id: number,
  owner: number,
  priority: number,
  state: number,
  create_ts: number,
});
export type WaitingTask = Shaped<typeof waitingTask>;

const waitingTasks = list(waitingTask);

/**
 * Tasks of these states, the most urgent first and of those the oldest: the thousands of a mass rebuild would hide all
 * others.
 */
export const tasksIn = (states: readonly number[]) =>
  kojiCall(waitingTasks, 'listTasks', [], {
    opts: { state: states },
    queryOpts: { limit: ROWS, order: 'priority,id' },
  });

/** How many tasks have these states, of everybody or of one owner. */
export const countIn = (states: readonly number[], owner?: number) =>
  kojiCall(number, 'listTasks', [], {
    opts: { state: states, ...(owner === undefined ? {} : { owner }) },
    queryOpts: { countOnly: true },
  });

/** Tasks that wait for a builder. */
export interface TaskQueue {
  /** The most urgent of them. */
  readonly tasks: readonly WaitingTask[];
  readonly total: number;
  readonly channels: Shaped<typeof channels>;
}

/** A queue, made of three answers: the most urgent tasks, their number, and the names of the channels. */
export const taskQueue: Shape<TaskQueue> = (value, path) => {
  const [tasks, total, names] = list(anything)(value, path);
  return {
    tasks: waitingTasks(tasks, 'listTasks'),
    total: number(total, 'listTasks'),
    channels: channels(names, 'listChannels'),
  };
};

/** The tasks that nothing but a builder keeps waiting: those of low priority wait for others by design. */
export function urgent({ tasks }: Pick<TaskQueue, 'tasks'>): readonly WaitingTask[] {
  return tasks.filter(({ priority }) => priority <= USUAL_PRIORITY);
}

/** How many of a queue have the usual priority: of a page that holds no other task, all that were not read may have. */
export function countUrgent(queue: Pick<TaskQueue, 'tasks' | 'total'>): number {
  const { length } = urgent(queue);
  return length < queue.tasks.length ? length : queue.total;
}

/** How many wait for others by design, for the end of a line. */
export function backgroundInWords(queue: Pick<TaskQueue, 'tasks' | 'total'>): string {
  const behind = queue.total - countUrgent(queue);
  return behind === 0 ? '' : `; ${behind} of low priority`;
}

/** How many wait for each architecture, and in each channel. */
export function lengthsInWords(queue: TaskQueue): string {
  if (queue.total === 0) return 'no task waits for a builder';
  const more = queue.total > queue.tasks.length ? `, the first ${queue.tasks.length} by` : ':';
  const parts = [archOf, channelOf(queue)].map((of) =>
    inWords([...groups(queue.tasks, of)].map(([name, all]) => [name, all.length])),
  );
  return `${queue.total} wait${more} ${parts.join('; ')}`;
}

/** How long the oldest of each architecture, and of each channel, has waited. */
export function agesInWords(queue: TaskQueue, tasks: readonly WaitingTask[], now: number): string {
  const parts = [archOf, channelOf(queue)].map((of) =>
    inWords(
      [...groups(tasks, of)].map(([name, all]) => [name, Math.max(...all.map((one) => waited(one, now)))]),
      ageInWords,
    ),
  );
  return parts.join('; ');
}

/** How long a task has waited, in ms. */
export function waited({ create_ts }: WaitingTask, now: number): number {
  return Math.max(0, now - create_ts * 1000);
}

type Grouping = (task: WaitingTask) => string;

const archOf: Grouping = ({ arch }) => arch;

function channelOf(queue: TaskQueue): Grouping {
  const names = new Map(queue.channels.map(({ id, name }) => [id, name]));
  return ({ channel_id }) => `channel ${names.get(channel_id) ?? channel_id}`;
}

function groups(tasks: readonly WaitingTask[], of: Grouping): ReadonlyMap<string, readonly WaitingTask[]> {
  const found = new Map<string, WaitingTask[]>();
  for (const task of tasks) {
    const group = found.get(of(task)) ?? [];
    group.push(task);
    found.set(of(task), group);
  }
  return found;
}

/** The largest first. */
function inWords(
  figures: readonly (readonly [string, number])[],
  as: (figure: number) => string = String,
): string {
  return [...figures]
    .sort((one, other) => other[1] - one[1])
    .map(([name, figure]) => `${name} ${as(figure)}`)
    .join(', ');
}

/** What most of a list has in common, and how many; null for an empty list. */
export function commonest<T>(values: readonly T[]): { readonly value: T; readonly count: number } | null {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let found: { value: T; count: number } | null = null;
  for (const [value, count] of counts) if (found === null || count > found.count) found = { value, count };
  return found;
}
