/**
 * Reads what monitoring wants of a page of datagrepper without parsing the page, whose 100 messages may be 350 KB.
 * It relies on the order in which datagrepper writes members, and checks it. In JSON a quotation mark that follows
 * a comma, a brace or a blank cannot stand within a string, where it would follow a backslash: so what looks like
 * a member's name behind one is a name, though perhaps deep within a message's body. Where the cheap way cannot
 * tell, or finds anything unexpected, the whole page is parsed and checked by its shape.
 */
import type { Sliceable } from '../../k6/ports.ts';
import { filled, isRecord, number, object, type Shape, ShapeError, string } from '../../protocols/shape.ts';
import { rawPage, sentAt, v2Page } from './schema.ts';

/** The figures at a page's end. */
export interface PageEnd {
  readonly total: number;
  readonly pages: number;
  readonly count: number;
  /** The question as datagrepper understood it, as JSON. */
  readonly asked: string;
}

export interface Freshness extends PageEnd {
  /** When the newest message of the page was sent, in milliseconds since the epoch. */
  readonly newestAt: number;
}

/** The part of a message that tells what it is about, without its body. */
export interface Row {
  readonly id: string;
  readonly topic: string;
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number;
  readonly schema: string;
  readonly severity: number;
}

/** How a writer separates: Python's does with blanks, others without. */
interface Style {
  readonly comma: string;
  readonly colon: string;
  /** Begins a page of today's interface, up to its first message. */
  readonly v2: string;
  /** Begins a page in the old envelope. */
  readonly raw: string;
  readonly total: string;
  readonly headers: string;
  readonly next: string;
  /** What follows the name of the header that tells the severity. */
  readonly severities: Readonly<Record<string, number>>;
}

function styleWith(blank: '' | ' '): Style {
  const comma = `,${blank}`;
  const colon = `:${blank}`;
  return {
    comma,
    colon,
    v2: `{"raw_messages"${colon}[{"body"${colon}{`,
    raw: `{"raw_messages"${colon}[{"i"${colon}`,
    total: `]${comma}"total"${colon}`,
    headers: `${comma}"headers"${colon}{`,
    next: `}${comma}{"body"${colon}`,
    severities: Object.fromEntries(
      [10, 20, 30, 40].flatMap((one) => ['', '}'].map((brace) => [`${colon}${one}${brace}${comma}`, one])),
    ),
  };
}

/** Seconds by what ends a time as Python writes it. */
const SECONDS: Readonly<Record<string, number>> = Object.fromEntries(
  Array.from({ length: 60 }, (_, second) => [`${String(second).padStart(2, '0')}+00:00`, second * 1000]),
);

const STYLES = [styleWith(' '), styleWith('')];

/** A page's arguments are a few hundred characters, most messages a few thousand. */
const END_CHARS = 1024;
const HEAD_CHARS = [8192, 131_072];
const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,14})$/;

/**
 * Total and newest time of a page of `/v2/search` or `/raw`. Throws a `ShapeError` for anything else, and for a
 * page without messages.
 */
export function freshness(text: Sliceable): Freshness {
  const end = endOf(text);
  // In any other order the first message is not the newest.
  if (end === undefined || !isNewestFirst(end)) return freshnessOfAll(text);
  for (const chars of HEAD_CHARS) {
    const newestAt = firstAt(text.slice(0, chars));
    if (newestAt !== undefined) return { ...end, newestAt };
    if (chars >= text.length) break;
  }
  return freshnessOfAll(text);
}

