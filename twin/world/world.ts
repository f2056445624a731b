import { CI_TOPIC_PREFIX, placeOf, TOPIC_PREFIX } from './bus.ts';
import { dayOf, FIRST_DAY, isoSeconds, quarterOf, startOf } from './calendar.ts';
import type { Chunk } from './chunk.ts';
import { History } from './commits.ts';
import { createDay } from './day.ts';
import { CHANNELS, HOSTS } from './hosts.ts';
import { createPackages, type Packages } from './packages.ts';
import { planDay } from './plan.ts';
import { Season, type SeasonName } from './seasons.ts';
import { taskPlace } from './task-book.ts';
import type { Timeline } from './timeline.ts';
import type { Message, MessageKind, Task, World } from './types.ts';
import { createIndex, type Index } from './world-index.ts';

/** Thirty whole days behind now, whatever the hour. */
const DAYS_BEHIND = 30;
/** What a day holds may begin most of a day earlier, with a pull request: one day ahead leaves nothing out. */
const DAYS_AHEAD = 1;

interface WorldOptions {
  /** Two worlds of one seed are the same at the same moment. */
  readonly seed?: number;
  /** The clock; the machine's own by default. */
  readonly now?: () => number;
  /** What time of the year it is: counted from the moment at which the world is made. */
  readonly season?: SeasonName;
  /** Whether the bus also carries what Fedora stopped sending: `greenwave.decision.update`. */
  readonly legacyMessages?: boolean;
}

interface DaysOptions {
  readonly seed: number;
  readonly season: Season;
  readonly legacyMessages: boolean;
  readonly packages: Packages;
  readonly history: History;
}

/** Days of the world, made as the clock reaches them. */
class Days {
  readonly #seed: number;
  readonly #season: Season;
  readonly #legacyMessages: boolean;
  readonly #packages: Packages;
  readonly #history: History;
  readonly #chunks = new Map<number, Chunk>();
  #planned: number;
  #today = Number.NEGATIVE_INFINITY;
  #index: Index = createIndex(new Map());

  constructor({ seed, season, legacyMessages, packages, history }: DaysOptions, now: number) {
    this.#seed = seed;
    this.#season = season;
    this.#legacyMessages = legacyMessages;
    this.#packages = packages;
    this.#history = history;
    const first = dayOf(now) - DAYS_BEHIND;
    if (first < FIRST_DAY) {
      throw new Error(
        `the twin has no world at ${isoSeconds(now)}: its first is that of ${isoSeconds(
          startOf(FIRST_DAY + DAYS_BEHIND),
        )}`,
      );
    }
    // Commits depend on all before them: counted from a fixed day, a restart tomorrow gives the same ids.
    this.#planned = Math.max(quarterOf(first), FIRST_DAY) - 1;
  }

