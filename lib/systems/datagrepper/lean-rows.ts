import type { Sliceable } from '../../k6/ports.ts';
import { filled, number, object, type Shape, ShapeError, string } from '../../protocols/shape.ts';
import { endOf, parsed, type Style, styleOf, timeIn } from './page-text.ts';

/** The part of a message that tells what it is about, without its body. */
export interface Row {
  readonly id: string;
  readonly topic: string;
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number;
  readonly schema: string;
  readonly severity: number;
}

/** The same of all messages of a page: one list a field, as an object for each costs more than finding its fields. */
export interface Columns {
  readonly ids: readonly string[];
  readonly topics: readonly string[];
  /** When each was sent, as it is written. */
  readonly sentAt: readonly string[];
  readonly schemas: readonly string[];
  readonly severities: readonly number[];
}

/** The messages of a page of `/v2/search` without their bodies. Throws a `ShapeError` for anything else. */
export function rows(text: Sliceable): readonly Row[] {
  const { ids, topics, sentAt, schemas, severities } = columns(text);
  return ids.map((id, n) => {
    const at = timeIn(sentAt[n] ?? '');
    if (at === null) throw new ShapeError(`raw_messages[${n}].headers.sent-at`, 'a time', sentAt[n]);
    return { id, topic: topics[n] ?? '', at, schema: schemas[n] ?? '', severity: severities[n] ?? 0 };
  });
}

/**
 * The messages of a page of `/v2/search` by field. Their bodies are stepped over; where that is not certain the
 * whole page is parsed. Throws a `ShapeError` for anything else than a page with messages.
 */
export function columns(text: Sliceable): Columns {
  const whole = text.slice(0, text.length);
  const style = styleOf(whole);
  const count = style === null ? 0 : (endOf(text, style)?.count ?? 0);
  if (style === null || !whole.startsWith(style.firstBody)) return columnsOfAll(whole);
  const pieces = whole.split(style.headers);
  // Each message has headers: if there are as many as messages, no body holds others.
  if (pieces.length - 1 !== count) return columnsOfAll(whole);
  return usualColumns(pieces, style, whole.includes('\\')) ?? columnsOfAll(whole);
}

const TIME_CHARS = '2026-11-23T12:53:24+00:00'.length;
const ID_CHARS = '00000000-0000-0000-0000-000000000009'.length;

/**
 * The messages of a page, each from the value of its first header, `sent-at`. What stands between the values is
 * compared with what is usual, and the kind of a message with that of the one before. One loop over local
 * variables, as calls and properties are what costs in k6's engine. Null if a message is neither usual nor to be
 * parsed by itself.
 */
function usualColumns(pieces: readonly string[], style: Style, escapes: boolean): Columns | null {
  const { comma, colon } = style;
  const beforeId = `}${comma}"id"${colon}"`;
  const afterId = `"${comma}"priority"${colon}0${comma}"queue"${colon}null${comma}"topic"${colon}"`;
  const toId = beforeId.length;
  const toIdEnd = ID_CHARS;
  const toTopic = ID_CHARS + afterId.length;
  const timeEnd = TIME_CHARS;
  const count = pieces.length - 1;
  const ids: string[] = [];
  const topics: string[] = [];
  const sentAt: string[] = [];
  const schemas: string[] = [];
  const severities: number[] = [];
  /** Empty as long as no kind is known. */
  let usual = '';
  let usualEnd = timeEnd;
  let schema = '';
  let severity = 0;
  for (let n = 0; n < count; n++) {
    const piece = pieces[n + 1] ?? '';
    if (usual === '' || piece.slice(timeEnd, usualEnd) !== usual) {
      const kind = kindOf(piece, style) ?? NO_KIND;
      usual = kind.written;
      usualEnd = timeEnd + usual.length;
      schema = kind.schema;
      severity = kind.severity;
    }
    const id = piece.indexOf(beforeId) + toId;
    const idEnd = id + toIdEnd;
    const topic = id + toTopic;
    const end = piece.indexOf('"', topic);
    if (
      usual === '' ||
      piece.slice(idEnd, topic) !== afterId ||
      (escapes && piece.slice(0, end).includes('\\'))
    ) {
      const row = parsedRow(piece.slice(0, piece.indexOf(n < count - 1 ? style.next : style.end)));
      if (row === null) return null;
      ids[n] = row.id;
      topics[n] = row.topic;
      sentAt[n] = row.sentAt;
      schemas[n] = row.schema;
      severities[n] = row.severity;
    } else {
      ids[n] = piece.slice(id, idEnd);
      topics[n] = piece.slice(topic, end);
      sentAt[n] = piece.slice(0, timeEnd);
      schemas[n] = schema;
      severities[n] = severity;
    }
  }
  return { ids, topics, sentAt, schemas, severities };
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

/** A message as it is written, with its time as text. */
interface Written extends Omit<Row, 'at'> {
  readonly sentAt: string;
}

const message = object({
  id: string,
  topic: string,
  headers: object({
    'sent-at': string,
    fedora_messaging_schema: string,
    fedora_messaging_severity: number,
  }),
});

const written: Shape<Written> = (value, path) => {
  const { id, topic, headers } = message(value, path);
  const { 'sent-at': sentAt, fedora_messaging_schema: schema, fedora_messaging_severity: severity } = headers;
  return { id, topic, sentAt, schema, severity };
};

/** The same by a parser, for a message that is written otherwise. */
function parsedRow(rest: string): Written | null {
  try {
    return written(JSON.parse(`{"headers":{"sent-at":"${rest}}`), '');
  } catch (thrown) {
    if (thrown instanceof ShapeError || thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

const page = object({ raw_messages: filled(written), total: number, count: number });

function columnsOfAll(whole: string): Columns {
  const { raw_messages: all, count } = page(parsed(whole), '');
  if (all.length !== count) throw new ShapeError('raw_messages', `${count} entries`, all);
  return {
    ids: all.map(({ id }) => id),
    topics: all.map(({ topic }) => topic),
    sentAt: all.map(({ sentAt }) => sentAt),
    schemas: all.map(({ schema }) => schema),
    severities: all.map(({ severity }) => severity),
  };
}
