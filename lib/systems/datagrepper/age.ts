import { ProbeFailure } from '../../probe/failure.ts';
import type { Answer, ProbeContext } from '../../probe/probe.ts';
import { type BusMessage, MAX_ROWS, newestMessage, recentMessages, type Wanted } from './client.ts';
import { datagrepperTopic } from './probes.ts';
import { words } from './questions.ts';

/** What must be fresh: a topic or category, or a category as far as its topics begin with a prefix. */
export type Stream = Wanted | { readonly category: string; readonly under: string };

/**
 * How old the newest message of a stream is, in seconds, as the clock of its publisher has it. The narrow window
 * is asked first. Nothing in the widest one has failed as stale; what datagrepper itself does wrong is not the
 * stream's fault, and leaves it unknown.
 */
export async function ageOf(
  context: ProbeContext,
  stream: Stream,
  windowsSeconds: readonly number[],
): Promise<Answer<BusMessage>> {
  await context.need(datagrepperTopic);
  const widest = Math.max(...windowsSeconds);
  const newest = await find(context, stream, windowsSeconds).catch(blameDatagrepper);
  const url = context.address('datagrepper');
  if (newest === null) {
    const reason = `stale: no message of ${nameOf(stream)} in ${words(widest)}`;
    throw new ProbeFailure({ verdict: 'failed', what: 'stale', reason, url });
  }
  const { id, topic, at } = newest;
  const value = Math.max(0, (context.now() - at) / 1000);
  const reason = `newest ${topic} ${words(value)} old`;
  return { reason, value, evidence: id, url: `${url}/v2/id?id=${id}`, data: newest };
}

async function find(
  context: ProbeContext,
  stream: Stream,
  windowsSeconds: readonly number[],
): Promise<BusMessage | null> {
  if (stream === 'anything' || !('under' in stream)) return newestMessage(context, stream, windowsSeconds);
  const { category, under } = stream;
  for (const windowSeconds of windowsSeconds) {
    const messages = await recentMessages(context, { category }, windowSeconds, MAX_ROWS);
    const found = messages.find(({ topic }) => topic.startsWith(`${under}.`));
    if (found !== undefined) return found;
    if (messages.length < MAX_ROWS) continue;
    const reason = `the newest ${MAX_ROWS} messages of ${category} are all of other prefixes than ${under}`;
    throw new ProbeFailure({ verdict: 'unknown', what: 'ours', reason });
  }
  return null;
}

function blameDatagrepper(thrown: unknown): never {
  if (!(thrown instanceof ProbeFailure) || thrown.details.verdict !== 'failed') throw thrown;
  const reason = `needs datagrepper: ${thrown.details.reason}`;
  throw new ProbeFailure({ ...thrown.details, verdict: 'unknown', what: 'needs', reason });
}

function nameOf(stream: Stream): string {
  if (stream === 'anything') return 'any topic';
  return 'topic' in stream ? stream.topic : `category ${stream.category}`;
}
