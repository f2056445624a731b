import type { Sliceable } from '../../k6/ports.ts';
import { isRecord, ShapeError } from '../../protocols/shape.ts';
import {
  endOf,
  endsClosed,
  type PageEnd,
  parsed,
  type Style,
  styleOf,
  timeIn,
  withoutEscapes,
} from './page-text.ts';
import { rawPage, v2Page } from './schema.ts';

export interface Freshness extends PageEnd {
  /** When the newest message of the page was sent, in milliseconds since the epoch. */
  readonly newestAt: number;
}

/** Most messages have a few thousand characters, few more than the second figure. */
const HEAD_CHARS = 6144;
const LONG_HEAD_CHARS = 131_072;
/** A body may quote other messages, whose headers are not its own; beyond these it is better parsed. */
const MAX_TRIES = 8;

/**
 * Total and newest time of a page of `/v2/search` or `/raw`, read from its two ends. Where they do not tell for
 * certain, the whole page is parsed and checked. Throws a `ShapeError` for anything else than a page with messages.
 */
export function freshness(text: Sliceable): Freshness {
  return fromEnds(text, HEAD_CHARS) ?? fromEnds(text, LONG_HEAD_CHARS) ?? freshnessOfAll(text);
}

function fromEnds(text: Sliceable, headChars: number): Freshness | null {
  const head = text.slice(0, headChars);
  const style = styleOf(head);
  const newestAt = style === null ? null : firstAt(head, style);
  if (style === null || newestAt === null) return null;
  const end = endOf(text, style);
  // In any other order the first message is not the newest.
  if (end === null || !end.asked.includes(`"order"${style.colon}"desc"`)) return null;
  return { total: end.total, pages: end.pages, count: end.count, asked: end.asked, newestAt };
}

/** When the first message was sent, or null where the page's beginning does not tell. */
function firstAt(head: string, style: Style): number | null {
  return head.startsWith(style.firstBody) ? firstSentAt(head, style) : firstTimestamp(head);
}

/** Sent at: the first of the headers, which follow the body. */
function firstSentAt(head: string, { headers, firstBody }: Style): number | null {
  let at = head.indexOf(headers, firstBody.length - 1);
  for (let tries = 0; at >= 0 && tries < MAX_TRIES; tries++) {
    if (isWhole(head.slice(firstBody.length - 1, at + 1))) {
      const from = at + headers.length;
      return timeIn(head.slice(from, head.indexOf('"', from)));
    }
    at = head.indexOf(headers, at + 1);
  }
  return null;
}

/** Whether an object of which this is the beginning ends here: as many braces open as close. */
function isWhole(json: string): boolean {
  const plain = withoutEscapes(json);
  const closings = plain.split('}');
  const openings = plain.split('{');
  // Where none closes within a string, one that opens within a string can only make the counts differ.
  if (openings.length === closings.length && closeOutside(closings)) return true;
  return outsideStrings(openings) === outsideStrings(closings);
}

/** Whether it is plain that each of the braces at which a text was split stands outside of strings. */
function closeOutside(pieces: readonly string[]): boolean {
  for (let at = 0; at < pieces.length - 1; at++) {
    const piece = pieces[at] ?? '';
    if (piece.includes('"') && !endsClosed(piece)) return false;
  }
  return true;
}

/** Of the characters at which a text was split, those that an even number of quotation marks precedes. */
function outsideStrings(pieces: readonly string[]): number {
  let quotes = 0;
  let outside = 0;
  for (let at = 0; at < pieces.length - 1; at++) {
    quotes += (pieces[at] ?? '').split('"').length - 1;
    if (quotes % 2 === 0) outside++;
  }
  return outside;
}

const OLD_ENVELOPE =
  /^\{"raw_messages": ?\[\{"i": ?\d+, ?"msg_id": ?"[^"\\]*", ?"topic": ?"[^"\\]*", ?"timestamp": ?(\d{1,12})(?:\.0)?, ?"/;

/** The old envelope has the time before the body. */
function firstTimestamp(head: string): number | null {
  const seconds = OLD_ENVELOPE.exec(head)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function freshnessOfAll(text: Sliceable): Freshness {
  const value = parsed(text.slice(0, text.length));
  const page = isOldEnvelope(value) ? rawPage(value, '') : v2Page(value, '');
  if (page.raw_messages.length === 0) {
    throw new ShapeError('raw_messages', 'at least one message', page.raw_messages);
  }
  const newestAt = Math.max(...page.raw_messages.map(({ at }) => at));
  const { total, pages, count, arguments: asked } = page;
  return { total, pages, count, asked: JSON.stringify(asked), newestAt };
}

function isOldEnvelope(value: unknown): boolean {
  const messages = isRecord(value) ? value.raw_messages : null;
  return Array.isArray(messages) && isRecord(messages[0]) && 'msg_id' in messages[0];
}
