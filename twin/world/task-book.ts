import { FIRST_DAY } from './calendar.ts';
import { DEFAULT_CHANNEL, hostFor } from './hosts.ts';
import type { Rng } from './rng.ts';
import type { Task, TaskMethod } from './types.ts';

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const FIRST_TASK = 138_000_000;
const PER_DAY = 4000;

interface NewTask {
  readonly method: TaskMethod;
  readonly owner: string;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly request: readonly unknown[];
  readonly label?: string;
  readonly arch?: string;
  readonly channelId?: number;
  readonly priority?: number;
  readonly outcome?: Task['outcome'];
  readonly parent?: Task;
  /** Told the task's id as soon as it has one. */
  readonly numbered?: (id: number) => void;
}

interface Entry {
  readonly task: Mutable<Task>;
  readonly parent: Task | undefined;
  readonly numbered: ((id: number) => void) | undefined;
}

/** Day and place within it of the task with this id, in a world with such room a day. */
export function taskPlace(id: number, room: number): { readonly day: number; readonly index: number } {
  const perDay = PER_DAY * room;
  return { day: FIRST_DAY + Math.floor((id - FIRST_TASK) / perDay), index: (id - FIRST_TASK) % perDay };
}

/** Collects the koji tasks of one day; their ids are only known when the day is complete. */
export class TaskBook {
  readonly #day: number;
  readonly #perDay: number;
  readonly #entries: Entry[] = [];

  constructor(day: number, room: number) {
    this.#day = day;
    this.#perDay = PER_DAY * room;
  }

  add(rng: Rng, wanted: NewTask): Task {
    const arch = wanted.arch ?? 'noarch';
    const channelId = wanted.channelId ?? DEFAULT_CHANNEL;
    const task: Mutable<Task> = {
      id: 0,
      method: wanted.method,
      parent: null,
      label: wanted.label ?? null,
      arch,
      owner: wanted.owner,
      hostId: hostFor(arch, channelId, rng),
      channelId,
      priority: wanted.priority ?? 20,
      createdAt: wanted.createdAt,
      startedAt: wanted.startedAt,
      finishedAt: wanted.finishedAt,
      outcome: wanted.outcome ?? 'closed',
      request: wanted.request,
    };
    this.#entries.push({ task, parent: wanted.parent, numbered: wanted.numbered });
    return task;
  }

  ordered(): readonly Task[] {
    const entries = this.#entries.sort((one, other) => one.task.createdAt - other.task.createdAt);
    if (entries.length > this.#perDay) throw new Error(`${entries.length} tasks in one day of the twin`);
    for (const [index, { task }] of entries.entries()) {
      task.id = FIRST_TASK + (this.#day - FIRST_DAY) * this.#perDay + index;
    }
    for (const { task, parent, numbered } of entries) {
      task.parent = parent?.id ?? null;
      numbered?.(task.id);
    }
    return entries.map(({ task }) => task);
  }
}
