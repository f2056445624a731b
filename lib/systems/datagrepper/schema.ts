import {
  anything,
  dictionary,
  list,
  literal,
  nullable,
  number,
  object,
  type Shape,
  type Shaped,
  ShapeError,
  string,
} from '../../protocols/shape.ts';

/** What is searched. There is always a window, as the cost of a search follows its width. */
export interface Search {
  readonly topic?: string;
  /** A topic that is left out. */
  readonly without?: string;
  readonly category?: string;
  readonly user?: string;
  readonly package?: string;
  /** Seconds before `endSeconds`, or before now. */
  readonly windowSeconds: number;
  /** Epoch seconds; now if left out. */
  readonly endSeconds?: number;
  /** From 1 to 100. */
  readonly rows: number;
  readonly page?: number;
}

/** A message on the bus, whichever envelope it came in. */
export interface BusMessage {
  /** When it was sent, in milliseconds since the epoch; whole seconds, as publishers cut the rest off. */
  readonly at: number;
  readonly id: string;
  readonly topic: string;
  readonly body: Record<string, unknown>;
  /** Whom and what datanommer filed it under; only the old envelope tells. */
  readonly users: readonly string[];
  readonly packages: readonly string[];
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** The header `sent-at`: ISO 8601, and UTC where no zone is given. */
export const sentAt: Shape<number> = (value, path) => {
  const [, day, time, zone = 'Z'] = TIME.exec(string(value, path)) ?? [];
  const at = Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(at)) throw new ShapeError(path, 'a time', value);
  return at;
};

const texts = list(string);
const v2 = object({
  body: dictionary(anything),
  headers: object({ 'sent-at': sentAt }),
  id: string,
  topic: string,
});
const raw = object({
  i: number,
  msg: dictionary(anything),
  msg_id: string,
  timestamp: number,
  topic: string,
  users: texts,
  packages: texts,
});

/** An item of `/v2/search`, and the answer of `/v2/id`: body and headers as on the bus. */
export const v2Message: Shape<BusMessage> = (value, path) => {
  const { body, headers, id, topic } = v2(value, path);
  return { at: headers['sent-at'], id, topic, body, users: [], packages: [] };
};

/** An item of `/raw`, and the answer of `/id`: the envelope of fedmsg, as the founding document's clients read it. */
export const rawMessage: Shape<BusMessage> = (value, path) => {
  const { msg: body, msg_id: id, timestamp, topic, users, packages } = raw(value, path);
  return { at: timestamp * 1000, id, topic, body, users, packages };
};

/** The question as datagrepper understood it. */
export const filters = object({
  start: number,
  delta: number,
  end: number,
  users: texts,
  packages: texts,
  categories: texts,
  topics: texts,
  not_topics: nullable(texts),
  page: number,
  rows_per_page: number,
  order: literal('asc', 'desc'),
});

export type Filters = Shaped<typeof filters>;

const page = (message: Shape<BusMessage>) =>
  object({
    raw_messages: list(message),
    total: number,
    pages: number,
    count: number,
    /** The question as datagrepper understood it: it ignores parameters that it does not know. */
    arguments: filters,
  });

export const v2Page = page(v2Message);
export const rawPage = page(rawMessage);
export type SearchPage = ReturnType<typeof v2Page>;

/** flask-healthz, as `application/problem+json`. */
export const healthy = object({ status: literal(200), title: literal('OK') });
