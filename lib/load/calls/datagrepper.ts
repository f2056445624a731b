import type { CallId } from '../../../thresholds/calls.ts';
import type { LoadReply } from '../../k6/ports.ts';
import { isRecord, type Shape, ShapeError } from '../../protocols/shape.ts';
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

const addressed = (base: string) => ({ address: () => base });

/** A search over a window that is over: its pages can change, but never run empty. */
function searchRequest(base: string, api: Api, of: Search): LoadRequest {
  // With a window that is fixed it is always the same text, which is read once.
  let understood = '';
  const understands = (asked: string): boolean => {
    if (asked === understood) return true;
    if (misunderstood(filters(JSON.parse(asked), 'arguments'), of, 0) !== null) return false;
    understood = asked;
    return true;
  };
  const wrong = (reply: LoadReply): string | null => {
    const text = textOf(reply);
    return isRight(text, of, understands) ? null : decoded(text, (value) => whyNotPage(value, api, of));
  };
  return { url: searchUrl(addressed(base), of, api), body: null, wrong };
}

/** Whether a page is what was asked for, by its end and its first message. */
function isRight(text: string, of: Search, understands: (asked: string) => boolean): boolean {
  try {
    const { total, count, asked, newestAt } = freshness(text);
    const end = (of.endSeconds ?? 0) * 1000;
    const isInWindow = newestAt <= end && newestAt >= end - of.windowSeconds * 1000;
    return isInWindow && count <= of.rows && count <= total && understands(asked);
  } catch (thrown) {
    // What it is instead, a closer look will tell.
    if (thrown instanceof ShapeError || thrown instanceof SyntaxError) return false;
    throw thrown;
  }
}

function whyNotPage(value: unknown, api: Api, of: Search): string | null {
  const page = PAGE[api](value, '');
  if (page.total < 1 || page.count < 1) return 'no message, where there were some';
  return disagreement(page, of, 0);
}

function idRequest(base: string, api: Api, { id, topic }: Pick<BusMessage, 'id' | 'topic'>): LoadRequest {
  const read: Shape<BusMessage> = MESSAGE[api];
  const wrong = (reply: LoadReply): string | null =>
    decoded(textOf(reply), (value) => {
      const message = read(value, '');
      if (message.id === id && message.topic === topic) return null;
      return `asked for ${id} of ${topic}, got ${message.id} of ${message.topic}`;
    });
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
