import { cannotJudge } from '../probe/failure.ts';
import type { ProbeContext } from '../probe/probe.ts';
import { recentMessages } from '../systems/datagrepper/client.ts';
import type { BusMessage } from '../systems/datagrepper/schema.ts';
import type { BusData } from './found.ts';
import { DAY_S, HOUR_S, LOAD_CATEGORY } from './windows.ts';

/** Enough that neighbouring requests differ, and few enough that a virtual user keeps them all at hand. */
const MOST = 12;
const ROWS = 100;

/** What the searches ask for: read from the newest messages of builds, in the envelope that names their packages. */
export async function findBus(context: ProbeContext): Promise<BusData> {
  const messages = await newest(context);
  const [last] = messages;
  if (last === undefined) {
    const reason = `no message of ${LOAD_CATEGORY} in a day: nothing to ask datagrepper for`;
    throw cannotJudge(reason, '', context.address('datagrepper'));
  }
  return {
    end: last.at / 1000 + 1,
    topics: some(messages.map(({ topic }) => topic)),
    packages: some(messages.flatMap(({ packages }) => packages)),
    messages: messages.slice(0, MOST).map(({ id, topic }) => ({ id, topic })),
  };
}

async function newest(context: ProbeContext): Promise<readonly BusMessage[]> {
  const of = { category: LOAD_CATEGORY };
  for (const seconds of [HOUR_S, DAY_S]) {
    const messages = await recentMessages(context, of, seconds, ROWS, { api: 'raw', timed: false });
    if (messages.length > 0) return messages;
  }
  return [];
}

function some(all: readonly string[]): string[] {
  return [...new Set(all)].slice(0, MOST);
}
