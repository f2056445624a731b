import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { type Shape, ShapeError } from '../../protocols/shape.ts';
import { through } from '../through.ts';
import { type BusMessage, MAX_ROWS, search } from './client.ts';
import { datagrepperTopic } from './probes.ts';

/** What a window of one topic holds, as far back as was read. */
export interface TopicHistory {
  /** Newest first. */
  readonly messages: readonly BusMessage[];
  /** From when on (ms) no message is missing: the window's start, unless there were more pages than were read. */
  readonly since: number;
  /** How many the whole window holds. */
  readonly total: number;
}

interface Window {
  /** Without the target's prefix. */
  readonly topic: string;
  /** Of the target; that of Fedora's own topics if left out. */
  readonly prefix?: string;
  /** As datanommer filed its messages; of all packages if left out. */
  readonly package?: string;
  readonly seconds: number;
  /** Of `rows` messages each. */
  readonly pages: number;
  readonly rows?: number;
}

/**
 * The newest messages of a topic, a few pages at most, all of a window that ends now. Messages that arrive between
 * two pages shift them, so that one may come twice: it is kept once. What datagrepper does wrong leaves the asker
 * unknown.
 */
export async function topicHistory(context: ProbeContext, window: Window): Promise<TopicHistory> {
  await context.need(datagrepperTopic);
  const { topic, prefix = context.target.topicPrefix, seconds, pages, rows = MAX_ROWS } = window;
  const filed = window.package === undefined ? {} : { package: window.package };
  const endSeconds = Math.floor(context.now() / 1000) + 1;
  const found = new Map<string, BusMessage>();
  let total = 0;
  for (let page = 1; page <= pages; page++) {
    const of = { ...filed, topic: `${prefix}.${topic}`, windowSeconds: seconds, endSeconds, rows, page };
    const { data } = await through('datagrepper', () => search(context, of));
    total = data.total;
    for (const message of data.raw_messages) found.set(message.id, message);
    if (page >= data.pages) break;
  }
  const messages = [...found.values()];
  const start = (endSeconds - seconds) * 1000;
  const whole = messages.length >= total;
  // Of the second in which the last page ends there may be more on the next.
  const since = whole ? start : (messages.at(-1)?.at ?? start) + 1000;
  return { messages, since, total };
}

/** The bodies of messages in their shape; one that is not is told by its id. */
export function bodiesOf<T>(
  messages: readonly BusMessage[],
  shape: Shape<T>,
): readonly { readonly at: number; readonly body: T }[] {
  return messages.map(({ at, id, body }) => ({ at, body: inMessage(id, body, shape) }));
}

function inMessage<T>(id: string, body: Record<string, unknown>, shape: Shape<T>): T {
  try {
    return shape(body, '');
  } catch (thrown) {
    if (!(thrown instanceof ShapeError)) throw thrown;
    throw wrongAnswer(`message ${id}: ${thrown.message}`, JSON.stringify(body));
  }
}