/** The messages of a page of `/v2/search` without their bodies. Throws a `ShapeError` for anything else. */
export function rows(text: Sliceable): readonly Row[] {
  const end = endOf(text);
  const whole = text.slice(0, text.length);
  const style = STYLES.find(({ v2 }) => whole.startsWith(v2));
  if (end === undefined || style === undefined) return rowsOfAll(whole);
  const [, ...pieces] = whole.split(style.headers);
  // Every message has headers: as many as there are messages means that no body has an object of that name.
  if (pieces.length !== end.count) return rowsOfAll(whole);
  const escapes = whole.includes('\\');
  const clock: Clock = { minute: '', at: 0 };
  const found: Row[] = [];
  for (const piece of pieces) {
    const till = piece.indexOf(found.length + 1 < end.count ? style.next : `}${style.total}`);
    if (till < 0) return rowsOfAll(whole);
    const rest = piece.slice(0, till);
    const row = escapes && rest.includes('\\') ? parsedRow(rest) : rowOf(rest, style, clock);
    if (row === undefined) return rowsOfAll(whole);
    found.push(row);
  }
  return found;
}

/** The figures that end a page, or undefined where it does not end as expected. */
function endOf(text: Sliceable): PageEnd | undefined {
  const last = text.slice(Math.max(0, text.length - END_CHARS)).trimEnd();
  for (const { total, comma, colon } of STYLES) {
    const at = last.lastIndexOf(total);
    if (at < 0) continue;
    const parts = last.slice(at).split('"');
    const [, , n, pages, p, count, c, args, open] = parts;
    if (pages !== 'pages' || count !== 'count' || args !== 'arguments' || open !== `${colon}{`)
      return undefined;
    const asked = last.slice(last.indexOf('{', at), -1);
    if (!isFlat(asked, parts.length)) return undefined;
    const figures = [n, p, c].map((one) => wholeNumber(one, colon, comma));
    const [totalOf, pagesOf, countOf] = figures;
    if (totalOf === undefined || pagesOf === undefined || countOf === undefined) return undefined;
    return { total: totalOf, pages: pagesOf, count: countOf, asked };
  }
  return undefined;
}

/**
 * Whether the arguments are one object without others in it that ends with the page. With no escapes every
 * quotation mark delimits; an even number of them (so of parts an odd one) puts the last brace outside of a string.
 */
function isFlat(asked: string, parts: number): boolean {
  const braces = asked.split('{').length === 2 && asked.split('}').length === 2;
  return braces && parts % 2 === 1 && asked.endsWith('}') && !asked.includes('\\');
}

function isNewestFirst({ asked, count }: PageEnd): boolean {
  return count > 0 && /"order": ?"desc"/.test(asked);
}

/** The number between a colon and a comma. */
function wholeNumber(part: string | undefined, colon: string, comma: string): number | undefined {
  if (part === undefined || !part.startsWith(colon) || !part.endsWith(comma)) return undefined;
  const digits = part.slice(colon.length, -comma.length);
  return WHOLE_NUMBER.test(digits) ? Number(digits) : undefined;
}

/** When the first message of a page was sent, from the page's beginning; undefined where it does not tell. */
function firstAt(head: string): number | undefined {
  const style = STYLES.find(({ v2, raw }) => head.startsWith(v2) || head.startsWith(raw));
  if (style === undefined) return undefined;
  // Without escapes every second part is a string. What stands for them makes no time, should one be in it.
  const plain = head.includes('\\') ? head.split('\\\\').join('??').split('\\"').join('??') : head;
  return head.startsWith(style.v2) ? headerTime(plain.split('"'), style) : timestamp(plain.split('"'), style);
}

/** Depth of a member of a message, counted in braces; the page is the first. */
const MEMBER = 2;

/** `sent-at` in the headers of the first message: its body, which stands before them, is stepped over. */
function headerTime(parts: readonly string[], { comma, colon }: Style): number | undefined {
  const opens = `${colon}{`;
  let depth = 0;
  for (let at = 0; at + 4 < parts.length; at += 2) {
    const between = parts[at] ?? '';
    if (between === colon || between === comma) continue;
    depth += depthOf(between);
    if (depth < MEMBER && at > 2) return undefined;
    if (depth !== MEMBER || parts[at + 1] !== 'headers') continue;
    const isFirst = parts[at + 2] === opens && parts[at + 3] === 'sent-at' && parts[at + 4] === colon;
    return isFirst ? timeOf(parts[at + 5]) : undefined;
  }
  return undefined;
}

