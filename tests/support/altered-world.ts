import type { TwinSystem } from '../../twin/service.ts';
import type { Message, World } from '../../twin/world/types.ts';

type Alteration = (world: World) => World;

interface Altered {
  /** The twin module, which tells of the world as it was last altered. */
  readonly system: TwinSystem;
  /** From now on the module sees the world so; without an argument, as it is. */
  see(alteration?: Alteration): void;
}

/** A twin module that may see another world than the others: what one system has missed, the others still tell. */
export function altered(module: TwinSystem): Altered {
  let alteration: Alteration = (world) => world;
  const current = (world: World): World =>
    new Proxy(world, { get: (of, name) => Reflect.get(alteration(of), name) });
  return {
    system: {
      system: module.system,
      services: (context) => module.services({ ...context, world: current(context.world) }),
    },
    see: (next = (world) => world) => {
      alteration = next;
    },
  };
}

/** Every message goes through this: dropped, or changed into others. */
export function messagesOf(change: (message: Message) => readonly Message[]): Alteration {
  const changed = (messages: readonly Message[]): readonly Message[] =>
    messages.flatMap(change).sort((one, other) => one.at - other.at);
  return (world) => ({
    ...world,
    messages: () => changed(world.messages()),
    messagesIn: (kind, name) => changed(world.messagesIn(kind, name)),
  });
}

/** The messages of these topics are lost. */
export function without(topic: RegExp, unless: (message: Message) => boolean = () => false): Alteration {
  return messagesOf((message) => (topic.test(message.topic) && !unless(message) ? [] : [message]));
}

/** The message with some members of its body changed. */
export function saying(message: Message, more: Readonly<Record<string, unknown>>): Message {
  const { id, at, topic, category, packages, users } = message;
  return { id, at, topic, category, packages, users, body: () => ({ ...message.body(), ...more }) };
}

/** The message under another topic. */
export function under(message: Message, topic: string): Message {
  const { id, at, category, packages, users } = message;
  return { id, at, topic, category, packages, users, body: () => message.body() };
}
