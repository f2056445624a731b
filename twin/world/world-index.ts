import type { Chunk } from './chunk.ts';
import { RELEASE_TAGS } from './tags.ts';
import { Timeline, timelinesBy } from './timeline.ts';
import type { Build, Compose, PullRequest, Tagging, Task, Update } from './types.ts';

/** Makes a value when it is first asked for, and keeps it. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const createdAt = (item: { readonly createdAt: number }): number => item.createdAt;
const startedAt = (item: { readonly startedAt: number }): number => item.startedAt;
const queuedAt = (item: { readonly queuedAt: number }): number => item.queuedAt;
const at = (item: { readonly at: number }): number => item.at;
const from = (item: Tagging): number => item.from;
const openedAt = (item: PullRequest): number => item.openedAt;

function composesWithUpdates(composes: readonly Compose[], updates: readonly Update[]): Compose[] {
  const taken = new Map<string, string[]>();
  const take = (
    request: Compose['request'],
    { releaseName, alias }: Update,
    finishedAt: number | null,
  ): void => {
    if (finishedAt === null) return;
    const key = `${releaseName} ${request} ${finishedAt}`;
    taken.set(key, [...(taken.get(key) ?? []), alias]);
  };
  for (const update of updates) {
    take('testing', update, update.testingAt);
    take('stable', update, update.stableAt);
  }
  return composes.map((compose) => ({
    ...compose,
    updates: taken.get(`${compose.releaseName} ${compose.request} ${compose.finishedAt}`) ?? [],
  }));
}

function childrenOf(tasks: readonly Task[]): Map<number, Task[]> {
  const children = new Map<number, Task[]>();
  for (const task of tasks) {
    if (task.parent === null) continue;
    const list = children.get(task.parent);
    if (list === undefined) children.set(task.parent, [task]);
    else list.push(task);
  }
  return children;
}

/**
 * Every record of several days, in the orders in which the systems ask for them.
 * Each order is only made when somebody asks for it.
 */
export function createIndex(chunks: ReadonlyMap<number, Chunk>) {
  const days = [...chunks.values()].sort((one, other) => one.day - other.day);
  const all = <T>(listOf: (chunk: Chunk) => readonly T[], timeOf: (item: T) => number): (() => T[]) =>
    once(() => days.flatMap(listOf).sort((one, other) => timeOf(one) - timeOf(other)));
  const line = <T>(items: () => readonly T[], timeOf: (item: T) => number): (() => Timeline<T>) =>
    once(() => new Timeline(items(), timeOf));
  const lines = <T, K>(items: () => readonly T[], timeOf: (item: T) => number, keyOf: (item: T) => K) =>
    once(() => timelinesBy(items(), timeOf, (item) => [keyOf(item)]));

  const builds = all((chunk) => chunk.builds, startedAt);
  const tasks = all((chunk) => chunk.tasks, createdAt);
  const taggings = all((chunk) => chunk.taggings, from);
  const updates = all((chunk) => chunk.updates, createdAt);
  const testRuns = all((chunk) => chunk.testRuns, queuedAt);
  const messages = all((chunk) => chunk.messages, at);
  const composes = all((chunk) => chunk.composes, createdAt);
  const repos = all((chunk) => chunk.repos, createdAt);
  const sides = all((chunk) => chunk.sideTags, at);
  const orders = {
    tags: line(() => [...RELEASE_TAGS.map((tag) => ({ ...tag, at: 0 })), ...sides()], at),
    builds: line(builds, startedAt),
    buildsByKey: once(
      () =>
        new Map<number | string, Build>(
          builds().flatMap((build) => [[build.id, build] as const, [build.nvr, build] as const]),
        ),
    ),
    buildsByPackage: lines(builds, startedAt, ({ name }) => name),
    tasks: line(tasks, createdAt),
    tasksByMethod: lines<Task, string>(tasks, createdAt, ({ method }) => method),
    childrenByTask: once(() => childrenOf(tasks())),
    taggingsByBuild: lines(taggings, from, ({ buildId }) => buildId),
    taggingsByTag: lines(taggings, from, ({ tag }) => tag),
    updates: line(updates, createdAt),
    updatesByKey: once(
      () =>
        new Map<number | string, Update>(
          updates().flatMap((update) =>
            [update.alias, ...update.builds].map((key) => [key, update] as const),
          ),
        ),
    ),
    pullRequestsByPackage: lines(
      all((chunk) => chunk.pullRequests, openedAt),
      openedAt,
      (request) => request.package,
    ),
    testRuns: line(testRuns, queuedAt),
    testRunsByBuild: lines(testRuns, queuedAt, ({ buildId }) => buildId),
    waivers: line(
      all((chunk) => chunk.waivers, at),
      at,
    ),
    composes: line(() => composesWithUpdates(composes(), updates()), createdAt),
    repos: line(repos, createdAt),
    reposByTag: lines(repos, createdAt, ({ tag }) => tag),
    koscheiBuilds: line(
      all((chunk) => chunk.koscheiBuilds, startedAt),
      startedAt,
    ),
    messages: line(messages, at),
    messagesByTopic: lines(messages, at, ({ topic }) => topic),
    messagesByCategory: lines(messages, at, ({ category }) => category),
    messagesByPackage: once(() => timelinesBy(messages(), at, ({ packages }) => [...new Set(packages)])),
    messagesByUser: once(() => timelinesBy(messages(), at, ({ users }) => [...new Set(users)])),
  };
  const making: readonly (() => unknown)[] = Object.values(orders);
  return { chunks, making, ...orders };
}

export type Index = ReturnType<typeof createIndex>;
