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
    let low = 0;
    let high = this.#items.length;
    // Time mostly moves on a little: the answer of the last call is nearly always still the right one.
    const next = this.#items[this.#seen.length];
    const last = this.#seen.at(-1);
    if (
      (next === undefined || this.#timeOf(next) > now) &&
      (last === undefined || this.#timeOf(last) <= now)
    ) {
      return this.#seen;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.#items[middle];
      if (item !== undefined && this.#timeOf(item) <= now) low = middle + 1;
      else high = middle;
    }
    this.#seen = this.#items.slice(0, low);
    return this.#seen;
  }
}

/** One timeline per key, from items that are already in order. */
export function timelinesBy<T, K>(
  items: readonly T[],
  timeOf: (item: T) => number,
  keyOf: (item: T) => K,
): Map<K, Timeline<T>> {
  const lists = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [item]);
    else list.push(item);
  }
  return new Map([...lists].map(([key, list]) => [key, new Timeline(list, timeOf)]));
}
