import type { Sliceable } from '../../k6/ports.ts';
import { filled, number, object, type Shape, ShapeError, string } from '../../protocols/shape.ts';
import { endOf, parsed, type Style, styleOf, timeIn } from './page-text.ts';
import { sentAt } from './schema.ts';

/** The part of a message that tells what it is about, without its body. */
export interface Row {
  readonly id: string;
  readonly topic: string;
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number;
  readonly schema: string;
  readonly severity: number;
}

/**
 * The messages of a page of `/v2/search` without their bodies, which are stepped over. Where that is not certain
 * the whole page is parsed. Throws a `ShapeError` for anything else than a page with messages.
 */
export function rows(text: Sliceable): readonly Row[] {
  const whole = text.slice(0, text.length);
  const style = styleOf(whole);
  const count = style === null ? 0 : (endOf(text, style)?.count ?? 0);
  if (style === null || !whole.startsWith(style.firstBody)) return rowsOfAll(whole);
  const pieces = whole.split(style.headers);
  // Each message has headers: if there are as many as messages, no body holds others.
  if (pieces.length - 1 !== count) return rowsOfAll(whole);
  return usualRows(pieces, style, whole.includes('\\')) ?? rowsOfAll(whole);
}

/** Seconds by what ends a time as Python writes it. */
const SECONDS: Readonly<Record<string, number>> = Object.fromEntries(
  Array.from({ length: 60 }, (_, second) => [`${String(second).padStart(2, '0')}+00:00`, second * 1000]),
);
const TIME_CHARS = '2026-11-23T12:53:24+00:00'.length;
const MINUTE_CHARS = '2026-11-23T12:53:'.length;
const ID_CHARS = '00000000-0000-0000-0000-000000000009'.length;

/**
 * The messages of a page, each from the value of its first header, `sent-at`. What stands between the values is
 * compared with what is usual; the kind of a message and the minute of its time with those of the message before.
 * One loop over local variables, as calls and properties are what costs in k6's engine. Null if a message is
 * neither usual nor to be parsed by itself.
 */
function usualRows(pieces: readonly string[], style: Style, escapes: boolean): readonly Row[] | null {
  const { comma, colon } = style;
  const beforeId = `}${comma}"id"${colon}"`;
  const afterId = `"${comma}"priority"${colon}0${comma}"queue"${colon}null${comma}"topic"${colon}"`;
  const toId = beforeId.length;
  const toTopic = ID_CHARS + afterId.length;
  const found: Row[] = [];
  let kind = NO_KIND;
  let kindEnd = TIME_CHARS;
  let { schema, severity } = kind;
  let minute = '';
  let minuteAt: number | null = null;
  for (let n = 1; n < pieces.length; n++) {
    const piece = pieces[n] ?? '';
    if (kind === NO_KIND || piece.slice(TIME_CHARS, kindEnd) !== kind.written) {
      kind = kindOf(piece, style) ?? NO_KIND;
      ({ schema, severity } = kind);
      kindEnd = TIME_CHARS + kind.written.length;
    }
    const second = SECONDS[piece.slice(MINUTE_CHARS, TIME_CHARS)];
    const itsMinute = piece.slice(0, MINUTE_CHARS);
    if (itsMinute !== minute) {
      minute = itsMinute;
      minuteAt = timeIn(`${minute}00+00:00`);
    }
    const id = piece.indexOf(beforeId) + toId;
    const topic = id + toTopic;
    const end = piece.indexOf('"', topic);
    if (
      second === undefined ||
      kind === NO_KIND ||
      minuteAt === null ||
      piece.slice(id + ID_CHARS, topic) !== afterId ||
      (escapes && piece.slice(0, end).includes('\\'))
    ) {
      const row = parsedRow(piece.slice(0, piece.indexOf(n < pieces.length - 1 ? style.next : style.end)));
      if (row === null) return null;
      found[n - 1] = row;
    } else {
      const at = minuteAt + second;
      found[n - 1] = {
        id: piece.slice(id, id + ID_CHARS),
        topic: piece.slice(topic, end),
        at,
        schema,
        severity,
      };
    }
  }
  return found;
}

/** What most messages of a page share. */
interface Kind {
  readonly schema: string;
  readonly severity: number;
  /** Both as they are written, from behind the time. */
  readonly written: string;
}

const NO_KIND: Kind = { schema: '', severity: 0, written: '' };

/** The kind of a message, or null if its headers are others or in another order. */
function kindOf(piece: string, { comma, colon }: Style): Kind | null {
  const before = `"${comma}"priority"${colon}0${comma}"fedora_messaging_schema"${colon}"`;
  const between = `"${comma}"fedora_messaging_severity"${colon}`;
  if (!piece.startsWith(before, TIME_CHARS)) return null;
  const from = TIME_CHARS + before.length;
  const till = piece.indexOf('"', from);
  const digits = /^([1-9]\d?)[,}]/.exec(piece.slice(till + between.length, till + between.length + 3))?.[1];
  if (!piece.startsWith(between, till) || digits === undefined) return null;
  const written = piece.slice(TIME_CHARS, till + between.length + digits.length + 1);
  return { schema: piece.slice(from, till), severity: Number(digits), written };
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

/** The same by a parser, for a message that is written otherwise. */
function parsedRow(rest: string): Row | null {
  try {
    return rowIn(JSON.parse(`{"headers":{"sent-at":"${rest}}`), '');
  } catch (thrown) {
    if (thrown instanceof ShapeError || thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

const page = object({ raw_messages: filled(rowIn), total: number, count: number });

function rowsOfAll(whole: string): readonly Row[] {
  const { raw_messages, count } = page(parsed(whole), '');
  if (raw_messages.length !== count) throw new ShapeError('raw_messages', `${count} entries`, raw_messages);
  return raw_messages;
}
