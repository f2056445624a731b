import { encodeName, encodeValue } from './encode.ts';
import { SCALARS } from './scalars.ts';
import { newlines, PLAIN, resolved } from './text.ts';

/*
 * Questions to an answer that is not decoded, for load: each takes two to four native calls, wherever in the document
 * the answer lies. They know documents as koji's and Python's marshallers write them, where a tag within text cannot
 * occur; what they cannot tell is left to the decoder. The first question to a document costs most, as the engine then
 * looks for characters beyond ASCII, and has to copy the document if there are any.
 */

const HEAD = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n";
const STRING = 'string>';
/** Called by way of `call`, as the engine takes longer to find a method of a string than one of a function. */
const { indexOf, slice } = String.prototype;
const TAIL = '</param>\n</params>\n</methodResponse>\n';

/**
 * Whether this begins as an answer that is no fault and ends as a whole one. False says nothing: it may be written
 * otherwise, and only decoding tells.
 */
export function isWhole(document: string): boolean {
  return slice.call(document, 0, HEAD.length) === HEAD && slice.call(document, -TAIL.length) === TAIL;
}

/** What an answer holds that has this value, alone or as an item of a list. */
export function valueLiteral(value: string | number | boolean): string {
  return encodeValue(value).trimEnd();
}

/** What an answer holds that has a member of this name, with this value if one is given. */
export function memberLiteral(name: string, value?: string | number | boolean): string {
  return value === undefined ? encodeName(name).trimEnd() : encodeName(name) + valueLiteral(value);
}

/** The text of the first member of this name, however deep it lies; undefined if its value has no text. */
export function memberText(document: string, name: string): string | undefined {
  const mark = `${encodeName(name)}<value><`;
  const at = indexOf.call(document, mark);
  if (at < 0) return undefined;
  const from = at + mark.length;
  const end = indexOf.call(document, '<', from);
  if (end < 0) return undefined;
  const typed = slice.call(document, from, end);
  // Most are strings, and to guess so saves a search.
  let text = slice.call(typed, STRING.length);
  if (STRING + text !== typed) {
    const start = typed.indexOf('>');
    if (!SCALARS.has(typed.slice(0, start))) return undefined;
    text = typed.slice(start + 1);
  }
  return PLAIN.test(text) ? text : unescaped(text);
}

function unescaped(text: string): string | undefined {
  let broken = false;
  const whole = resolved(newlines(text), (reference) => {
    broken = true;
    return reference;
  });
  return broken ? undefined : whole;
}
