import { concat, fromLatin1, toLatin1 } from '../bytes.ts';

/** As much of DER as Kerberos needs: tags below 31, definite lengths. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One value: `body` without, `whole` with its tag and length. Both are views, not copies. */
export interface Der {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly whole: Uint8Array;
}

const TAG = { integer: 0x02, bits: 0x03, octets: 0x04, sequence: 0x30, time: 0x18, text: 0x1b } as const;
const CONTEXT = 0xa0;
const APPLICATION = 0x60;

/** A value of the tag given, around values or bytes. */
function tagged(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  return concat(Uint8Array.of(tag, ...lengthOf(body.length)), body);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = bigEndian(length);
  return [0x80 | bytes.length, ...bytes];
}

function bigEndian(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

export function sequence(...content: readonly Uint8Array[]): Uint8Array {
  return tagged(TAG.sequence, ...content);
}

/** `[n]`, as the members of Kerberos' sequences are tagged. */
export function context(n: number, ...content: readonly Uint8Array[]): Uint8Array {
  return tagged(CONTEXT | n, ...content);
}

/** `[APPLICATION n]`, as its messages are tagged. */
export function application(n: number, ...content: readonly Uint8Array[]): Uint8Array {
  return tagged(APPLICATION | n, ...content);
}

/** A whole number from 0 on, below 2^53. */
export function integer(value: number): Uint8Array {
  const bytes = value === 0 ? [0] : bigEndian(value);
  const [first = 0] = bytes;
  return tagged(TAG.integer, Uint8Array.from(first >= 0x80 ? [0, ...bytes] : bytes));
}

export function octets(data: Uint8Array): Uint8Array {
  return tagged(TAG.octets, data);
}

/** The 32 flags of Kerberos, the first one being the highest bit. */
export function flags(value: number): Uint8Array {
  return tagged(
    TAG.bits,
    Uint8Array.of(0, value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff),
  );
}

/** A GeneralString, which is what all of Kerberos' strings are. */
export function generalString(text: string): Uint8Array {
  return tagged(TAG.text, fromLatin1(text));
}

/** A time in milliseconds since the epoch, cut to the second: Kerberos tells fractions apart. */
export function generalizedTime(ms: number): Uint8Array {
  const digits = new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  return tagged(TAG.time, fromLatin1(`${digits}Z`));
}

/** The one value that the bytes hold; throws where they hold none, half of one, or more. */
export function decodeDer(data: Uint8Array): Der {
  const [first, ...others] = decodeAll(data);
  if (first === undefined) throw new DerError('nothing where a value must be');
  if (others.length > 0) throw new DerError('more than one value where one must be');
  return first;
}

/** All values that follow each other in the bytes. */
function decodeAll(data: Uint8Array): Der[] {
  const values: Der[] = [];
  let at = 0;
  while (at < data.length) {
    const value = valueAt(data, at);
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

function valueAt(data: Uint8Array, start: number): Der {
  const [tag = 0, first] = data.subarray(start, start + 2);
  if ((tag & 0x1f) === 0x1f) throw new DerError(`a tag of several bytes at byte ${start}`);
  if (first === undefined) throw new DerError(`truncated at byte ${start}`);
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || more > 4) throw new DerError(`no length that DER knows at byte ${start + 1}`);
  const body = start + 2 + more;
  let length = more === 0 ? first : 0;
  for (const byte of data.subarray(start + 2, body)) length = length * 256 + byte;
  if (body + length > data.length) {
    throw new DerError(`truncated: ${length} bytes announced at byte ${start} of ${data.length}`);
  }
  return { tag, body: data.subarray(body, body + length), whole: data.subarray(start, body + length) };
}

/** The value of an `[APPLICATION n]`; throws if it is something else. */
export function decodeApplication(value: Der, n: number): Der {
  if (value.tag !== (APPLICATION | n)) throw wrongTag(value, `[APPLICATION ${n}]`);
  return decodeDer(value.body);
}

/** The values of a SEQUENCE OF. */
export function decodeSequence(value: Der): Der[] {
  if (value.tag !== TAG.sequence) throw wrongTag(value, 'a SEQUENCE');
  return decodeAll(value.body);
}

/** The members of a SEQUENCE whose members are tagged `[0]`, `[1]`, …; those that are absent are missing. */
export function decodeMembers(value: Der): ReadonlyMap<number, Der> {
  const members = new Map<number, Der>();
  for (const member of decodeSequence(value)) {
    if ((member.tag & 0xe0) !== CONTEXT) throw wrongTag(member, 'a tagged member');
    members.set(member.tag & 0x1f, decodeDer(member.body));
  }
  return members;
}

/** The member of that number; `name` is what an error calls it. */
export function memberOf(members: ReadonlyMap<number, Der>, n: number, name: string): Der {
  const member = members.get(n);
  if (member === undefined) throw new DerError(`${name} is missing`);
  return member;
}

/** A whole number of at most six bytes, which is more than Kerberos uses. */
export function decodeInteger(value: Der): number {
  if (value.tag !== TAG.integer) throw wrongTag(value, 'an INTEGER');
  const [first] = value.body;
  if (first === undefined || value.body.length > 6) {
    throw new DerError(`an INTEGER of ${value.body.length} bytes`);
  }
  let number = first >= 0x80 ? -1 : 0;
  for (const byte of value.body) number = number * 256 + byte;
  return number;
}

export function decodeOctets(value: Der): Uint8Array {
  if (value.tag !== TAG.octets) throw wrongTag(value, 'an OCTET STRING');
  return value.body;
}

export function decodeString(value: Der): string {
  if (value.tag !== TAG.text) throw wrongTag(value, 'a GeneralString');
  return toLatin1(value.body);
}

/** Milliseconds since the epoch. */
export function decodeTime(value: Der): number {
  if (value.tag !== TAG.time) throw wrongTag(value, 'a GeneralizedTime');
  const text = toLatin1(value.body);
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) throw new DerError(`no time in UTC: ${JSON.stringify(text.slice(0, 40))}`);
  const [year = 0, month = 0, ...rest] = parts.slice(1).map(Number);
  const [day = 0, hour = 0, minute = 0, second = 0] = rest;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The error of a value that is something else than it must be. */
export function wrongTag(value: Der, wanted: string): DerError {
  return new DerError(`tag 0x${value.tag.toString(16).padStart(2, '0')} where ${wanted} must be`);
}
