import type { Message, World } from '../world/types.ts';

/** The same world, as something has made it. */
export type Alteration = (world: World) => World;

/** Keeps what was made of a list for as long as the list is the same: lists of the world stay while nothing happens. */
export function remade<T>(make: (list: readonly T[]) => readonly T[]): (list: readonly T[]) => readonly T[] {
  const known = new WeakMap<readonly T[], readonly T[]>();
  return (list) => {
    const made = known.get(list) ?? make(list);
    known.set(list, made);
    return made;
  };
}

/**
 * Lists of what has come by now, of records some of which come later than they did: each is kept until another of its
 * records comes.
 */
export function arriving<T>(
  change: (one: T) => T,
  timeOf: (one: T) => number,
): (list: readonly T[], now: number) => readonly T[] {
  const known = new WeakMap<readonly T[], { readonly come: readonly T[]; readonly until: number }>();
  return (list, now) => {
    const kept = known.get(list);
    if (kept !== undefined && now < kept.until) return kept.come;
    const changed = list.map(change);
    const isSame = changed.every((one, n) => one === list[n]);
    const hidden = isSame ? [] : changed.filter((one) => timeOf(one) > now);
    const come = isSame
      ? list
      : changed.filter((one) => timeOf(one) <= now).sort((one, other) => timeOf(one) - timeOf(other));
    const until = hidden.reduce((next, one) => Math.min(next, timeOf(one)), Number.POSITIVE_INFINITY);
    known.set(list, { come, until });
    return come;
  };
}

/** The world with other lists of messages; `make` is asked for each list that the world has. */
export function withMessages(world: World, make: (list: readonly Message[]) => readonly Message[]): World {
  const messages = (): readonly Message[] => make(world.messages());
  return {
    ...world,
    messages,
    messagesIn: (kind, name) => make(world.messagesIn(kind, name)),
    message: (id) => {
      const sent = world.message(id);
      return sent === undefined ? messages().find((one) => one.id === id) : make([sent])[0];
    },
  };
}

/** The same message, at another time. */
export function movedTo(message: Message, at: number, id = message.id): Message {
  const { topic, category, packages, users } = message;
  return { id, at, topic, category, packages, users, body: () => message.body() };
}

export const bySentAt = (one: Message, other: Message): number => one.at - other.at;

/** A world that is whatever `current` gives at the moment of each question. */
export function ever(base: World, current: () => World): World {
  return {
    ...base,
    now: () => base.now(),
    preparations: () => current().preparations(),
    tags: () => current().tags(),
    commits: (name) => current().commits(name),
    pullRequests: (name) => current().pullRequests(name),
    builds: () => current().builds(),
    build: (key) => current().build(key),
    buildsOf: (name) => current().buildsOf(name),
    task: (id) => current().task(id),
    tasks: () => current().tasks(),
    tasksBy: (method) => current().tasksBy(method),
    childrenOf: (id) => current().childrenOf(id),
    taggingsOf: (id) => current().taggingsOf(id),
    taggingsIn: (tag) => current().taggingsIn(tag),
    updates: () => current().updates(),
    update: (alias) => current().update(alias),
    updateOf: (id) => current().updateOf(id),
    testRuns: () => current().testRuns(),
    testRunsOf: (id) => current().testRunsOf(id),
    waivers: () => current().waivers(),
    composes: () => current().composes(),
    repos: () => current().repos(),
    reposOf: (tag) => current().reposOf(tag),
    koscheiBuilds: () => current().koscheiBuilds(),
    messages: () => current().messages(),
    messagesIn: (kind, name) => current().messagesIn(kind, name),
    message: (id) => current().message(id),
  };
}
