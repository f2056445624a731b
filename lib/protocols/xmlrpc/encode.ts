import { toBase64 } from './base64.ts';
import { MAX_DEPTH, XmlRpcDouble, XmlRpcTime, type XmlRpcValue } from './value.ts';

const HEAD = "<?xml version='1.0'?>\n";
const MAX_I4 = 2 ** 31;
const MAX_I8 = 2n ** 63n;
const MARKUP = /[&<>\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
/** What no XML document can hold, not even as a reference. */
const IMPOSSIBLE = /[^\t\n\r -\ufffd]/;

/** A `methodCall`. Throws a `TypeError` for what XML-RPC cannot express: NaN, control characters, bigger than i8. */
export function encodeCall(method: string, params: readonly XmlRpcValue[]): string {
  const all = params.map((param) => `<param>\n${value(param, 0)}</param>\n`).join('');
  return `${HEAD}<methodCall>\n<methodName>${text(method)}</methodName>\n<params>\n${all}</params>\n</methodCall>\n`;
}

/** A `methodResponse` with its one value. */
export function encodeResponse(result: XmlRpcValue): string {
  const param = `<param>\n${value(result, 0)}</param>\n`;
  return `${HEAD}<methodResponse>\n<params>\n${param}</params>\n</methodResponse>\n`;
}

/** A `methodResponse` that is a fault. */
export function encodeFault(code: number, reason: string): string {
  const fault = value({ faultCode: code, faultString: reason }, 0);
  return `${HEAD}<methodResponse>\n<fault>\n${fault}</fault>\n</methodResponse>\n`;
}

/** One value with the line breaks that Python's and koji's marshallers write, so that sizes compare. */
function value(what: XmlRpcValue, depth: number): string {
  if (what === null) return '<value><nil/></value>';
  switch (typeof what) {
    case 'string':
      return scalar('string', text(what));
    case 'boolean':
      return scalar('boolean', what ? '1' : '0');
    case 'number':
      // What is not exact is no whole number that anybody counted.
      return Number.isSafeInteger(what) ? integer(what) : double(what);
    case 'bigint':
      return integer(what);
    default:
      return compound(what, depth);
  }
}

function compound(
  what: Exclude<XmlRpcValue, null | string | boolean | number | bigint>,
  depth: number,
): string {
  if (what instanceof XmlRpcDouble) return double(what.value);
  if (what instanceof XmlRpcTime) return scalar('dateTime.iso8601', text(what.iso8601));
  if (what instanceof Uint8Array) return scalar('base64', toBase64(what));
  if (depth >= MAX_DEPTH) throw new TypeError(`XML-RPC value nested deeper than ${MAX_DEPTH}`);
  if (isArray(what)) {
    const items = what.map((item) => value(item, depth + 1)).join('');
    return `<value><array><data>\n${items}</data></array></value>\n`;
  }
  const members = Object.entries(what).map(
    ([name, member]) => `<member>\n<name>${text(name)}</name>\n${value(member, depth + 1)}</member>\n`,
  );
  return `<value><struct>\n${members.join('')}</struct></value>\n`;
}

/** Unlike `Array.isArray`, it knows read-only arrays. */
function isArray(what: object): what is readonly XmlRpcValue[] {
  return Array.isArray(what);
}

function scalar(type: string, content: string): string {
  return `<value><${type}>${content}</${type}></value>\n`;
}

function integer(what: number | bigint): string {
  if (what >= -MAX_I4 && what < MAX_I4) return scalar('int', String(what));
  const exact = BigInt(what);
  if (exact < -MAX_I8 || exact >= MAX_I8) throw new TypeError(`${what} does not fit into XML-RPC’s i8`);
  return scalar('i8', String(exact));
}

function double(what: number): string {
  if (!Number.isFinite(what)) throw new TypeError(`${what} is no XML-RPC double`);
  return scalar('double', Number.isSafeInteger(what) ? `${what}.0` : String(what));
}

function text(what: string): string {
  if (IMPOSSIBLE.test(what)) throw new TypeError('a control character cannot be written in XML');
  return what.replace(MARKUP, (letter) => ESCAPES[letter] ?? letter);
}
