import type { ProbeContext } from '../../probe/probe.ts';
import { filled, filledText, nullable, number, object, type Shaped, string } from '../../protocols/shape.ts';
import { bodiesOf, topicHistory } from '../datagrepper/history.ts';

/** How far back triggers and tests are read; the window of a search that holds them all. */
export const WINDOW_SECONDS = 3 * 3600;
/** The same where so few tests were made that they tell nothing: at Christmas. */
export const QUIET_SECONDS = 12 * 3600;
/** Pages of 100: some updates come an hour, and each starts a handful of tests. */
const TRIGGER_PAGES = 1;
const TEST_PAGES = 3;
/** Clocks of two publishers. */
const SLACK_MS = 60_000;

const TRIGGER = 'bodhi.update.status.testing.koji-build-group.build.complete';
/** CI tests Fedora’s releases, by their name at bodhi or, until 2021, their dist tag; not EPEL, ELN or containers. */
const TESTED = /^f\d+$/i;

const trigger = object({
  artifact: object({
    builds: filled(object({ nvr: filledText, task_id: nullable(number) })),
    release: nullable(string),
  }),
  update: nullable(object({ release: object({ name: string }) })),
});

const test = object({
  /** The id is that of koji’s task. */
  artifact: object({ id: nullable(number), nvr: nullable(string) }),
  test: object({ namespace: string, type: string, category: string }),
});

/** A build that was handed to CI. */
export interface Trigger {
  readonly at: number;
  readonly nvr: string;
  readonly taskId: number | null;
}

/** A message about the test of a build. */
export interface TestMessage {
  readonly at: number;
  readonly nvr: string | null;
  readonly taskId: number | null;
  /** Build and test case. */
  readonly key: string;
}

interface History<T> {
  readonly all: readonly T[];
  /** From when on (ms) nothing is missing. */
  readonly since: number;
}

/** The builds that bodhi has handed to CI lately, those alone that CI tests. */
export async function triggers(context: ProbeContext): Promise<History<Trigger>> {
  const window = { topic: TRIGGER, seconds: WINDOW_SECONDS, pages: TRIGGER_PAGES };
  const { messages, since } = await topicHistory(context, window);
  const all = bodiesOf(messages, trigger)
    .filter(({ body }) => TESTED.test(body.update?.release.name ?? body.artifact.release ?? ''))
    .flatMap(({ at, body }) => body.artifact.builds.map(({ nvr, task_id: taskId }) => ({ at, nvr, taskId })));
  return { all, since };
}

type State = 'queued' | 'complete' | 'error';

/** What CI has said of its tests lately. */
export async function tests(
  context: ProbeContext,
  state: State,
  seconds = WINDOW_SECONDS,
): Promise<History<TestMessage>> {
  const { messages, since } = await topicHistory(context, {
    topic: `ci.koji-build.test.${state}`,
    prefix: context.target.ciTopicPrefix,
    seconds,
    pages: TEST_PAGES,
  });
  return { all: bodiesOf(messages, test).map(({ at, body }) => toTest(at, body)), since };
}

function toTest(at: number, { artifact, test: one }: Shaped<typeof test>): TestMessage {
  const { id: taskId, nvr } = artifact;
  return { at, nvr, taskId, key: `${taskId ?? nvr} ${one.namespace}.${one.type}.${one.category}` };
}

/** How many messages of a state were sent in a day. */
export async function countOfDay(context: ProbeContext, state: State): Promise<number> {
  const { total } = await topicHistory(context, {
    topic: `ci.koji-build.test.${state}`,
    prefix: context.target.ciTopicPrefix,
    seconds: 86_400,
    pages: 1,
    rows: 1,
  });
  return total;
}

/** A trigger, and when CI queued the first test that it started; null if none is known of. */
export interface Start extends Trigger {
  readonly queuedAt: number | null;
}

/** What became of the triggers; those from before the oldest message about tests tell nothing. */
export function startsOf({ all, since }: History<Trigger>, queued: History<TestMessage>): readonly Start[] {
  const known = Math.max(since, queued.since);
  return all
    .filter(({ at }) => at > known + SLACK_MS)
    .map((one) => {
      const later = queued.all.filter((test) => isOf(test, one) && test.at >= one.at - SLACK_MS);
      return { ...one, queuedAt: later.length === 0 ? null : Math.min(...later.map(({ at }) => at)) };
    });
}

function isOf(test: TestMessage, { nvr, taskId }: Trigger): boolean {
  return test.nvr === nvr || (taskId !== null && test.taskId === taskId);
}

/** How long (ms) after its trigger a test was queued, or has not been. */
export function waitOf({ at, queuedAt }: Start, now: number): number {
  return Math.max(0, (queuedAt ?? now) - at);
}
