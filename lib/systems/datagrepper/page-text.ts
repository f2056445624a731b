/**
 * What is known of the text of a page of datagrepper, whose 100 messages may be 350 KB, without parsing it. It
 * relies on the order in which datagrepper writes members, and checks it. In JSON a quotation mark behind a comma,
 * a brace or a blank cannot stand within a string, where it would follow a backslash: so what looks like a member's
 * name behind one is a name, though perhaps one deep within a message's body.
 *
 * Loops count and nothing is destructured from lists: in k6's engine an iterator costs more than what it yields.
 */
import type { Sliceable } from '../../k6/ports.ts';
import { ShapeError } from '../../protocols/shape.ts';
import { sentAt } from './schema.ts';

/** How a writer separates: Python's does with blanks, others without. */
export interface Style {
  readonly comma: string;
  readonly colon: string;
  /** Begins a page. */
  readonly start: string;
  /** Begins a page of today's interface, up to the first message's body. */
  readonly firstBody: string;
  /** Ends a message's body and begins its headers. */
  readonly headers: string;
  /** Ends a message and begins the next one. */
  readonly next: string;
  /** Ends the last message and begins the page's figures. */
  readonly end: string;
}

function styleWith(blank: '' | ' '): Style {
  const comma = `,${blank}`;
  const colon = `:${blank}`;
  const start = `{"raw_messages"${colon}[`;
  return {
    comma,
    colon,
    start,
    firstBody: `${start}{"body"${colon}{`,
    headers: `}${comma}"headers"${colon}{"sent-at"${colon}"`,
    next: `}${comma}{"body"${colon}{`,
    end: `}]${comma}"total"${colon}`,
  };
}

const SPACED = styleWith(' ');
const DENSE = styleWith('');

/** The style in which a page begins, or null for what begins otherwise. */
export function styleOf(head: string): Style | null {
  if (head.startsWith(SPACED.start)) return SPACED;
  return head.startsWith(DENSE.start) ? DENSE : null;
}

/** The figures at a page's end. */
export interface PageEnd {
  readonly total: number;
  readonly pages: number;
  readonly count: number;
  /** The question as datagrepper understood it, as JSON. */
  readonly asked: string;
}

/** A page's arguments are a few hundred characters. */
const END_CHARS = 1024;

/** The figures that end a page with messages, or null where it does not end as expected. */
export function endOf(text: Sliceable, { end, colon, comma }: Style): PageEnd | null {
  const last = text.slice(Math.max(0, text.length - END_CHARS)).trimEnd();
  const at = last.lastIndexOf(end);
  if (at < 0) return null;
  const parts = last.slice(at).split('"', 9);
  if (parts[3] !== 'pages' || parts[5] !== 'count' || parts[7] !== 'arguments') return null;
  const asked = last.slice(last.indexOf('{', at), -1);
  if (parts[8] !== `${colon}{` || !isFlat(asked)) return null;
  const total = numberIn(parts[2], colon, comma);
  const pages = numberIn(parts[4], colon, comma);
  const count = numberIn(parts[6], colon, comma);
  return total === null || pages === null || count === null ? null : { total, pages, count, asked };
}

/** Whether the arguments are one object without others in it, which ends where the page does. */
function isFlat(asked: string): boolean {
  const isOne = asked.indexOf('{', 1) < 0 && asked.indexOf('}') === asked.length - 1;
  return isOne && !asked.includes('\\') && endsClosed(asked);
}

/**
 * Whether a text without escapes surely ends outside of strings: its last quotation mark closes one, as it stands
 * where none opens. False where that cannot be told.
 */
export function endsClosed(plain: string): boolean {
  const before = plain[plain.lastIndexOf('"') - 1];
  return before !== undefined && !' ,:[{'.includes(before);
}

function numberIn(part: string | undefined, colon: string, comma: string): number | null {
  if (part === undefined || !part.startsWith(colon) || !part.endsWith(comma)) return null;
  const digits = part.slice(colon.length, -comma.length);
  const value = Number(digits);
  return Number.isSafeInteger(value) && value >= 0 && String(value) === digits ? value : null;
}

/** The text without escaped quotation marks, so that each that is left delimits a string. */
export function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.split('\\\\').join('??').split('\\"').join('??');
}

/** The time in a header `sent-at`, in milliseconds since the epoch; null for what is none. */
export function timeIn(text: string): number | null {
  // As Python writes it: 2026-11-23T12:53:24+00:00.
  if (
    text.length === 25 &&
    text[4] === '-' &&
    text[10] === 'T' &&
    text[16] === ':' &&
    text.endsWith('+00:00')
  ) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : at;
  }
  try {
    return sentAt(text, 'sent-at');
  } catch (thrown) {
    if (thrown instanceof ShapeError) return null;
    throw thrown;
  }
}

/** A whole page. Throws a `ShapeError` for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new ShapeError('', 'JSON', text);
  }
}
