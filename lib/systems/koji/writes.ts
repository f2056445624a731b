import { excerpt } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import {
  anything,
  filledText,
  list,
  nullable,
  number,
  object,
  type Shape,
  type Shaped,
  ShapeError,
} from '../../protocols/shape.ts';
import { call, kojiCall } from './client.ts';
import { TASK_STATE } from './queue.ts';
import type { KojiSession } from './session.ts';

/** What a packager changes at the hub, and how to see what became of it, which needs no login. */

/** How tasks end; before that they are `TASK_STATE`. */
export const TASK_END = { CLOSED: 2, CANCELED: 3, FAILED: 5 } as const;

const UNFINISHED: readonly number[] = Object.values(TASK_STATE);
/** More builds than the account of a monitor makes in days. */
const MOST_OWN_TASKS = 200;

interface BuildOptions {
  /** For nobody: it gets no name and no tag. */
  readonly scratch?: boolean;
}

/** Submits a build of a commit; the answer is the number of its task. */
export function submitBuild(
  context: ProbeContext,
  session: KojiSession,
  source: string,
  target: string,
  options: BuildOptions = {},
): Promise<number> {
  return session.call(context, kojiCall(number, 'build', [source, target, { ...options }]));
}

/** Ends a task with all below it. What has ended already is left as it is. */
export async function cancelTask(context: ProbeContext, session: KojiSession, task: number): Promise<void> {
  await session.call(context, kojiCall(anything, 'cancelTask', [task]));
}

const sideTag = object({ id: number, name: filledText });

/** Makes a side tag on a build tag, and a target of its name, which is the answer. */
export async function sideTagOn(
  context: ProbeContext,
  session: KojiSession,
  buildTag: string,
): Promise<string> {
  return (await session.call(context, kojiCall(sideTag, 'createSideTag', [buildTag]))).name;
}

/** Removes a side tag of one's own; the builds in it stay. */
export async function removeSideTag(
  context: ProbeContext,
  session: KojiSession,
  name: string,
): Promise<void> {
  await session.call(context, kojiCall(anything, 'removeSideTag', [name]));
}

/** Takes a build out of a tag; that it is not in there is fine too. */
export async function untagBuild(
  context: ProbeContext,
  session: KojiSession,
  tag: string,
  build: number | string,
): Promise<void> {
  await session.call(context, kojiCall(anything, 'untagBuild', [tag, build], { strict: false }));
}

const account = object({ id: number, name: filledText });
type Account = Shaped<typeof account>;

/** Who is logged in, as koji knows them. */
export function loggedIn(context: ProbeContext, session: KojiSession): Promise<Account> {
  return session.call(context, kojiCall(account, 'getLoggedInUser'));
}

/** The names of an account's side tags. */
export async function sideTagsOf(context: ProbeContext, user: string): Promise<readonly string[]> {
  const { data } = await call(context, kojiCall(list(sideTag), 'listSideTags', [], { user }));
  return data.map(({ name }) => name);
}

const buildRequest: Shape<{ readonly source: string; readonly target: string }> = (value, path) => {
  const [source, target] = list(anything)(value, path);
  if (typeof source !== 'string' || typeof target !== 'string') {
    throw new ShapeError(path, 'a list that begins with source and target', value);
  }
  return { source, target };
};

const ownBuild = object({ id: number, state: number, create_ts: number, request: buildRequest });
export type OwnBuild = Shaped<typeof ownBuild>;

/** The newest build tasks of an account, by its number, with what they build for which target. */
export async function buildTasksOf(context: ProbeContext, owner: number): Promise<readonly OwnBuild[]> {
  const opts = { owner, method: 'build', decode: true };
  const queryOpts = { limit: MOST_OWN_TASKS, order: '-id' };
  const { data } = await call(context, kojiCall(list(ownBuild), 'listTasks', [], { opts, queryOpts }));
  return data;
}

/** Whether a task has not ended. */
export function isOpen({ state }: Pick<OwnBuild, 'state'>): boolean {
  return UNFINISHED.includes(state);
}

const progress = object({
  id: number,
  method: filledText,
  state: number,
  create_ts: number,
  /** Null before it is taken up, and for ever where it was canceled before. */
  start_ts: nullable(number),
  completion_ts: nullable(number),
});
export type TaskProgress = Shaped<typeof progress>;

/** How far a task is. */
export async function taskProgress(context: ProbeContext, task: number): Promise<TaskProgress> {
  return (await call(context, kojiCall(progress, 'getTaskInfo', [task], { strict: true }))).data;
}

/** Why a task has ended badly, in words; null where it did well or still goes on. */
export async function taskFailure(context: ProbeContext, task: number): Promise<string | null> {
  const { state, method } = await taskProgress(context, task);
  if (state === TASK_END.CANCELED) return `task ${task} (${method}) was canceled`;
  if (state !== TASK_END.FAILED) return null;
  const asked = kojiCall(taskFault, 'getTaskResult', [task], { raise_fault: false });
  const { faultCode, faultString } = (await call(context, asked)).data;
  return `task ${task} (${method}) failed: ${excerpt(faultString)} (fault ${faultCode})`;
}

/** The result of a task that failed. */
const taskFault = object({ faultCode: number, faultString: filledText });
