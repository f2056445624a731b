import { DAY } from '../world/calendar.ts';
import type { Build, Message, Tagging, Task, TestRun, Update, Waiver, World } from '../world/types.ts';
import { type Alteration, arriving, ever, movedTo } from './alteration.ts';

/** A delay after which nothing comes any more, and a time that has not come before then. */
export const NEVER = 30_000 * DAY;

/** From a moment on, everything that happens to some builds, and to the update of them, comes that much later. */
export interface Stop {
  readonly builds: readonly number[];
  readonly alias: string | null;
  /** What comes up to then comes as ever. */
  readonly after: number;
  readonly delayMs: number;
  /** Which of the two sides of the workflow is held up: koji, the signer and bodhi; or the tests with their gate. */
  readonly of: 'both' | 'pushes' | 'tests';
}

type Side = Exclude<Stop['of'], 'both'>;

const TESTS = /\.ci\.|\.resultsdb\.|\.waiverdb\.|\.greenwave\.|koji-build-group\.build\.complete$/;
const PUSHES = /\.buildsys\.(?:build\.state\.change|tag|untag|rpm\.sign)$|\.bodhi\.update\./;

function sideOf({ topic }: Message): Side | null {
  if (TESTS.test(topic)) return 'tests';
  return PUSHES.test(topic) ? 'pushes' : null;
}

/** When something that comes at this time comes now. */
function later(stop: Stop | undefined, side: Side, at: number): number {
  const meets = stop !== undefined && at > stop.after && (stop.of === 'both' || stop.of === side);
  return meets ? at + stop.delayMs : at;
}

/** The stops, by whatever records name their builds and updates by. */
class Stops {
  readonly byBuild = new Map<number, Stop>();
  readonly byTask = new Map<number, Stop>();
  readonly byName = new Map<string, Stop>();
  readonly earliest: number;

  constructor(world: World, stops: readonly Stop[]) {
    for (const stop of stops) {
      if (stop.alias !== null) this.byName.set(stop.alias, stop);
      for (const id of stop.builds) {
        this.byBuild.set(id, stop);
        const build = world.build(id);
        if (build === undefined) continue;
        this.byName.set(build.nvr, stop);
        this.byTask.set(build.taskId, stop);
      }
    }
    this.earliest = Math.min(...stops.map(({ after }) => after));
  }

