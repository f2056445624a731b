import type { Random } from './random.ts';

/*
 * One small damage to a document. Half are done to its bytes, as a broken cable or a cut connection does them; half
 * to its elements, as a broken program does them.
 */

export const BYTE_DAMAGES = ['flip', 'delete', 'insert', 'truncate'] as const;
export const ELEMENT_DAMAGES = ['drop', 'rename', 'swap', 'nest'] as const;
export type Damage = (typeof BYTE_DAMAGES)[number] | (typeof ELEMENT_DAMAGES)[number];

const TAG = /<[^<>]*>/g;
const TAG_NAMES = [
  'value',
  'struct',
  'member',
  'name',
  'array',
  'data',
  'int',
  'i8',
  'string',
  'boolean',
  'double',
  'nil',
  'base64',
  'dateTime.iso8601',
  'param',
  'params',
  'fault',
  'x',
] as const;

/** What UTF-8 cannot hold comes out as U+FFFD, as k6 hands it to a script. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function damaged(document: string, damage: Damage, random: Random): string {
  switch (damage) {
    case 'flip':
    case 'delete':
    case 'insert':
    case 'truncate':
      return decoder.decode(damagedBytes(Buffer.from(document), damage, random));
    default:
      return damagedElements(document, damage, random);
  }
}

function damagedBytes(bytes: Buffer, damage: Damage, random: Random): Buffer {
  const at = random.below(bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (damage) {
    case 'flip':
      return Buffer.concat([before, Buffer.of((bytes[at] ?? 0) ^ (1 << random.below(8))), after.subarray(1)]);
    case 'delete':
      return Buffer.concat([before, after.subarray(1 + random.below(4))]);
    case 'insert':
      return Buffer.concat([before, Buffer.of(random.below(random.pick([128, 256]))), after]);
    default:
      return before;
  }
}

interface Piece {
  readonly from: number;
  readonly to: number;
}

function damagedElements(document: string, damage: Damage, random: Random): string {
  const tags = [...document.matchAll(TAG)].map(({ index, 0: tag }) => ({
    from: index,
    to: index + tag.length,
  }));
  const one = tags[random.below(tags.length)];
  if (one === undefined) return document;
  const [before, tag, after] = [
    document.slice(0, one.from),
    document.slice(one.from, one.to),
    document.slice(one.to),
  ];
  switch (damage) {
    case 'drop':
      return random.below(2) === 0 ? before + after : without(document, elementAt(document, one, random));
    case 'rename':
      return before + tag.replace(/[^<>/\s?]+/, random.pick(TAG_NAMES)) + after;
    case 'swap':
      return swapped(document, one, tags[random.below(tags.length)] ?? one);
    default: {
      const name = random.pick(TAG_NAMES);
      const inner = elementAt(document, one, random);
      const text = document.slice(inner.from, inner.to);
      return `${document.slice(0, inner.from)}<${name}>${text}</${name}>${document.slice(inner.to)}`;
    }
  }
}

/** From this tag to the next end tag of the same name, or just the tag if there is none. */
function elementAt(document: string, { from, to }: Piece, random: Random): Piece {
  const name = document.slice(from + 1, to - 1);
  const end = `</${name}>`;
  const close = document.indexOf(end, to);
  return close < 0 || random.below(8) === 0 ? { from, to } : { from, to: close + end.length };
}

function without(document: string, { from, to }: Piece): string {
  return document.slice(0, from) + document.slice(to);
}

function swapped(document: string, a: Piece, b: Piece): string {
  const [first, second] = a.from <= b.from ? [a, b] : [b, a];
  if (first === second) return document;
  return (
    document.slice(0, first.from) +
    document.slice(second.from, second.to) +
    document.slice(first.to, second.from) +
    document.slice(first.from, first.to) +
    document.slice(second.to)
  );
}
