import type {
  Build,
  Commit,
  Message,
  MessageKind,
  PullRequest,
  Repo,
  Tagging,
  Task,
  TestRun,
  Update,
  Waiver,
  World,
} from '../world/types.ts';
import { type Conduct, WELL } from './conduct.ts';
import { Ledger } from './ledger.ts';
import { Merge } from './merge.ts';

const SECOND = 1000;

/** The part of a twin that clients change. */
export interface Live {
  /** The world with all that clients have done to it. */
  readonly world: World;
  readonly ledger: Ledger;
  /** As it is at this moment. */
  readonly conduct: Conduct;
  /** Changes the conduct from now on; what has been planned already stays. */
  behave(change: Partial<Conduct>): void;
  /** How long something takes here that takes so many seconds at scale 1, in milliseconds. */
  span(seconds: number): number;
}

export function createLive(base: World, given: Partial<Conduct> = {}): Live {
  let conduct: Conduct = { ...WELL, ...given };
  const ledger = new Ledger(() => conduct.lost);
  return {
    world: overlaid(base, ledger),
    ledger,
    get conduct() {
      return conduct;
    },
    behave: (change) => {
      conduct = { ...conduct, ...change };
    },
    span: (seconds) => (seconds * SECOND) / conduct.timeScale,
  };
}

const at = (item: { readonly at: number }): number => item.at;
const from = (item: { readonly from: number }): number => item.from;
const createdAt = (item: { readonly createdAt: number }): number => item.createdAt;
const startedAt = (item: { readonly startedAt: number }): number => item.startedAt;
const queuedAt = (item: { readonly queuedAt: number }): number => item.queuedAt;
const openedAt = (item: { readonly openedAt: number }): number => item.openedAt;

/** What each kind of list of messages holds, as a message itself says. */
const NAMES = {
  topic: ({ topic }) => [topic],
  category: ({ category }) => [category],
  package: ({ packages }) => packages,
  user: ({ users }) => users,
} as const satisfies Record<MessageKind, (message: Message) => readonly string[]>;

/** One merged list for each key of a kind of lists, so that each stays the same array while nothing happens. */
function keyed<T>(timeOf: (item: T) => number) {
  const lists = new Map<string | number, Merge<T>>();
  return (key: string | number, base: readonly T[], added: readonly T[], now: number): readonly T[] => {
    const known = lists.get(key) ?? new Merge<T>(timeOf);
    lists.set(key, known);
    return known.of(base, added, now);
  };
}

function overlaid(base: World, ledger: Ledger): World {
  const now = (): number => base.now();
  const whole = {
    builds: new Merge<Build>(startedAt),
    tasks: new Merge<Task>(createdAt),
    updates: new Merge<Update>(createdAt),
    testRuns: new Merge<TestRun>(queuedAt),
    waivers: new Merge<Waiver>(at),
    repos: new Merge<Repo>(createdAt),
    messages: new Merge<Message>(at),
  };
  const by = {
    commits: keyed<Commit>(at),
    pullRequests: keyed<PullRequest>(openedAt),
    builds: keyed<Build>(startedAt),
    tasks: keyed<Task>(createdAt),
    children: keyed<Task>(createdAt),
    taggingsOf: keyed<Tagging>(from),
    taggingsIn: keyed<Tagging>(from),
    testRuns: keyed<TestRun>(queuedAt),
    repos: keyed<Repo>(createdAt),
    messages: keyed<Message>(at),
  };
  /** The one that has come already. */
  const visible = <T>(items: readonly T[], is: (item: T) => boolean, timeOf: (item: T) => number) =>
    items.find((item) => is(item) && timeOf(item) <= now());

  return {
    ...base,
    tags: () => {
      const moment = now();
      const live = ledger.tags.filter(
        (tag) => tag.at <= moment && (tag.until === null || tag.until > moment),
      );
      return live.length === 0 ? base.tags() : [...base.tags(), ...live];
    },
    commits: (name) =>
      by.commits(
        name,
        base.commits(name),
        ledger.commits.filter((one) => one.package === name),
        now(),
      ),
    pullRequests: (name) =>
      by.pullRequests(
        name,
        base.pullRequests(name),
        ledger.pullRequests.filter((one) => one.package === name),
        now(),
      ),
    builds: () => whole.builds.of(base.builds(), ledger.builds, now()),
    build: (key) =>
      visible(ledger.builds, ({ id, nvr }) => id === key || nvr === key, startedAt) ?? base.build(key),
    buildsOf: (name) =>
      by.builds(
        name,
        base.buildsOf(name),
        ledger.builds.filter((one) => one.name === name),
        now(),
      ),
    task: (id) => visible(ledger.tasks, (one) => one.id === id, createdAt) ?? base.task(id),
    tasks: () => whole.tasks.of(base.tasks(), ledger.tasks, now()),
    tasksBy: (method) =>
      by.tasks(
        method,
        base.tasksBy(method),
        ledger.tasks.filter((one) => one.method === method),
        now(),
      ),
    childrenOf: (id) =>
      by.children(
        id,
        base.childrenOf(id),
        ledger.tasks.filter(({ parent }) => parent === id),
        now(),
      ),
    taggingsOf: (id) =>
      by.taggingsOf(
        id,
        base.taggingsOf(id),
        ledger.taggings.filter(({ buildId }) => buildId === id),
        now(),
      ),
    taggingsIn: (tag) =>
      by.taggingsIn(
        tag,
        base.taggingsIn(tag),
        ledger.taggings.filter((one) => one.tag === tag),
        now(),
      ),
    updates: () => whole.updates.of(base.updates(), ledger.updates, now()),
    update: (alias) => visible(ledger.updates, (one) => one.alias === alias, createdAt) ?? base.update(alias),
    updateOf: (id) =>
      visible(ledger.updates, (one) => one.builds.includes(id), createdAt) ?? base.updateOf(id),
    testRuns: () => whole.testRuns.of(base.testRuns(), ledger.testRuns, now()),
    testRunsOf: (id) =>
      by.testRuns(
        id,
        base.testRunsOf(id),
        ledger.testRuns.filter(({ buildId }) => buildId === id),
        now(),
      ),
    waivers: () => whole.waivers.of(base.waivers(), ledger.waivers, now()),
    repos: () => whole.repos.of(base.repos(), ledger.repos, now()),
    reposOf: (tag) =>
      by.repos(
        tag,
        base.reposOf(tag),
        ledger.repos.filter((one) => one.tag === tag),
        now(),
      ),
    messages: () => whole.messages.of(base.messages(), ledger.messages, now()),
    messagesIn: (kind, name) =>
      by.messages(
        `${kind} ${name}`,
        base.messagesIn(kind, name),
        ledger.messages.filter((message) => NAMES[kind](message).includes(name)),
        now(),
      ),
    message: (id) => visible(ledger.messages, (one) => one.id === id, at) ?? base.message(id),
  };
}