  /** Everything known on the day of `now`. */
  index(now: number): Index {
    const today = dayOf(now);
    if (today <= this.#today) return this.#index;
    this.#today = today;
    const world = {
      seed: this.#seed,
      season: this.#season,
      packages: this.#packages,
      history: this.#history,
    };
    for (let day = this.#planned + 1; day <= today + DAYS_AHEAD; day += 1) {
      const journeys = planDay({ ...world, day });
      if (day < today - DAYS_BEHIND) continue;
      const before = [...this.#chunks.values()];
      const options = { ...world, day, before, legacyMessages: this.#legacyMessages };
      this.#chunks.set(day, createDay(options, journeys));
    }
    this.#planned = today + DAYS_AHEAD;
    for (const day of this.#chunks.keys()) {
      if (day < today - DAYS_BEHIND) this.#chunks.delete(day);
    }
    this.#index = createIndex(this.#chunks);
    return this.#index;
  }
}

const MESSAGES = {
  topic: (index) => index.messagesByTopic(),
  category: (index) => index.messagesByCategory(),
  package: (index) => index.messagesByPackage(),
  user: (index) => index.messagesByUser(),
} as const satisfies Record<MessageKind, (index: Index) => ReadonlyMap<string, Timeline<Message>>>;

/** A small Fedora: thirty days of history that ends now, and a future that arrives as the clock moves on. */
export function createWorld(options: WorldOptions = {}): World {
  const { seed = 1, now = Date.now, legacyMessages = false } = options;
  const season = new Season(options.season ?? 'ordinary', now());
  const packages = createPackages(seed);
  const history = new History(packages.all);
  const days = new Days({ seed, season, legacyMessages, packages, history }, now());
  const releases = new Map(season.releases.map((release) => [release.name, release]));

  /** What `read` finds in today's index at this moment. */
  const seen = <T>(read: (index: Index, moment: number) => T): T => {
    const moment = now();
    return read(days.index(moment), moment);
  };
  const seenUntil = <T>(find: (index: Index) => Timeline<T> | undefined): readonly T[] =>
    seen((index, moment) => find(index)?.until(moment) ?? []);
  const seenOne = <T>(find: (index: Index) => T | undefined, timeOf: (item: T) => number): T | undefined =>
    seen((index, moment) => {
      const found = find(index);
      return found !== undefined && timeOf(found) <= moment ? found : undefined;
    });
  const taskOf = (index: Index, id: number): Task | undefined => {
    const place = taskPlace(id, season.room);
    return index.chunks.get(place.day)?.tasks[place.index];
  };
  const createdAt = (item: { readonly createdAt: number }): number => item.createdAt;

  seen(() => undefined);
  return {
    seed,
    now,
    preparations: () => seen(({ making }) => making),
    topicPrefix: TOPIC_PREFIX,
    ciTopicPrefix: CI_TOPIC_PREFIX,
    realm: 'FEDORAPROJECT.ORG',
    releases: season.releases,
    packages: packages.all,
    hosts: HOSTS,
    channels: CHANNELS,
    tags: () => seenUntil((index) => index.tags()),
    release: (name) => releases.get(name),
    package: (name) => packages.byName.get(name),
    commits: (name) => seen((_, moment) => history.timelineOf(name).until(moment)),
    pullRequests: (name) => seenUntil((index) => index.pullRequestsByPackage().get(name)),
    builds: () => seenUntil((index) => index.builds()),
    build: (key) =>
      seenOne(
        (index) => index.buildsByKey().get(key),
        ({ startedAt }) => startedAt,
      ),
    buildsOf: (name) => seenUntil((index) => index.buildsByPackage().get(name)),
    task: (id) => seenOne((index) => taskOf(index, id), createdAt),
    tasks: () => seenUntil((index) => index.tasks()),
    tasksBy: (method) => seenUntil((index) => index.tasksByMethod().get(method)),
    childrenOf: (id) =>
      seen((index, moment) =>
        (index.childrenByTask().get(id) ?? []).filter((child) => child.createdAt <= moment),
      ),
    taggingsOf: (id) => seenUntil((index) => index.taggingsByBuild().get(id)),
    taggingsIn: (tag) => seenUntil((index) => index.taggingsByTag().get(tag)),
    updates: () => seenUntil((index) => index.updates()),
    update: (alias) => seenOne((index) => index.updatesByKey().get(alias), createdAt),
    updateOf: (id) => seenOne((index) => index.updatesByKey().get(id), createdAt),
    testRuns: () => seenUntil((index) => index.testRuns()),
    testRunsOf: (id) => seenUntil((index) => index.testRunsByBuild().get(id)),
    waivers: () => seenUntil((index) => index.waivers()),
    composes: () => seenUntil((index) => index.composes()),
    repos: () => seenUntil((index) => index.repos()),
    reposOf: (tag) => seenUntil((index) => index.reposByTag().get(tag)),
    koscheiBuilds: () => seenUntil((index) => index.koscheiBuilds()),
    messages: () => seenUntil((index) => index.messages()),
    messagesIn: (kind, name) => seenUntil((index) => MESSAGES[kind](index).get(name)),
    message: (id) =>
      seenOne(
        ({ chunks }) => {
          const place = placeOf(seed, id, season.room);
          return place === undefined ? undefined : chunks.get(place.day)?.messages[place.index];
        },
        ({ at }) => at,
      ),
  };
}
