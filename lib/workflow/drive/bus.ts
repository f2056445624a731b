import type { ProbeContext } from '../../probe/probe.ts';
import { type BusMessage, MAX_ROWS, search } from '../../systems/datagrepper/client.ts';
import { type EventOf, readEvent } from '../events.ts';
import type { Kind } from '../messages/index.ts';
import { topicOf } from '../topics.ts';

/** Pages of one topic in the time of a run; CI's busiest have some sixty messages an hour. */
const PAGES = 3;
/** Clocks of publishers and ours may differ by this much. */
const SLACK_SECONDS = 60;

/** Which messages, of those since `since` (ms). */
interface Wanted<K extends Kind> {
  readonly kind: K;
  readonly since: number;
  /** As datanommer filed them; CI's are filed under no package. */
  readonly package?: string;
  readonly is: (event: EventOf<K>) => boolean;
}

/**
 * The messages of one kind that a run waits for, newest first, as datanommer has stored them. A message in another
 * shape than its topic's is not skipped: it throws a `ShapeError`, as nobody could act on it.
 */
export async function messagesOf<K extends Kind>(
  context: ProbeContext,
  { kind, since, package: filed, is }: Wanted<K>,
): Promise<readonly EventOf<K>[]> {
  const windowSeconds = Math.ceil((context.now() - since) / 1000) + SLACK_SECONDS;
  const found = new Map<string, EventOf<K>>();
  for (let page = 1; page <= PAGES; page++) {
    const { data } = await search(context, {
      topic: topicOf(kind, context.target),
      ...(filed === undefined ? {} : { package: filed }),
      windowSeconds,
      rows: MAX_ROWS,
      page,
    });
    for (const message of data.raw_messages) keep(found, kind, message, is);
    if (page >= data.pages) break;
  }
  return [...found.values()];
}

function keep<K extends Kind>(
  found: Map<string, EventOf<K>>,
  kind: K,
  message: BusMessage,
  is: (event: EventOf<K>) => boolean,
): void {
  const event = readEvent(kind, message);
  if (is(event)) found.set(event.id, event);
}
