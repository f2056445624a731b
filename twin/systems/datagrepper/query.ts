import { firstWhere } from '../../world/timeline.ts';
import type { Message, MessageKind, World } from '../../world/types.ts';

/** How datagrepper ends a request that it cannot or will not answer. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 500,
    message: string,
  ) {
    super(message);
  }
}

/** The question as datagrepper understood it, echoed as `arguments`. Times are epoch seconds. */
export interface Arguments {
  readonly start: number;
  readonly delta: number;
  readonly end: number;
  readonly users: readonly string[];
  readonly packages: readonly string[];
  readonly categories: readonly string[];
  readonly topics: readonly string[];
  readonly contains: readonly string[];
  readonly not_users: readonly string[];
  readonly not_packages: readonly string[];
  readonly not_categories: readonly string[];
  readonly not_topics: readonly string[];
  readonly page: number;
  readonly rows_per_page: number;
  readonly order: 'asc' | 'desc';
  readonly meta: readonly string[];
}

/** What Fedora sets as `DEFAULT_QUERY_DELTA`. */
const DEFAULT_DELTA = 86_400;
const EIGHT_MONTHS = 32 * 7 * 86_400;
const MAX_ROWS = 100;
const SIZES: readonly string[] = ['small', 'medium', 'large', 'extra-large'];

/** In the order of the real one, as the first wrong parameter decides: 400 where it was checked, 500 where it broke. */
export function parse(query: URLSearchParams, now: number): Arguments {
  const window = timerange(query, now / 1000);
  const lists = {
    users: query.getAll('user'),
    packages: query.getAll('package'),
    categories: query.getAll('category'),
    topics: query.getAll('topic'),
    contains: query.getAll('contains'),
    not_users: query.getAll('not_user'),
    not_packages: query.getAll('not_package'),
    not_categories: query.getAll('not_category'),
    not_topics: query.getAll('not_topic'),
  };
  if (lists.contains.length > 0) {
    if (window.start < now / 1000 - EIGHT_MONTHS)
      throw new Refusal(400, 'contains needs a start within eight months');
    if (lists.categories.length + lists.topics.length === 0) {
      throw new Refusal(400, 'contains needs a topic or a category');
    }
  }
  const page = integer(query, 'page', 1);
  if (page < 1) throw new Refusal(400, 'page must be &gt; 0');
  const rows_per_page = integer(query, 'rows_per_page', 25);
  if (rows_per_page > MAX_ROWS) throw new Refusal(400, `rows_per_page must be &lt;= ${MAX_ROWS}`);
  const order = query.get('order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc') throw new Refusal(400, 'order must be asc or desc');
  if (!SIZES.includes(query.get('size') ?? 'large'))
    throw new Refusal(400, `size must be one of ${SIZES.join(', ')}`);
  if (!/^(?:true|yes|on|y|t|1|false|no|off|n|f|0)$/i.test(query.get('chrome') ?? 'true')) {
    throw new Refusal(400, 'chrome must be true or false');
  }
  return { ...window, ...lists, page, rows_per_page, order, meta: query.getAll('meta') };
}

function timerange(query: URLSearchParams, now: number): { start: number; delta: number; end: number } {
  const start = moment(query.get('start'));
  const givenEnd = moment(query.get('end'));
  const delta = float(query.get('delta'));
  if (start === null) {
    const end = givenEnd ?? now;
    const width = delta ?? DEFAULT_DELTA;
    return { start: end - width, delta: width, end };
  }
  const end = givenEnd ?? (delta === null ? now : start + delta);
  return { start, delta: end - start, end };
}

function float(value: string | null): number | null {
  if (value === null) return null;
  const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : Number.NaN;
  if (Number.isNaN(number))
    throw new Refusal(500, `ValueError: could not convert string to float: '${value}'`);
  return number;
}

/** Epoch seconds, or a date; UTC where it names no zone. */
function moment(value: string | null): number | null {
  if (value === null) return null;
  if (/^\s*[+-]?[\d.]+\s*$/.test(value)) return float(value);
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(value) || /^\d{4}-\d\d-\d\d$/.test(value) ? value : `${value}Z`;
  const at = Date.parse(zoned);
  if (Number.isNaN(at))
    throw new Refusal(500, `dateutil.parser.ParserError: Unknown string format: ${value}`);
  return at / 1000;
}

