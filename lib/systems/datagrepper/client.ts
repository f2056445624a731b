import { askJson, type Decoded } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { disagreement } from './agreement.ts';
import {
  type BusMessage,
  rawMessage,
  rawPage,
  type Search,
  type SearchPage,
  v2Message,
  v2Page,
} from './schema.ts';

export type { BusMessage, Search, SearchPage } from './schema.ts';

/** The two interfaces to the same messages: today's, and the one of the founding document. */
export type Api = 'v2' | 'raw';

const SEARCH: Readonly<Record<Api, string>> = { v2: '/v2/search', raw: '/raw' };
const ID: Readonly<Record<Api, string>> = { v2: '/v2/id', raw: '/id' };
/** The shape of a page of each. */
export const PAGE: Readonly<Record<Api, typeof v2Page>> = { v2: v2Page, raw: rawPage };
/** The shape of one message of each. */
export const MESSAGE: Readonly<Record<Api, typeof v2Message>> = { v2: v2Message, raw: rawMessage };

/** Without it datagrepper calls its JSON HTML, or answers with a page. */
export const ACCEPT_JSON = { accept: 'application/json' };

/** One page holds at most this many messages. */
export const MAX_ROWS = 100;

export interface SearchOptions {
  readonly api?: Api;
  /** False for a search that only prepares the one whose latency is judged. */
  readonly timed?: boolean;
  readonly timeoutMs?: number;
}

/**
 * Throws an error that names the value unless the search is bounded: 0 rows would ask for all that the window holds,
 * more than 100 are refused, and what has no window counts a day.
 */
function refuseUnbounded({ rows, windowSeconds, page = 1 }: Search): void {
  const whole = Number.isInteger(rows) && Number.isInteger(page);
  if (!whole || rows < 1 || rows > MAX_ROWS || page < 1) {
    throw new Error(`a search for page ${page} of ${rows} rows is not asked: a page has 1 to ${MAX_ROWS}`);
  }
  if (Number.isFinite(windowSeconds) && windowSeconds > 0) return;
  throw new Error(
    `a search over ${windowSeconds} s is not asked: the window of a search has an end and a start`,
  );
}

/** The address of a search, for requests that are made otherwise. */
export function searchUrl(context: Pick<ProbeContext, 'address'>, of: Search, api: Api = 'v2'): string {
  refuseUnbounded(of);
  const pairs: (readonly [string, string | number])[] = [
    ['delta', of.windowSeconds],
    ['rows_per_page', of.rows],
    ['page', of.page ?? 1],
    ['order', 'desc'],
  ];
  if (of.endSeconds !== undefined) pairs.push(['end', of.endSeconds]);
  for (const name of ['topic', 'category', 'user', 'package'] as const) {
    const value = of[name];
    if (value !== undefined) pairs.push([name, value]);
  }
  if (of.without !== undefined) pairs.push(['not_topic', of.without]);
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${context.address('datagrepper')}${SEARCH[api]}?${query}`;
}

/** The address of one message. */
export function idUrl(context: Pick<ProbeContext, 'address'>, id: string, api: Api = 'v2'): string {
  return `${context.address('datagrepper')}${ID[api]}?id=${encodeURIComponent(id)}`;
}

/**
 * Searches, newest first. An answer to another question, of another time, or whose figures disagree is a
 * wrong answer; an empty one is not: whether it may be is for the caller to say.
 */
export async function search(
  context: ProbeContext,
  of: Search,
  { api = 'v2', timed = true, timeoutMs }: SearchOptions = {},
): Promise<Decoded<SearchPage>> {
  const options = { timed, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const found = await askJson(context, searchUrl(context, of, api), PAGE[api], options);
  checkPage(found, of, context.now());
  return found;
}

/** Throws a wrong answer unless the page answers the search that was made at `now` (ms). */
export function checkPage({ response, data }: Decoded<SearchPage>, of: Search, now: number): void {
  const wrong = disagreement(data, of, now);
  if (wrong !== null) throw wrongAnswer(wrong, response.text, response.url);
}

export type Wanted = { readonly topic: string } | { readonly category: string } | 'anything';

/** The newest messages of one window, newest first, at most `rows` (1 to 100). */
export async function recentMessages(
  context: ProbeContext,
  of: Wanted,
  windowSeconds: number,
  rows: number,
  options: SearchOptions = {},
): Promise<readonly BusMessage[]> {
  const filter = of === 'anything' ? {} : of;
  const { data } = await search(context, { ...filter, windowSeconds, rows }, options);
  return data.raw_messages;
}

/**
 * The newest message within the widest of the windows (seconds, narrow ones first), or null. A wider window is
 * asked only when the narrower one is empty, since every search counts all that its window holds.
 */
export async function newestMessage(
  context: ProbeContext,
  of: Wanted,
  windowsSeconds: readonly number[],
  options: SearchOptions = {},
): Promise<BusMessage | null> {
  for (const windowSeconds of windowsSeconds) {
    const [newest] = await recentMessages(context, of, windowSeconds, 1, options);
    if (newest !== undefined) return newest;
  }
  return null;
}
