import { hash, stream } from './world/rng.ts';
import type { Message, MessageKind, World } from './world/types.ts';

/** How a bus ails: shares of all messages, each of which suffers one thing at most. */
export interface Disorder {
  /** Published, and never stored: lost on the way. */
  readonly drop: number;
  /** Published once more by a publisher that heard no confirmation: stored again, under an id of its own. */
  readonly duplicate: number;
  /** Stored long after it was sent: found under the time that its publisher gave it, but only from then on. */
  readonly late: number;
  /** The longest that a late message takes. */
  readonly latestMs: number;
  readonly seed: number;
}

/** A publisher waits this long for a confirmation, at most, before it publishes again. */
const CONFIRMATION_MS = 30_000;

/** What became of a message: each copy, with the moment from which datanommer has it. */
interface Arrival {
  readonly message: Message;
  readonly arrivesAt: number;
}

interface Heard {
  /** The list of the healthy bus that this one was made of. */
  readonly of: readonly Message[];
  readonly messages: readonly Message[];
  readonly madeAt: number;
  /** When the next of its messages arrives. */
  readonly until: number;
}

const nothing: readonly Arrival[] = [];
const sentAt = (one: Message, other: Message): number => one.at - other.at;

/** The same message as it was published the second time. */
function again(message: Message, id: string, at: number): Message {
  const { topic, category, packages, users, body } = message;
  return { id, at, topic, category, packages, users, body };
}

/** What becomes of each message of a bus that loses, doubles and delays them. */
class Fates {
  readonly #disorder: Disorder;
  readonly #known = new WeakMap<Message, readonly Arrival[]>();
  readonly #copies = new Map<string, Arrival>();

  constructor(disorder: Disorder) {
    this.#disorder = disorder;
  }

  /** Decided by the message itself, so that it is the same in whatever order they are asked for. */
  of(message: Message): readonly Arrival[] {
    const known = this.#known.get(message);
    if (known !== undefined) return known;
    const fate = this.#decide(message);
    this.#known.set(message, fate);
    return fate;
  }

  /** The second message of this id, of those whose fate has been asked for. */
  copy(id: string): Arrival | undefined {
    return this.#copies.get(id);
  }

  #decide(message: Message): readonly Arrival[] {
    const { drop, duplicate, late, latestMs, seed } = this.#disorder;
    const { at, topic, packages } = message;
    // Ids would tell messages apart even better, but take long to make, and there are many messages.
    const share = hash(seed, at, topic, packages[0] ?? '') / 0x1_0000_0000;
    if (share < drop) return nothing;
    const itself = { message, arrivesAt: at };
    if (share >= drop + duplicate + late) return [itself];
    const rng = stream(seed, 'disorder', message.id);
    if (share < drop + duplicate) {
      const secondAt = at + rng.int(1, CONFIRMATION_MS);
      const copy = { message: again(message, uuid(rng.hex(32)), secondAt), arrivesAt: secondAt };
      this.#copies.set(copy.message.id, copy);
      return [itself, copy];
    }
    return [{ message, arrivesAt: at + rng.int(1, latestMs) }];
  }
}

/** `12345678-1234-4234-a234-123456789012` of 32 digits. */
function uuid(digits: string): string {
  const part = (from: number, to: number): string => digits.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`;
}

/** A list as datanommer has it by now, kept until something new would appear in it. */
class Ears {
  readonly #fates: Fates;
  readonly #kept = new Map<string, Heard>();

  constructor(fates: Fates) {
    this.#fates = fates;
  }

  /** Those of `sent` that have arrived, in the order of the times they were sent at. */
  heard(key: string, sent: readonly Message[], now: number): readonly Message[] {
    const kept = this.#kept.get(key);
    if (kept?.of === sent && now >= kept.madeAt && now < kept.until) return kept.messages;
    const messages: Message[] = [];
    let until = Number.POSITIVE_INFINITY;
    for (const one of sent) {
      for (const { message, arrivesAt } of this.#fates.of(one)) {
        if (arrivesAt <= now) messages.push(message);
        else until = Math.min(until, arrivesAt);
      }
    }
    messages.sort(sentAt);
    this.#kept.set(key, { of: sent, messages, madeAt: now, until });
    return messages;
  }
}

function checked(disorder: Disorder): Disorder {
  const { drop, duplicate, late, latestMs } = disorder;
  const shares = [drop, duplicate, late];
  if (shares.some((share) => !(share >= 0)) || drop + duplicate + late > 1) {
    throw new Error(
      'the shares of lost, doubled and late messages must be at least 0, and at most 1 together',
    );
  }
  if (late > 0 && !(latestMs >= 1)) throw new Error('late messages need a time that they take');
  return disorder;
}

/**
 * The same world, whose bus ails: koji, bodhi and all the others are right,
 * and only what datanommer has stored of their messages has holes, doubles and late entries.
 */
export function disordered(world: World, disorder: Disorder): World {
  const fates = new Fates(checked(disorder));
  const ears = new Ears(fates);
  const messages = (): readonly Message[] => ears.heard('', world.messages(), world.now());
  const arrived = (arrivals: readonly Arrival[], id: string): Message | undefined =>
    arrivals.find(({ message, arrivesAt }) => message.id === id && arrivesAt <= world.now())?.message;
  return {
    ...world,
    preparations: () => [...world.preparations(), messages],
    messages,
    messagesIn: (kind: MessageKind, name) =>
      ears.heard(`${kind} ${name}`, world.messagesIn(kind, name), world.now()),
    message: (id) => {
      const sent = world.message(id);
      if (sent !== undefined) return arrived(fates.of(sent), id);
      // A copy is known from its original on: all of them are, once the whole bus has been listened to.
      messages();
      const copy = fates.copy(id);
      return copy === undefined ? undefined : arrived([copy], id);
    },
  };
}
