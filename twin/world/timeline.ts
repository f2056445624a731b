/** Records in the order of their times, of which only those up to now may be seen. */
export class Timeline<T> {
  readonly #items: readonly T[];
  readonly #timeOf: (item: T) => number;
  #seen: readonly T[] = [];

  /** The items must already be in order. */
  constructor(items: readonly T[], timeOf: (item: T) => number) {
    this.#items = items;
    this.#timeOf = timeOf;
  }

  /** Everything up to now; the same array until something new appears. */
  until(now: number): readonly T[] {
    // Time mostly moves on a little: the answer of the last call is nearly always still the right one.
    const next = this.#items[this.#seen.length];
    const last = this.#seen.at(-1);
    if (
      (next === undefined || this.#timeOf(next) > now) &&
      (last === undefined || this.#timeOf(last) <= now)
    ) {
      return this.#seen;
    }
    const hidden = firstWhere(this.#items, (item) => this.#timeOf(item) > now);
    this.#seen = this.#items.slice(0, hidden);
    return this.#seen;
  }
}

/** Index of the first item that passes, given that all after it do too. */
export function firstWhere<T>(items: readonly T[], passes: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && passes(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** One timeline per key, from items that are already in order; an item may have several keys. */
export function timelinesBy<T, K>(
  items: readonly T[],
  timeOf: (item: T) => number,
  keysOf: (item: T) => readonly K[],
): Map<K, Timeline<T>> {
  const lists = new Map<K, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [item]);
      else list.push(item);
    }
  }
  return new Map([...lists].map(([key, list]) => [key, new Timeline(list, timeOf)]));
}
