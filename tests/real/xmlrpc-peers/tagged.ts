import { XmlRpcDouble, XmlRpcTime, type XmlRpcValue } from '../../../lib/protocols/xmlrpc/value.ts';

/** A value as it travels between the processes: numbers of different types, text and bytes stay apart. */
export type Tagged =
  | readonly ['nil']
  | readonly ['boolean', boolean]
  | readonly ['int' | 'double' | 'string' | 'base64' | 'time' | 'odd', string]
  | readonly ['array', readonly Tagged[]]
  | readonly ['struct', readonly (readonly [string, Tagged])[]];

/** What a document means: a call, an answer (without the name of a method) or a fault. */
export type Message =
  | { readonly params: readonly Tagged[]; readonly method: string | null }
  | { readonly fault: readonly [Tagged, Tagged] };

/** What a document means to a reader, or why it refuses it. */
export type Reading = Message | { readonly refused: string };

export function tagged(value: XmlRpcValue): Tagged {
  if (value === null) return ['nil'];
  if (typeof value === 'boolean') return ['boolean', value];
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return ['int', String(value)];
  if (typeof value === 'number') return ['double', String(value)];
  if (typeof value === 'string') return ['string', value];
  if (value instanceof XmlRpcDouble) return ['double', String(value.value)];
  if (value instanceof XmlRpcTime) return ['time', value.iso8601];
  if (value instanceof Uint8Array) return ['base64', Buffer.from(value).toString('base64')];
  if (isArray(value)) return ['array', value.map(tagged)];
  return ['struct', Object.entries(value).map(([name, member]) => [name, tagged(member)])];
}

function isArray(value: object): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

/**
 * Whether two messages mean the same. A whole double and an integer of its size do, as JavaScript and the decoder do
 * not tell them apart.
 */
export function sameMessage(a: Message, b: Message): boolean {
  if ('fault' in a || 'fault' in b) {
    return 'fault' in a && 'fault' in b && same(a.fault[0], b.fault[0]) && same(a.fault[1], b.fault[1]);
  }
  return a.method === b.method && sameList(a.params, b.params);
}

function same(a: Tagged, b: Tagged): boolean {
  switch (a[0]) {
    case 'nil':
      return b[0] === 'nil';
    case 'array':
      return b[0] === 'array' && sameList(a[1], b[1]);
    case 'struct':
      return b[0] === 'struct' && sameMembers(new Map(a[1]), new Map(b[1]));
    case 'int':
    case 'double':
      return (b[0] === 'int' || b[0] === 'double') && sameNumber(a[1], b[1]);
    case 'odd':
      return false;
    default:
      return a[0] === b[0] && a[1] === b[1];
  }
}

function sameNumber(a: string, b: string): boolean {
  // Beyond 2^53 two different integers are one number.
  return a === b || (Number(a) === Number(b) && !(Number.isInteger(Number(a)) && beyond(a) && beyond(b)));
}

function beyond(text: string): boolean {
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
}

function sameList(a: readonly Tagged[], b: readonly Tagged[]): boolean {
  return a.length === b.length && a.every((item, at) => same(item, b[at] ?? ['odd', '']));
}

function sameMembers(a: ReadonlyMap<string, Tagged>, b: ReadonlyMap<string, Tagged>): boolean {
  return a.size === b.size && [...a].every(([name, value]) => same(value, b.get(name) ?? ['odd', '']));
}
