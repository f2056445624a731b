/** A small deterministic random source (mulberry32): the same seed gives the same sequence everywhere. */
export class Rng {
  #state: number;

  constructor(state: number) {
    this.#state = state >>> 0;
  }

  #word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor((this.#word() / 0x1_0000_0000) * (high - low + 1));
  }

  /** True in `share` of all calls. */
  chance(share: number): boolean {
    return this.#word() < share * 0x1_0000_0000;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.int(0, list.length - 1)] ?? list[0];
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.#word().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }
}

/** Murmur3's final mix: every bit of the input moves every bit of the output, and it can be undone. */
export function mix(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The word that `mix` turned into this one. */
export function unmix(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7ed1b41d);
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ (mixed >>> 26), 0xa5cb9243);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** One number for a list of names and numbers. */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    if (typeof part === 'number') {
      state = mix(state ^ mix(part));
      continue;
    }
    for (let index = 0; index < part.length; index += 1) {
      state = Math.imul(state ^ part.charCodeAt(index), 0x01000193);
    }
    state = mix(state);
  }
  return state >>> 0;
}

/** The random source that belongs to these names and numbers. */
export function stream(...parts: readonly (string | number)[]): Rng {
  return new Rng(hash(...parts));
}

/** The list in a random order that depends on `rng` alone. */
export function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const keyed = list.map((item) => ({ item, key: rng.int(0, 0xffff_ffff) }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}
