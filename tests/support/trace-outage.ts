import { MINUTE } from '../../twin/world/calendar.ts';
import type { Build, Message, Tagging, Update, World } from '../../twin/world/types.ts';

/**
 * The same world, in which nothing has been signed since a moment: updates are made, and their builds stay in the tag
 * where they wait for their signature. Everything that comes after it has not happened, and was not said.
 */
export function unsigned(world: World, since: number): World {
  const late = world.updates().filter(({ createdAt }) => createdAt > since);
  const aliases = new Set(late.map(({ alias }) => alias));
  const ids = new Set(late.flatMap(({ builds }) => builds));
  const nvrs = new Set([...ids].flatMap((id) => world.build(id)?.nvr ?? []));
  const heldBack = (one: Update): Update =>
    aliases.has(one.alias)
      ? { ...one, testingAt: null, stableAt: null, requestedStableAt: null, gatingPassedAt: null }
      : one;
  const stays = (one: Tagging): readonly Tagging[] => {
    if (!ids.has(one.buildId)) return [one];
    const waits = one.tag.endsWith('signing-pending');
    const built = world.build(one.buildId)?.completedAt ?? 0;
    return waits || one.from < built + MINUTE / 2 ? [{ ...one, until: null }] : [];
  };
  const unsignedBuild = (one: Build): Build => (ids.has(one.id) ? { ...one, signedAt: null } : one);
  const silent = ({ at, topic, body }: Message): boolean => {
    if (at < since || !/\.buildsys\.(?:tag|untag|rpm\.sign)$|\.bodhi\.|\.ci\.|resultsdb|waiverdb/.test(topic))
      return false;
    if (topic.endsWith('bodhi.update.request.testing')) return false;
    const said = JSON.stringify(body());
    const concerned = [...aliases, ...nvrs].some((name) => said.includes(`"${name}"`));
    const id = /"build_id":(\d+)/.exec(said)?.[1];
    return (
      (concerned || ids.has(Number(id))) && !/"tag":"[^"]*(?:candidate|side-\d+|signing-pending)"/.test(said)
    );
  };
  const untagged = ({ topic, at }: Message): boolean => topic.endsWith('.untag') && at > since;
  const heard = (all: readonly Message[]): readonly Message[] =>
    all.filter((one) => !silent(one) && !(untagged(one) && ids.has(buildOf(one))));
  const tests = world.testRuns().filter(({ buildId }) => !ids.has(buildId));
  return {
    ...world,
    build: (key) => {
      const found = world.build(key);
      return found === undefined ? undefined : unsignedBuild(found);
    },
    updates: () => world.updates().map(heldBack),
    update: (alias) => {
      const found = world.update(alias);
      return found === undefined ? undefined : heldBack(found);
    },
    updateOf: (id) => {
      const found = world.updateOf(id);
      return found === undefined ? undefined : heldBack(found);
    },
    taggingsOf: (id) => world.taggingsOf(id).flatMap(stays),
    taggingsIn: (tag) => world.taggingsIn(tag).flatMap(stays),
    testRuns: () => tests,
    testRunsOf: (id) => (ids.has(id) ? [] : world.testRunsOf(id)),
    messages: () => heard(world.messages()),
    messagesIn: (kind, name) => heard(world.messagesIn(kind, name)),
  };
}

function buildOf({ body }: Message): number {
  return Number(/"build_id":(\d+)/.exec(JSON.stringify(body()))?.[1]);
}
