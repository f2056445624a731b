import {
  XmlRpcDouble,
  type XmlRpcStruct,
  XmlRpcTime,
  type XmlRpcValue,
} from '../../../lib/protocols/xmlrpc/value.ts';

/** Random numbers that come again with the same seed. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to, but without, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }
}

const PIECES = [
  'bash',
  '-5.3-1.fc46',
  ' ',
  '  ',
  '\n',
  '\t',
  '\r',
  '\r\n',
  '&',
  '<',
  '>',
  '"',
  "'",
  '&amp;',
  '&#65;',
  ']]>',
  '<!--',
  '</value>',
  '\n</struct></value>\n',
  '0',
  '1.5',
  'ä',
  'Šťastný',
  '漢字',
  '\ufffd',
  '\ue000',
  '\u0085',
  '\u2028',
  String.fromCodePoint(0x1f680),
  String.fromCodePoint(0x10ffff),
] as const;

const NAMES = ['id', 'name', 'nvr', 'tag.name', 'faultCode', 'x y', 'größe', '<&>', 'valueOf', ''] as const;

export interface Kinds {
  /** Integers beyond 32 bits, which Python's own client reads but does not write. */
  readonly wide: boolean;
  /** Doubles without a fraction, which the decoder gives as any other number. */
  readonly wholes: boolean;
  /** Carriage returns, which Python and koji write as they are, so that every reader takes them for line feeds. */
  readonly returns: boolean;
}

/** All that our encoder writes and every peer reads. */
export const EVERYTHING: Kinds = { wide: true, wholes: true, returns: true };

const MAX_DEPTH = 4;

export function randomText(random: Random, { returns }: Pick<Kinds, 'returns'>): string {
  let text = '';
  for (let piece = random.below(random.below(6) === 0 ? 60 : 6); piece > 0; piece--)
    text += random.pick(PIECES);
  return returns ? text : text.replace(/\r\n?/g, '\n');
}

function randomInteger(random: Random, wide: boolean): number | bigint {
  const sign = random.pick([1, -1]);
  switch (random.below(wide ? 5 : 2)) {
    case 0:
      return random.below(21);
    case 1:
      return sign * random.below(2 ** 31);
    case 2:
      return sign * random.below(2 ** 33);
    case 3:
      return sign * random.below(2 ** 53);
    default:
      return exact(
        BigInt.asIntN(64, BigInt(random.below(2 ** 32)) * 2n ** 32n + BigInt(random.below(2 ** 32))),
      );
  }
}

/** As a decoder gives it: a bigint only where a number would not do. */
function exact(whole: bigint): number | bigint {
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
}

/** Never a safe whole number, which is written as an integer. */
function randomDouble(random: Random): number {
  const value = random.pick([1, -1]) * (random.next() + 1e-9) * 10 ** (random.below(40) - 20);
  return Number.isSafeInteger(value) ? 0.5 : value;
}

function randomTime(random: Random): XmlRpcTime {
  const two = (from: number, count: number): string => String(from + random.below(count)).padStart(2, '0');
  return new XmlRpcTime(
    `20${two(10, 40)}${two(1, 12)}${two(1, 28)}T${two(0, 24)}:${two(0, 60)}:${two(0, 60)}`,
  );
}

/** A value that every peer can read. */
export function randomValue(random: Random, kinds: Kinds, depth = 0): XmlRpcValue {
  switch (random.below(depth < MAX_DEPTH ? 11 : 8)) {
    case 0:
      return null;
    case 1:
      return random.below(2) === 1;
    case 2:
    case 3:
      return randomInteger(random, kinds.wide);
    case 4:
      return kinds.wholes && random.below(2) === 0
        ? new XmlRpcDouble(random.below(1000))
        : randomDouble(random);
    case 5:
      return random.below(3) === 0 ? randomTime(random) : randomText(random, kinds);
    case 6:
      return random.below(3) === 0 ? randomBytes(random) : randomText(random, kinds);
    case 7:
      return randomText(random, kinds);
    case 8:
      return Array.from({ length: random.below(5) }, () => randomValue(random, kinds, depth + 1));
    default:
      return randomStruct(random, kinds, depth);
  }
}

/** Up to six members of some names that are usual and some that are not. */
export function randomStruct(random: Random, kinds: Kinds, depth = 0): XmlRpcStruct {
  const members: Record<string, XmlRpcValue> = {};
  for (let member = random.below(7); member > 0; member--) {
    members[random.pick(NAMES)] = randomValue(random, kinds, depth + 1);
  }
  return members;
}

/** A value that holds no others. */
export function randomScalar(random: Random, kinds: Kinds): XmlRpcValue {
  return randomValue(random, kinds, MAX_DEPTH);
}

function randomBytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(90) }, () => random.below(256));
}
