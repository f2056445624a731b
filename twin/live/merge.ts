/** The world's own list with what clients have added to it, in the order of their times. */
export class Merge<T> {
  #base: readonly T[] = [];
  #added: readonly T[] = [];
  #whole: readonly T[] = [];
  readonly #timeOf: (item: T) => number;

  constructor(timeOf: (item: T) => number) {
    this.#timeOf = timeOf;
  }

  /** The same array until something new appears in one of the two. */
  of(base: readonly T[], all: readonly T[], now: number): readonly T[] {
    const added = all.filter((item) => this.#timeOf(item) <= now);
    if (added.length === 0) return base;
    const same = added.length === this.#added.length && added.every((item, at) => item === this.#added[at]);
    if (base === this.#base && same) return this.#whole;
    this.#base = base;
    this.#added = added;
    this.#whole = [...base, ...added].sort((one, other) => this.#timeOf(one) - this.#timeOf(other));
    return this.#whole;
  }
}
