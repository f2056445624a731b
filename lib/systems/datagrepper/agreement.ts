import type { BusMessage, Filters, Search, SearchPage } from './schema.ts';

/** How far the end of the window may lie from now, in seconds: beyond it the answer is an old one, or a clock is off. */
const STALE = 300;
/** How far it may lie from an end that was named. */
const ROUNDING = 1;
/** Publishers cut their times to whole seconds. */
const SECOND = 1000;
/** Messages that may arrive between datagrepper's two queries, of which one counts and one fetches. */
const ARRIVALS = 3;

/** In words, what of a page does not answer the search made at `now` (ms), or null if all of it does. */
export function disagreement(page: SearchPage, of: Search, now: number): string | null {
  return misunderstood(page.arguments, of, now) ?? wrongFigures(page, of) ?? wrongMessages(page, of);
}

/** In words, what of the question that datagrepper says it answers is not the search made at `now` (ms), or null. */
export function misunderstood(asked: Filters, of: Search, now: number): string | null {
  const lists = [
    ['topics', asked.topics, of.topic],
    ['categories', asked.categories, of.category],
    ['users', asked.users, of.user],
    ['packages', asked.packages, of.package],
    ['not_topics', asked.not_topics ?? [], of.without],
  ] as const;
  for (const [name, got, wanted] of lists) {
    const said = wanted === undefined ? '' : wanted;
    if (got.join(' ') !== said) return `arguments.${name} is "${got.join(' ')}", asked "${said}"`;
  }
  const numbers = [
    ['delta', asked.delta, of.windowSeconds],
    ['page', asked.page, of.page ?? 1],
    ['rows_per_page', asked.rows_per_page, of.rows],
  ] as const;
  for (const [name, got, wanted] of numbers) {
    if (Math.abs(got - wanted) > 0.001) return `arguments.${name} is ${got}, asked ${wanted}`;
  }
  if (asked.order !== 'desc') return 'arguments.order is asc, asked desc';
  const width = asked.end - asked.start;
  if (Math.abs(width - of.windowSeconds) > 1) return `a window of ${width} s, asked ${of.windowSeconds}`;
  const off = Math.abs(asked.end - (of.endSeconds ?? now / 1000));
  if (off <= (of.endSeconds === undefined ? STALE : ROUNDING)) return null;
  return `the window ends ${Math.round(off)} s off what was asked: an old answer, or clocks apart`;
}

function wrongFigures({ raw_messages, total, pages, count }: SearchPage, of: Search): string | null {
  const got = raw_messages.length;
  if (count !== got) return `count is ${count} with ${got} messages`;
  if (got > of.rows) return `${got} messages, asked for ${of.rows}`;
  if (pages !== Math.ceil(total / of.rows)) return `pages is ${pages} with total ${total}`;
  const due = Math.max(0, Math.min(of.rows, total - of.rows * ((of.page ?? 1) - 1)));
  // Nothing where something must be is wrong however few it is.
  if (Math.abs(due - got) <= ARRIVALS && (got > 0 || due === 0)) return null;
  return `${got} messages on the page with total ${total}, expected ${due}`;
}

function wrongMessages({ raw_messages, arguments: asked }: SearchPage, of: Search): string | null {
  let last = Number.POSITIVE_INFINITY;
  const known = new Set<string>();
  for (const message of raw_messages) {
    const { id, topic, at } = message;
    if (of.topic !== undefined && topic !== of.topic) return `message ${id} is of topic ${topic}`;
    if (of.category !== undefined && categoryOf(topic) !== of.category)
      return `message ${id} is of topic ${topic}`;
    if (at < asked.start * 1000 - SECOND || at > asked.end * 1000 + SECOND) return outside(message);
    if (at > last) return `message ${id} is newer than the one before it`;
    if (known.has(id)) return `message ${id} twice on a page`;
    known.add(id);
    last = at;
  }
  return null;
}

function outside({ id, at }: BusMessage): string {
  return `message ${id} of ${new Date(at).toISOString()} lies outside the window`;
}

/** datanommer's rule: the fourth dotted part, or the third of a virtual topic. */
export function categoryOf(topic: string): string {
  return topic.split('.')[topic.includes('VirtualTopic') ? 2 : 3] ?? '';
}
