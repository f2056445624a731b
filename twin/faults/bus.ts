import { MINUTE } from '../world/calendar.ts';
import { stream } from '../world/rng.ts';
import { firstWhere } from '../world/timeline.ts';
import type { Message, World } from '../world/types.ts';
import { type Alteration, bySentAt, movedTo, remade, withMessages } from './alteration.ts';
import { among, type BusFault } from './fault.ts';

/** What this fault of the bus leaves of the messages of a world; it has lasted since before `startedAt`. */
export function busAlteration(fault: BusFault, startedAt: number): Alteration {
  switch (fault.kind) {
    case 'lost messages': {
      const { topics, share, forMinutes } = fault;
      const since = startedAt - forMinutes * MINUTE;
      return (world) => {
        const lost = (one: Message): boolean =>
          one.at >= since &&
          topics.test(one.topic) &&
          (share === undefined || among(placeOf(world, one), share));
        return withMessages(
          world,
          remade((list) => list.filter((one) => !lost(one))),
        );
      };
    }
    case 'late messages': {
      const { topics, minutes } = fault;
      // What arrives depends on the clock, so nothing is kept.
      return (world) =>
        withMessages(world, (list) => {
          const arrived = world.now() - minutes * MINUTE;
          return list.filter(({ at, topic }) => at <= arrived || !topics.test(topic));
        });
    }
    case 'repeated messages':
      return repeated(fault, startedAt);
  }
}

/** The how-manieth of its topic a message is. */
function placeOf(world: World, message: Message): number {
  return firstWhere(world.messagesIn('topic', message.topic), ({ at }) => at >= message.at);
}

/** Each copy is published anew, under an id of its own. */
function repeated(
  { topics, everyMinutes, times, forMinutes }: Extract<BusFault, { kind: 'repeated messages' }>,
  startedAt: number,
): Alteration {
  const since = startedAt - forMinutes * MINUTE;
  const copies = new WeakMap<Message, readonly Message[]>();
  const copiesOf = (message: Message): readonly Message[] => {
    if (message.at < since || !topics.test(message.topic)) return [];
    const known = copies.get(message) ?? Array.from({ length: times }, (_, nth) => copyOf(message, nth + 1));
    copies.set(message, known);
    return known;
  };
  const copyOf = (message: Message, nth: number): Message => {
    const digits = stream('again', nth, message.id).hex(32);
    const id = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
    return movedTo(message, message.at + nth * everyMinutes * MINUTE, id);
  };
  // Sorted anew only when another copy is published: there are thousands.
  const kept = new WeakMap<
    readonly Message[],
    { readonly heard: readonly Message[]; readonly until: number }
  >();
  return (world) =>
    withMessages(world, (list) => {
      const now = world.now();
      const known = kept.get(list);
      if (known !== undefined && now < known.until) return known.heard;
      const all = list.flatMap(copiesOf);
      const added = all.filter(({ at }) => at <= now);
      const heard = added.length === 0 ? list : [...list, ...added].sort(bySentAt);
      const until = all.reduce((next, { at }) => (at > now ? Math.min(next, at) : next), now + 60 * MINUTE);
      kept.set(list, { heard, until });
      return heard;
    });
}
