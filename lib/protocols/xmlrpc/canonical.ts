import { SCALARS, type Scalar } from './scalars.ts';
import { newlines, PLAIN, resolved } from './text.ts';
import { MAX_DEPTH, type XmlRpcStruct, type XmlRpcValue } from './value.ts';

/*
 * Koji's and Python's marshallers break lines at the same places: a member is four lines, of which two never differ.
 * Hence one native split and comparisons of whole lines instead of a search for every tag: to call a method of a
 * string costs as much in k6 as ten comparisons. Nothing is taken for granted: all that is skipped was compared, and
 * whatever is not written this way is left to the tolerant reader.
 */

const HEAD = ["<?xml version='1.0'?>", '<methodResponse>', '<params>', '<param>'] as const;
const TAIL = ['</param>', '</params>', '</methodResponse>', ''] as const;
const [MEMBER, END_MEMBER] = ['<member>', '</member>'];
const [NAME, END_NAME] = ['<name>', '</name>'];
const [STRUCT, END_STRUCT] = ['<value><struct>', '</struct></value>'];
const [ARRAY, END_ARRAY] = ['<value><array><data>', '</data></array></value>'];
/** The one value after which the marshallers break no line. */
const NIL = '<value><nil/></value>';
const NIL_MEMBER = `${NIL}${END_MEMBER}`;
const NIL_PARAM = `${NIL}${TAIL[0]}`;
/** A string of plain text, with its tags: one test instead of two. */
const PLAIN_STRING = /^<value><string>[ -%'-;=?-\ufffd]*<\/string><\/value>$/;

/** Reads a value from its line; undefined if the line is not exactly one value of this type. */
type Read = (line: string) => XmlRpcValue | undefined;

interface Spelling {
  readonly start: string;
  readonly end: string;
  readonly read: Read;
}

/** Called by way of `call`, as the engine takes longer to find a method of a string than one of a function. */
const { slice } = String.prototype;

function spelling(type: string, scalar: Scalar): Spelling {
  const [start, end] = [`<value><${type}>`, `</${type}></value>`];
  const [from, to] = [start.length, -end.length];
  const read: Read = (line) => {
    const text = slice.call(line, from, to);
    return start + text + end === line ? scalar(text) : undefined;
  };
  return { start, end, read };
}

/** Numbers first try whether they would be written the same way again, which settles the tags as well. */
function numberSpelling(type: 'int' | 'double', scalar: Scalar): Spelling {
  const { start, end, read } = spelling(type, scalar);
  const [from, to] = [start.length, -end.length];
  const number: Read = (line) => {
    const value = +slice.call(line, from, to);
    const fits = type === 'int' ? (value | 0) === value : value - value === 0;
    return fits && start + value + end === line ? value : read(line);
  };
  return { start, end, read: number };
}

function stringSpelling(): Spelling {
  const { start, end, read } = spelling('string', textOf);
  const [from, to] = [start.length, -end.length];
  return { start, end, read: (line) => (PLAIN_STRING.test(line) ? slice.call(line, from, to) : read(line)) };
}

const STRING = stringSpelling();
const SPELLINGS = [...SCALARS].map(([type, scalar]) => {
  if (type === 'string') return STRING;
  return type === 'int' || type === 'double' ? numberSpelling(type, scalar) : spelling(type, scalar);
});

/** The name of a member, and how its last value was read: the next one is most likely of the same type. */
interface Name {
  readonly key: string;
  read: Read;
}

/** The names that came so far, by their lines. A hub has some hundreds; of more, each is decoded every time. */
const names = new Map<string | undefined, Name>();
const MAX_NAMES = 2000;

/** Thrown where a document is not written as those marshallers write, which says nothing about its worth. */
class Unusual extends Error {}

/**
 * The one value of a `methodResponse` that is written as koji's and Python's marshallers do; undefined for every
 * other document, be it well-formed, a fault or broken.
 */
export function decodeCanonical(source: string): XmlRpcValue | undefined {
  const lines = source.split('\n');
  if (lines[0] !== HEAD[0] || lines[1] !== HEAD[1] || lines[2] !== HEAD[2] || lines[3] !== HEAD[3])
    return undefined;
  try {
    return new Lines(lines).document();
  } catch (thrown) {
    if (thrown instanceof Unusual) return undefined;
    throw thrown;
  }
}

class Lines {
  private at: number = HEAD.length;
  private read: Read = STRING.read;

  constructor(private readonly lines: string[]) {}

  document(): XmlRpcValue {
    const { lines } = this;
    if (lines[this.at] === NIL_PARAM) lines.splice(this.at, 1, NIL, TAIL[0]);
    const value = this.value(0);
    const end = this.at;
    if (lines.length !== end + TAIL.length || lines[end] !== TAIL[0] || lines[end + 1] !== TAIL[1]) unusual();
    if (lines[end + 2] !== TAIL[2] || lines[end + 3] !== TAIL[3]) unusual();
    return value;
  }

  /** The value that begins with this line and ends with a line. */
  private value(depth: number): XmlRpcValue {
    const line = this.lines[this.at] ?? unusual();
    if (line === STRUCT) return this.struct(depth);
    if (line === ARRAY) return this.array(depth);
    if (line !== NIL) return this.scalar(line);
    this.at++;
    return null;
  }

  private struct(depth: number): XmlRpcStruct {
    if (depth >= MAX_DEPTH) unusual();
    const { lines } = this;
    const out: Record<string, XmlRpcValue> = {};
    let at = this.at + 1;
    while (lines[at] === MEMBER) {
      const name = names.get(lines[at + 1]) ?? nameOf(lines[at + 1]);
      const { key } = name;
      // A second member of one name, or the name of something that every object has.
      if (key in out) unusual();
      const line = lines[at + 2] ?? unusual();
      if (line === NIL_MEMBER) {
        out[key] = null;
        at += 3;
        continue;
      }
      let value = line === STRUCT ? undefined : name.read(line);
      if (value !== undefined) {
        at += 3;
      } else {
        this.at = at + 2;
        value = this.value(depth + 1);
        at = this.at;
        name.read = this.read;
      }
      if (lines[at] !== END_MEMBER) unusual();
      out[key] = value;
      at++;
    }
    if (lines[at] !== END_STRUCT) unusual();
    this.at = at + 1;
    return out;
  }

  private array(depth: number): readonly XmlRpcValue[] {
    if (depth >= MAX_DEPTH) unusual();
    const { lines } = this;
    const out: XmlRpcValue[] = [];
    let at = this.at + 1;
    for (;;) {
      const line = lines[at] ?? unusual();
      if (line === END_ARRAY) break;
      let value = line === STRUCT ? undefined : this.read(line);
      if (value !== undefined) {
        at++;
      } else if (line.startsWith(NIL)) {
        const rest = afterNils(line, out);
        if (rest === '') at++;
        else lines[at] = rest;
        continue;
      } else {
        this.at = at;
        value = this.value(depth + 1);
        at = this.at;
      }
      out.push(value);
    }
    this.at = at + 1;
    return out;
  }

  /** A value that is no constant, of whatever type, perhaps with line breaks in its text. */
  private scalar(line: string): XmlRpcValue {
    const { end, read } = SPELLINGS.find(({ start }) => line.startsWith(start)) ?? unusual();
    const { lines, at } = this;
    let last = at;
    while (!(lines[last] ?? unusual()).endsWith(end)) last++;
    this.at = last + 1;
    this.read = read;
    return read(lines.slice(at, last + 1).join('\n')) ?? unusual();
  }
}

/** Moves the nils at the start of a line into a list, as nothing separates them from what follows. */
function afterNils(line: string, out: XmlRpcValue[]): string {
  const parts = line.split(NIL);
  const found = parts.findIndex((part) => part !== '');
  const nils = found < 0 ? parts.length - 1 : found;
  for (let nil = 0; nil < nils; nil++) out.push(null);
  return parts.slice(nils).join(NIL);
}

function unusual(): never {
  throw new Unusual();
}

/** What a string means by its text; undefined if that is more than text. */
function textOf(text: string): string | undefined {
  if (PLAIN.test(text)) return text;
  const unescaped = text.replace(/[&\t\r\n]/g, '');
  return PLAIN.test(unescaped) ? resolved(newlines(text), unusual) : undefined;
}

function nameOf(line = ''): Name {
  // Put together anew, as a part of the document would keep all of it in memory.
  const own = `<name>${line.slice(NAME.length, -END_NAME.length)}</name>`;
  const key = own.slice(NAME.length, -END_NAME.length);
  if (own !== line || !PLAIN.test(key)) unusual();
  const name = { key, read: STRING.read };
  if (names.size < MAX_NAMES) names.set(own, name);
  return name;
}
