import type { BusMessage } from '../systems/datagrepper/schema.ts';
import { type Fields, type Kind, READERS } from './messages/index.ts';
import { kindOf, type Prefixes } from './topics.ts';

/** Something that happened on a package's way, in the words of the workflow. */
export type EventOf<K extends Kind> = {
  [P in K]: {
    readonly kind: P;
    /** When it was said, in milliseconds since the epoch; whole seconds, and later than it happened. */
    readonly at: number;
    /** The message's id: the same message may come twice. */
    readonly id: string;
  } & Fields[P];
}[K];

export type WorkflowEvent = EventOf<Kind>;

/**
 * Reads a message of the bus. Null for a topic that the workflow does not name, or of another environment; throws a
 * `ShapeError` with the path for a body of another shape than its topic's.
 */
export function readMessage(message: BusMessage, target: Prefixes): WorkflowEvent | null {
  const kind = kindOf(message.topic, target);
  return kind === null ? null : readEvent(kind, message);
}

/** The same where the kind is known, as it was asked for by its topic. */
export function readEvent<K extends Kind>(kind: K, { at, id, body }: BusMessage): EventOf<K> {
  return { kind, at, id, ...READERS[kind](body, 'body') };
}