function integer(query: URLSearchParams, name: string, otherwise: number): number {
  const value = query.get(name);
  if (value === null) return otherwise;
  if (!/^\s*[+-]?\d+\s*$/.test(value)) {
    throw new Refusal(500, `ValueError: invalid literal for int() with base 10: '${value}'`);
  }
  return Number(value);
}

/** Whole seconds, as publishers send them and datanommer keeps them. */
export function secondOf(message: Message): number {
  return Math.floor(message.at / 1000);
}

/** Every message that the question is about, oldest first. */
export function matching(world: World, asked: Arguments): readonly Message[] {
  const tests = testsOf(asked);
  const found = within(candidates(world, asked), asked);
  return tests.length === 0 ? found : found.filter((message) => tests.every((passes) => passes(message)));
}

type Test = (message: Message) => boolean;

/** What a message must pass, and nothing that was not asked: a day holds thousands of messages. */
function testsOf(asked: Arguments): readonly Test[] {
  const keeps = (wanted: readonly string[], of: (message: Message) => readonly string[]): readonly Test[] =>
    wanted.length === 0 ? [] : [(message) => of(message).some((one) => wanted.includes(one))];
  const lacks = (
    unwanted: readonly string[],
    of: (message: Message) => readonly string[],
  ): readonly Test[] =>
    unwanted.length === 0 ? [] : [(message) => !of(message).some((one) => unwanted.includes(one))];
  return [
    ...keeps(asked.topics, ({ topic }) => [topic]),
    ...keeps(asked.categories, ({ category }) => [category]),
    ...keeps(asked.users, ({ users }) => users),
    ...keeps(asked.packages, ({ packages }) => packages),
    ...lacks(asked.not_topics, ({ topic }) => [topic]),
    ...lacks(asked.not_categories, ({ category }) => [category]),
    ...lacks(asked.not_users, ({ users }) => users),
    ...lacks(asked.not_packages, ({ packages }) => packages),
    ...(asked.contains.length === 0 ? [] : [(message: Message) => containsOne(asked.contains, message)]),
  ];
}

function containsOne(contains: readonly string[], message: Message): boolean {
  const text = JSON.stringify(message.body());
  return contains.some((one) => text.includes(one));
}

/** The shortest ready-made list that holds them all. */
function candidates(world: World, { topics, categories, packages, users }: Arguments): readonly Message[] {
  const lists = (kind: MessageKind, names: readonly string[]): readonly (readonly Message[])[] =>
    names.length === 1 ? names.map((name) => world.messagesIn(kind, name)) : [];
  return [
    ...lists('topic', topics),
    ...lists('category', categories),
    ...lists('package', packages),
    ...lists('user', users),
  ].reduce((best, list) => (list.length < best.length ? list : best), world.messages());
}

/** Lists are in the order of their times, so the window is one slice. */
function within(messages: readonly Message[], { start, end }: Arguments): readonly Message[] {
  return messages.slice(
    firstWhere(messages, (message) => secondOf(message) >= start),
    firstWhere(messages, (message) => secondOf(message) > end),
  );
}

export interface Found {
  readonly messages: readonly Message[];
  readonly total: number;
  readonly pages: number;
}

/** One page of what matches. `rows_per_page=0` has no limit, as in the real one. */
export function pageOf(all: readonly Message[], { page, rows_per_page: rows, order }: Arguments): Found {
  if (rows < 0)
    throw new Refusal(500, '(psycopg2.errors.InvalidRowCountInLimitClause) LIMIT must not be negative');
  const sorted = order === 'asc' ? all : [...all].reverse();
  if (rows === 0) return { messages: sorted, total: sorted.length, pages: 1 };
  const messages = sorted.slice((page - 1) * rows, page * rows);
  const pages = Math.ceil(all.length / rows);
  // Where there is only one page, datanommer counts what it returns.
  return { messages, total: pages === 1 ? messages.length : all.length, pages };
}