  of(message: Message): Stop | undefined {
    const said = JSON.stringify(message.body());
    const id = /"build_id":(\d+)/.exec(said)?.[1];
    const byId = id === undefined ? undefined : this.byBuild.get(Number(id));
    if (byId !== undefined) return byId;
    for (const [, name = ''] of said.matchAll(/"([^"]+)"/g)) {
      const found = this.byName.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** The same world, in which these are held up, and all that would come of them comes later. */
function held(world: World, all: readonly Stop[]): World {
  if (all.length === 0) return world;
  const stops = new Stops(world, all);
  const known = new WeakMap<Message, Message>();
  const heldMessage = (message: Message): Message => {
    const side = message.at <= stops.earliest ? null : sideOf(message);
    if (side === null) return message;
    const found = known.get(message);
    if (found !== undefined) return found;
    const at = later(stops.of(message), side, message.at);
    const moved = at === message.at ? message : movedTo(message, at);
    known.set(message, moved);
    return moved;
  };
  const heldBuild = (one: Build): Build => {
    const stop = stops.byBuild.get(one.id);
    if (stop === undefined) return one;
    const signedAt = one.signedAt === null ? null : later(stop, 'pushes', one.signedAt);
    return { ...one, completedAt: later(stop, 'pushes', one.completedAt), signedAt };
  };
  const heldTask = (one: Task): Task => {
    const stop = stops.byTask.get(one.id) ?? (one.parent === null ? undefined : stops.byTask.get(one.parent));
    if (stop === undefined) return one;
    const moved = (at: number): number => later(stop, 'pushes', at);
    return {
      ...one,
      createdAt: moved(one.createdAt),
      startedAt: moved(one.startedAt),
      finishedAt: moved(one.finishedAt),
    };
  };
  const heldUpdate = (one: Update): Update => {
    const stop = stops.byName.get(one.alias);
    if (stop === undefined) return one;
    const moved = (at: number): number => later(stop, 'pushes', at);
    const orNull = (at: number | null): number | null => (at === null ? null : moved(at));
    return {
      ...one,
      createdAt: moved(one.createdAt),
      testingAt: orNull(one.testingAt),
      gatingPassedAt: orNull(one.gatingPassedAt),
      requestedStableAt: orNull(one.requestedStableAt),
      stableAt: orNull(one.stableAt),
      announcedAt: later(stop, 'tests', one.announcedAt),
    };
  };
  const heldTagging = (one: Tagging): Tagging => {
    const stop = stops.byBuild.get(one.buildId);
    if (stop === undefined) return one;
    const until = one.until === null ? null : later(stop, 'pushes', one.until);
    return { ...one, from: later(stop, 'pushes', one.from), until };
  };
  const heldRun = (one: TestRun): TestRun => {
    const stop = stops.byBuild.get(one.buildId);
    if (stop === undefined) return one;
    const moved = (at: number): number => later(stop, 'tests', at);
    return {
      ...one,
      queuedAt: moved(one.queuedAt),
      runningAt: moved(one.runningAt),
      doneAt: moved(one.doneAt),
      recordedAt: one.recordedAt === null ? null : moved(one.recordedAt),
    };
  };
  const heldWaiver = (one: Waiver): Waiver => {
    const stop = stops.byName.get(one.subjectIdentifier);
    return stop === undefined ? one : { ...one, at: later(stop, 'tests', one.at) };
  };
  const { now } = world;
  const come = {
    builds: arriving(heldBuild, ({ startedAt }) => startedAt),
    tasks: arriving(heldTask, ({ createdAt }) => createdAt),
    updates: arriving(heldUpdate, ({ createdAt }) => createdAt),
    taggings: arriving(heldTagging, ({ from }) => from),
    runs: arriving(heldRun, ({ queuedAt }) => queuedAt),
    waivers: arriving(heldWaiver, ({ at }) => at),
    messages: arriving(heldMessage, ({ at }) => at),
  };
  const one = <T>(item: T | undefined, arrive: (list: readonly T[], now: number) => readonly T[]) =>
    item === undefined ? undefined : arrive([item], now())[0];
  return {
    ...world,
    builds: () => come.builds(world.builds(), now()),
    build: (key) => one(world.build(key), come.builds),
    buildsOf: (name) => come.builds(world.buildsOf(name), now()),
    task: (id) => one(world.task(id), come.tasks),
    tasks: () => come.tasks(world.tasks(), now()),
    tasksBy: (method) => come.tasks(world.tasksBy(method), now()),
    childrenOf: (id) => come.tasks(world.childrenOf(id), now()),
    updates: () => come.updates(world.updates(), now()),
    update: (alias) => one(world.update(alias), come.updates),
    updateOf: (id) => one(world.updateOf(id), come.updates),
    taggingsOf: (id) => come.taggings(world.taggingsOf(id), now()),
    taggingsIn: (tag) => come.taggings(world.taggingsIn(tag), now()),
    testRuns: () => come.runs(world.testRuns(), now()),
    testRunsOf: (id) => come.runs(world.testRunsOf(id), now()),
    waivers: () => come.waivers(world.waivers(), now()),
    messages: () => come.messages(world.messages(), now()),
    messagesIn: (kind, name) => come.messages(world.messagesIn(kind, name), now()),
    message: (id) => one(world.message(id), come.messages),
  };
}

/** Holds up what `find` names, which is asked again whenever there are new builds or updates. */
export function holding(find: (world: World) => readonly Stop[]): Alteration {
  return (world) => {
    let seen: readonly [readonly Build[], readonly Update[]] | null = null;
    let now = world;
    const current = (): World => {
      const [builds, updates] = [world.builds(), world.updates()];
      if (seen === null || seen[0] !== builds || seen[1] !== updates) {
        seen = [builds, updates];
        now = held(world, find(world));
      }
      return now;
    };
    return ever(world, current);
  };
}