/** `timestamp` of the first message in the old envelope, where it stands before the body. */
function timestamp(parts: readonly string[], { comma, colon }: Style): number | undefined {
  for (let at = 0; at + 2 < parts.length; at += 2) {
    // The first two braces open the page and the message; the next one opens what is not looked into.
    if (at > 2 && depthOf(parts[at] ?? '') !== 0) return undefined;
    const value = parts[at + 2] ?? '';
    if (parts[at + 1] !== 'timestamp' || !value.startsWith(colon)) continue;
    if (!value.endsWith(comma)) return undefined;
    const digits = /^(\d{1,12})(?:\.0+)?$/.exec(value.slice(colon.length, -comma.length))?.[1];
    return digits === undefined ? undefined : Number(digits) * 1000;
  }
  return undefined;
}

function depthOf(between: string): number {
  return between.split('{').length - between.split('}').length;
}

function timeOf(text: string | undefined): number | undefined {
  try {
    return sentAt(text, 'sent-at');
  } catch (thrown) {
    if (thrown instanceof ShapeError) return undefined;
    throw thrown;
  }
}

/** The minute that was read last: the messages of a page are close to each other. */
interface Clock {
  minute: string;
  at: number;
}

/** One message from what follows `"headers": {` up to the brace that ends it. */
function rowOf(piece: string, { comma, colon, severities }: Style, clock: Clock): Row | undefined {
  const parts = piece.split('"');
  const end = parts.length;
  const severity = severities[parts[12] ?? ''];
  const isAsWritten =
    parts[1] === 'sent-at' &&
    parts[2] === colon &&
    parts[7] === 'fedora_messaging_schema' &&
    parts[8] === colon &&
    parts[11] === 'fedora_messaging_severity' &&
    parts[end - 12] === 'id' &&
    parts[end - 11] === colon &&
    parts[end - 9] === comma &&
    parts[end - 8] === 'priority' &&
    parts[end - 6] === 'queue' &&
    parts[end - 4] === 'topic' &&
    parts[end - 3] === colon &&
    parts[end - 1] === '';
  if (!isAsWritten || severity === undefined) return parsedRow(piece);
  const [sent = '', schema = '', id = '', topic = ''] = [parts[3], parts[9], parts[end - 10], parts[end - 2]];
  const at = secondOf(sent, clock);
  return at === undefined ? undefined : { id, topic, at, schema, severity };
}

/** A time of the form that Python writes is put together from its minute and its second; any other is parsed. */
function secondOf(sent: string, clock: Clock): number | undefined {
  const second = SECONDS[sent.slice(17)];
  if (second === undefined) return timeOf(sent);
  const minute = sent.slice(0, 17);
  if (minute !== clock.minute) {
    const at = timeOf(`${minute}00+00:00`);
    if (at === undefined) return undefined;
    clock.minute = minute;
    clock.at = at;
  }
  return clock.at + second;
}

/** The same by a parser, for a message that holds escapes or more than most. */
function parsedRow(piece: string): Row | undefined {
  try {
    return rowIn(JSON.parse(`{"headers":{${piece}}`), 'a message');
  } catch (thrown) {
    if (thrown instanceof ShapeError || thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

const message = object({
  id: string,
  topic: string,
  headers: object({
    'sent-at': sentAt,
    fedora_messaging_schema: string,
    fedora_messaging_severity: number,
  }),
});

const rowIn: Shape<Row> = (value, path) => {
  const { id, topic, headers } = message(value, path);
  const { 'sent-at': at, fedora_messaging_schema: schema, fedora_messaging_severity: severity } = headers;
  return { id, topic, at, schema, severity };
};

const allRows = object({ raw_messages: filled(rowIn), total: number, count: number });

function rowsOfAll(whole: string): readonly Row[] {
  const { raw_messages, count } = allRows(parsed(whole), '');
  if (raw_messages.length !== count) throw new ShapeError('raw_messages', `${count} entries`, raw_messages);
  return raw_messages;
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

function parsed(whole: string): unknown {
  try {
    return JSON.parse(whole);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new ShapeError('', 'JSON', whole);
  }
}
