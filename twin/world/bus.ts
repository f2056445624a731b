import { FIRST_DAY } from './calendar.ts';
import { hash, mix, unmix } from './rng.ts';
import type { Message } from './types.ts';

export type Body = Readonly<Record<string, unknown>>;

export const TOPIC_PREFIX = 'org.fedoraproject.prod';
export const CI_TOPIC_PREFIX = 'org.centos.prod';

/** Room for the messages of one day within the numbers that make up their ids. */
const PER_DAY = 16_384;

const NOBODY: readonly string[] = [];

const topics = new Map<string, string>();
const categories = new Map<string, string>();

/** `buildsys.tag` with Fedora's prefix; what begins with `ci.` has CentOS's. */
export function withPrefix(name: string): string {
  const known = topics.get(name);
  if (known !== undefined) return known;
  const topic = `${name.startsWith('ci.') ? CI_TOPIC_PREFIX : TOPIC_PREFIX}.${name}`;
  topics.set(name, topic);
  return topic;
}

/** Fourth dotted part of a topic. */
export function categoryOf(topic: string): string {
  const known = categories.get(topic);
  if (known !== undefined) return known;
  const category = topic.split('.')[3] ?? '';
  categories.set(topic, category);
  return category;
}

/**
 * A message id says where its message is: the first eight digits hide the day and the place within it,
 * the rest follows from them and proves the id genuine.
 */
function idOf(seed: number, place: number): string {
  const word = (value: number): string => value.toString(16).padStart(8, '0');
  const one = word(hash(seed, 'message', place));
  const two = word(hash(seed, 'message again', place));
  const three = word(hash(seed, 'and again', place));
  const head = word(mix(place ^ seed));
  return `${head}-${one.slice(0, 4)}-4${one.slice(5)}-a${two.slice(1, 4)}-${two.slice(4)}${three}`;
}

/** Day and place within it of the message with this id, if it is an id of this world, which has such room a day. */
export function placeOf(
  seed: number,
  id: string,
  room: number,
): { readonly day: number; readonly index: number } | undefined {
  const head = Number.parseInt(id.slice(0, 8), 16);
  if (Number.isNaN(head)) return undefined;
  const place = (unmix(head) ^ seed) >>> 0;
  if (idOf(seed, place) !== id) return undefined;
  const perDay = PER_DAY * room;
  return { day: FIRST_DAY + Math.floor(place / perDay), index: place % perDay };
}

class BusMessage implements Message {
  readonly at: number;
  readonly topic: string;
  readonly packages: readonly string[];
  readonly users: readonly string[];
  readonly body: () => Body;
  readonly #seed: number;
  #place = 0;

  constructor(seed: number, at: number, topic: string, concerns: Concerns, body: () => Body) {
    this.#seed = seed;
    this.at = at;
    this.topic = topic;
    this.packages = concerns.packages ?? NOBODY;
    this.users = concerns.users ?? NOBODY;
    this.body = body;
  }

  get id(): string {
    return idOf(this.#seed, this.#place);
  }

  get category(): string {
    return categoryOf(this.topic);
  }

  number(place: number): void {
    this.#place = place;
  }
}

/** Whom and what a message names, for datanommer's tables. */
interface Concerns {
  readonly packages?: readonly string[];
  readonly users?: readonly string[];
}

/** Collects the messages of one day. */
export class Bus {
  readonly #seed: number;
  readonly #day: number;
  readonly #perDay: number;
  readonly #messages: BusMessage[] = [];

  constructor(seed: number, day: number, room: number) {
    this.#seed = seed;
    this.#day = day;
    this.#perDay = PER_DAY * room;
  }

  /** Publishes under a topic without its prefix; `ci.` goes to the CentOS one. */
  publish(at: number, topic: string, concerns: Concerns, body: () => Body): void {
    this.#messages.push(new BusMessage(this.#seed, at, withPrefix(topic), concerns, body));
  }

  /** All messages in the order of their times, each with its id. */
  ordered(): readonly Message[] {
    const messages = this.#messages.sort((one, other) => one.at - other.at);
    if (messages.length > this.#perDay) throw new Error(`${messages.length} messages in one day of the twin`);
    for (const [index, message] of messages.entries()) {
      message.number((this.#day - FIRST_DAY) * this.#perDay + index);
    }
    return messages;
  }
}
