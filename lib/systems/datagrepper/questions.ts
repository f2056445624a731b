import type { WireResponse } from '../../k6/ports.ts';
import { ask, askJson, decodeJson } from '../../probe/ask.ts';
import { cannotJudge, type ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import type { Answer, ProbeContext } from '../../probe/probe.ts';
import {
  type Api,
  checkPage,
  idUrl,
  MESSAGE,
  PAGE,
  recentMessages,
  type Search,
  search,
  searchUrl,
} from './client.ts';
import type { BusMessage } from './schema.ts';

/** The questions that are asked of both interfaces alike. */

export const HOUR = 3600;
export const DAY = 86_400;
const ROWS = 20;

export const tagTopic = (context: ProbeContext): string => `${context.target.topicPrefix}.buildsys.tag`;

/** Nothing where builds always leave something is wrong; where nothing is ever signed (staging), a day may be quiet. */
function nothing(context: ProbeContext, what: string): ProbeFailure {
  const { capabilities, title } = context.target;
  if (capabilities.signing === true) return wrongAnswer(`an empty answer: ${what}`);
  return cannotJudge(`${what}; on ${title} that proves nothing`);
}

/** A search that must find something; its data is the newest message found. */
export async function finds(
  context: ProbeContext,
  api: Api,
  of: Search,
  timeoutMs?: number,
): Promise<Answer<BusMessage>> {
  const { data } = await search(context, of, { api, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const [newest] = data.raw_messages;
  const what = of.topic ?? of.package ?? of.user ?? of.category ?? 'all topics';
  if (newest === undefined) throw nothing(context, `no message of ${what} in ${words(of.windowSeconds)}`);
  const reason = `${data.total} messages of ${what} in ${words(of.windowSeconds)}, newest ${ago(context, newest)} old`;
  return { reason, evidence: `${newest.id} ${newest.topic}`, data: newest };
}

/** A window or an age in words, e.g. `15 min`. */
export function words(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * HOUR) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * DAY ? `${Math.round(seconds / HOUR)} h` : `${Math.round(seconds / DAY)} days`;
}

function ago(context: ProbeContext, message: BusMessage): string {
  return words(Math.max(0, (context.now() - message.at) / 1000));
}

/** One topic over a day. */
export function topic(context: ProbeContext, api: Api): Promise<Answer<BusMessage>> {
  return finds(context, api, { topic: tagTopic(context), windowSeconds: DAY, rows: ROWS });
}

/** A category over one hour or one day. */
export function category(
  context: ProbeContext,
  api: Api,
  windowSeconds: number,
): Promise<Answer<BusMessage>> {
  return finds(context, api, { category: 'buildsys', windowSeconds, rows: ROWS });
}

/** All messages of a package that a message of today names: at least that one must be found. */
export async function packageOfToday(context: ProbeContext, api: Api): Promise<Answer<BusMessage>> {
  const of = { topic: `${context.target.topicPrefix}.buildsys.build.state.change` };
  const recent = await recentMessages(context, of, DAY, ROWS, { api: 'raw', timed: false });
  if (recent.length === 0) throw nothing(context, 'no build changed its state in a day');
  // One that came without its schema is filed under no package, and no search by package can find it.
  const named = recent.find(({ packages }) => packages.length > 0);
  const name = named?.packages[0];
  if (named === undefined || name === undefined) {
    throw wrongAnswer(`none of the newest ${recent.length} messages of builds is filed under a package`);
  }
  return atLeast(named, await finds(context, api, { package: name, windowSeconds: DAY, rows: ROWS }));
}

/** People appear in these now and then, in some not at all: the first name found is asked for. */
const RARE = [
  'fas.user.update',
  'fas.user.create',
  'waiverdb.waiver.new',
  'buildsys.build.state.change',
] as const;

/** All messages of a user who has few: of one whom a rare message of today names. */
export async function sparseUser(context: ProbeContext, api: Api): Promise<Answer<BusMessage>> {
  for (const name of RARE) {
    const of = { topic: `${context.target.topicPrefix}.${name}` };
    const [named] = await recentMessages(context, of, DAY, 1, { api: 'raw', timed: false });
    const user = named?.users[0];
    if (named !== undefined && user !== undefined) {
      return atLeast(named, await finds(context, api, { user, windowSeconds: DAY, rows: ROWS }));
    }
  }
  throw nothing(context, 'no message of a day names a user');
}

function atLeast(named: BusMessage, answer: Answer<BusMessage>): Answer<BusMessage> {
  if (answer.data.at >= named.at) return answer;
  throw wrongAnswer(`the newest message found is older than ${named.id}, which the same filter must find`);
}

/** Two pages of a window that is over: arrivals must not shift them. */
export async function paging(context: ProbeContext, api: Api): Promise<Answer<null>> {
  const endSeconds = Math.floor(context.now() / 1000) - 300;
  const of = { category: 'buildsys', windowSeconds: DAY, endSeconds, rows: ROWS };
  const first = await search(context, of, { api });
  const second = await search(context, { ...of, page: 2 }, { api });
  const last = first.data.raw_messages.at(-1);
  const next = second.data.raw_messages[0];
  if (last === undefined || next === undefined)
    throw nothing(context, `less than two pages of buildsys in ${words(DAY)}`);
  const known = new Set(first.data.raw_messages.map(({ id }) => id));
  const again = second.data.raw_messages.filter(({ id }) => known.has(id));
  // Messages of the very second where the pages meet have no order of their own: they may change places.
  const odd = again.find(({ at }) => at !== last.at);
  const { url, text } = second.response;
  if (odd !== undefined || again.length === second.data.count) {
    throw wrongAnswer(`page 2 repeats ${again.length} messages of page 1`, text, url);
  }
  if (next.at > last.at)
    throw wrongAnswer('page 2 begins with newer messages than page 1 ends with', text, url);
  const swapped = again.length === 0 ? '' : `, ${again.length} of the same second twice`;
  return { reason: `page 2 of ${second.data.pages} continues page 1${swapped}`, data: null };
}

/**
 * The type that clients depend on. Without an `Accept` header datagrepper calls its JSON `text/html`: a quirk
 * of it that is healthy, as long as the body is the same.
 */
export async function contentType(context: ProbeContext, api: Api): Promise<Answer<null>> {
  const of = { topic: tagTopic(context), windowSeconds: DAY, rows: 1 };
  const asked = await search(context, of, { api });
  const type = typeOf(asked.response);
  if (type !== 'application/json')
    throw wrongAnswer(`content type ${type}, expected application/json`, '', asked.response.url);
  const unasked = await ask(context, searchUrl(context, of, api));
  // Its type is not looked at, so that the quirk is not taken for a page.
  const data = decodeJson({ ...unasked, headers: {} }, PAGE[api]);
  checkPage({ response: unasked, data }, of, context.now());
  if (data.count === 0) throw nothing(context, `no message of ${of.topic} in ${words(DAY)}`);
  return { reason: `application/json if asked for, ${typeOf(unasked)} if not`, data: null };
}

function typeOf(response: WireResponse): string {
  return (response.headers['content-type'] ?? 'none').replace(/\s*;.*$/, '');
}

/** A message, found again by its id through both interfaces. */
export async function byId(context: ProbeContext, message: BusMessage): Promise<Answer<null>> {
  for (const api of ['v2', 'raw'] as const) {
    const { data, response } = await askJson(context, idUrl(context, message.id, api), MESSAGE[api]);
    if (data.id !== message.id || data.topic !== message.topic || data.at !== message.at) {
      throw wrongAnswer(
        `${api} id ${message.id} answers ${data.id} of ${data.topic}`,
        response.text,
        response.url,
      );
    }
  }
  return { reason: `${message.id} found by both interfaces`, data: null };
}
