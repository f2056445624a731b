import { askJson, type Decoded } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { disagreement } from './agreement.ts';
import { type BusMessage, rawPage, type Search, type SearchPage, v2Page } from './schema.ts';

export type { BusMessage, Search, SearchPage } from './schema.ts';

/** The two interfaces to the same messages: today's, and the one of the founding document. */
export type Api = 'v2' | 'raw';

const SEARCH: Readonly<Record<Api, string>> = { v2: '/v2/search', raw: '/raw' };
const PAGE: Readonly<Record<Api, typeof v2Page>> = { v2: v2Page, raw: rawPage };

/** One page holds at most this many messages. */
export const MAX_ROWS = 100;

export interface SearchOptions {
  readonly api?: Api;
  /** False for a search that only prepares the one whose latency is judged. */
  readonly timed?: boolean;
  readonly timeoutMs?: number;
}

/** Rows of a page: 0 would ask for all, and more than 100 are refused. */
function rowsOf({ rows }: Search): number {
  return Math.min(MAX_ROWS, Math.max(1, rows));
}

/** The address of a search, for requests that are made otherwise. */
export function searchUrl(context: ProbeContext, of: Search, api: Api = 'v2'): string {
  const pairs: (readonly [string, string | number])[] = [
    ['delta', of.windowSeconds],
    ['rows_per_page', rowsOf(of)],
    ['page', of.page ?? 1],
    ['order', 'desc'],
  ];
  if (of.endSeconds !== undefined) pairs.push(['end', of.endSeconds]);
  for (const name of ['topic', 'category', 'user', 'package'] as const) {
    const value = of[name];
    if (value !== undefined) pairs.push([name, value]);
  }
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${context.address('datagrepper')}${SEARCH[api]}?${query}`;
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
  const wrong = disagreement(data, { ...of, rows: rowsOf(of) }, now);
  if (wrong !== null) throw wrongAnswer(wrong, response.text, response.url);
}

export type Wanted = { readonly topic: string } | { readonly category: string } | 'anything';

/** The newest messages of one window, newest first, at most `rows` (up to 100). */
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
