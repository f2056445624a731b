import type { CallId } from '../../../thresholds/calls.ts';
import type { LoadReply } from '../../k6/ports.ts';
import { isRecord, ShapeError } from '../../protocols/shape.ts';
import { disagreement, misunderstood } from '../../systems/datagrepper/agreement.ts';
import { type Api, idUrl, MESSAGE, PAGE, searchUrl } from '../../systems/datagrepper/client.ts';
import { freshness } from '../../systems/datagrepper/lean.ts';
import { type BusMessage, filters, type Search } from '../../systems/datagrepper/schema.ts';
import type { BusData } from '../found.ts';
import { DAY_S, HOUR_S, LOAD_CATEGORY } from '../windows.ts';
import { insteadOf, type LoadCall, type LoadRequest, textOf } from './request.ts';

/** Rows of a page: as many as a person looks at, or as many as a page may hold. */
const ROWS = 20;
const FULL_PAGE = 100;
/** As much of a page's beginning as tells its newest message from others. */
const HEAD_CHARS = 250;
/** More than the figures take that stand before the arguments at a page's end. */
const FIGURES_CHARS = 100;

const addressed = (base: string) => ({ address: () => base });

/**
 * A search over a window that is over: its pages can change, but never run empty. Most answers begin and end as one
 * did that was looked at: with the same newest message, the same figures, and the same question as datagrepper
 * understood it.
 */
function searchRequest(base: string, api: Api, of: Search): LoadRequest {
  let [head, end] = ['', ''];
  const wrong = (reply: LoadReply): string | null => {
    const text = textOf(reply);
    if (end !== '' && text.endsWith(end) && text.startsWith(head)) return null;
    const found = rightEnd(text, of);
    if (found === null) return decoded(text, (value) => whyNotPage(value, api, of));
    [head, end] = [text.slice(0, HEAD_CHARS), found];
    return null;
  };
  return { url: searchUrl(addressed(base), of, api), body: null, wrong };
}

/** The end of a page that is what was asked for, by its figures and its first message; null where they do not tell. */
function rightEnd(text: string, of: Search): string | null {
  try {
    const { total, count, asked, newestAt } = freshness(text);
    const end = (of.endSeconds ?? 0) * 1000;
    const isInWindow = newestAt <= end && newestAt >= end - of.windowSeconds * 1000;
    const isAsked = misunderstood(filters(JSON.parse(asked), 'arguments'), of, 0) === null;
    const isRight = isInWindow && isAsked && count <= of.rows && count <= total;
    return isRight ? text.slice(-(FIGURES_CHARS + asked.length)) : null;
  } catch (thrown) {
    // What it is instead, a closer look will tell.
    if (thrown instanceof ShapeError || thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function whyNotPage(value: unknown, api: Api, of: Search): string | null {
  const page = PAGE[api](value, '');
  if (page.total < 1 || page.count < 1) return 'no message, where there were some';
  return disagreement(page, of, 0);
}

/** What is asked of the engine about one message of each interface: its id and its topic. */
const NAMES: Readonly<Record<Api, string>> = { v2: '[id,topic]', raw: '[msg_id,topic]' };

function idRequest(base: string, api: Api, { id, topic }: Pick<BusMessage, 'id' | 'topic'>): LoadRequest {
  const wrong = (reply: LoadReply): string | null => {
    const found = reply.json(NAMES[api]);
    if (Array.isArray(found) && found[0] === id && found[1] === topic) return null;
    return decoded(textOf(reply), (value) => {
      const message = MESSAGE[api](value, '');
      if (message.id === id && message.topic === topic) return null;
      return `asked for ${id} of ${topic}, got ${message.id} of ${message.topic}`;
    });
  };
  return { url: idUrl(addressed(base), id, api), body: null, wrong };
}

function decoded(text: string, why: (value: unknown) => string | null): string | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return insteadOf('JSON', text) ?? 'truncated or malformed JSON';
  }
  if (isRecord(value) && typeof value.error === 'string')
    return `the error "${value.error.slice(0, 200)}" in a 200 answer`;
  try {
    return why(value);
  } catch (thrown) {
    if (thrown instanceof ShapeError) return thrown.message;
    throw thrown;
  }
}

type Make = (bus: BusData, base: string) => readonly LoadRequest[];

const byTopic =
  (api: Api): Make =>
  ({ topics, end: endSeconds }, base) =>
    topics.map((topic) => searchRequest(base, api, { topic, windowSeconds: DAY_S, endSeconds, rows: ROWS }));

const byPackage =
  (api: Api): Make =>
  ({ packages, end: endSeconds }, base) =>
    packages.map((name) =>
      searchRequest(base, api, { package: name, windowSeconds: DAY_S, endSeconds, rows: ROWS }),
    );

const hour: Make = ({ end: endSeconds }, base) => [
  searchRequest(base, 'v2', { category: LOAD_CATEGORY, windowSeconds: HOUR_S, endSeconds, rows: FULL_PAGE }),
];

const byId =
  (api: Api): Make =>
  ({ messages }, base) =>
    messages.map((message) => idRequest(base, api, message));

const needing = (needs: string, make: Make): LoadCall => ({
  needs,
  requests: ({ bus }, base) => (bus === null ? [] : make(bus, base)),
});

type BusCallId = Extract<CallId, `datagrepper.${string}`>;

/** The searches and look-ups of the hot path. */
export const DATAGREPPER_CALLS: Readonly<Record<BusCallId, LoadCall>> = {
  'datagrepper.searchTopic': needing('a message of builds', byTopic('v2')),
  'datagrepper.searchPackage': needing('a message that is filed under a package', byPackage('v2')),
  'datagrepper.searchHour': needing('a message of builds', hour),
  'datagrepper.rawTopic': needing('a message of builds', byTopic('raw')),
  'datagrepper.rawPackage': needing('a message that is filed under a package', byPackage('raw')),
  'datagrepper.id': needing('a message of builds', byId('v2')),
  'datagrepper.rawId': needing('a message of builds', byId('raw')),
};
