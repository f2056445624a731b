import { fromBase64 } from './base64.ts';
import { isSpace } from './text.ts';
import { XmlRpcTime, type XmlRpcValue } from './value.ts';

const INTEGER = /^[+-]?[0-9]{1,20}$/;
const DOUBLE = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/;
const TIME = /^\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/;
const MAX_I8 = 2n ** 63n;

/** What an element means by its text; undefined if such a text cannot be in it. */
export type Scalar = (text: string) => XmlRpcValue | undefined;

/** The types whose element holds nothing but text, the frequent ones first. */
export const SCALARS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ['string', (text) => text],
  ['int', integerOf],
  ['double', doubleOf],
  ['boolean', booleanOf],
  ['i8', integerOf],
  ['dateTime.iso8601', timeOf],
  ['base64', (text) => fromBase64(text) ?? undefined],
  ['nil', nilOf],
  ['ex:nil', nilOf],
  ['i1', integerOf],
  ['i2', integerOf],
  ['i4', integerOf],
  ['ex:i8', integerOf],
]);

// The first line of the next two avoids calls, which cost more in k6 than all that the line does.

function integerOf(text: string): number | bigint | undefined {
  const value = +text;
  if ((value | 0) === value && `${value}` === text) return value;
  const digits = trimmed(text);
  if (!INTEGER.test(digits)) return undefined;
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  const exact = BigInt(digits.replace('+', ''));
  return exact >= -MAX_I8 && exact < MAX_I8 ? exact : undefined;
}

function doubleOf(text: string): number | undefined {
  const value = +text;
  // What is not finite has no difference.
  if (value - value !== 0) return undefined;
  return `${value}` === text || DOUBLE.test(trimmed(text)) ? value : undefined;
}

function booleanOf(text: string): boolean | undefined {
  if (text === '1') return true;
  return text === '0' ? false : undefined;
}

function timeOf(text: string): XmlRpcTime | undefined {
  const time = trimmed(text);
  return TIME.test(time) ? new XmlRpcTime(time) : undefined;
}

function nilOf(text: string): null | undefined {
  return isSpace(text) ? null : undefined;
}

/** Without the white space of XML, which is less than that of JavaScript. */
function trimmed(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
