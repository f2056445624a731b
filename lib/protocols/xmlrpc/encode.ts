import { toBase64 } from './base64.ts';
import { impossibleAt, PLAIN } from './text.ts';
import {
  isStruct,
  MAX_DEPTH,
  XmlRpcDouble,
  type XmlRpcStruct,
  XmlRpcTime,
  type XmlRpcValue,
} from './value.ts';

const HEAD = "<?xml version='1.0'?>\n";
/** What was written for the methods and members that came so far, as most calls have the same. */
const heads = new Map<string, string>();
const names = new Map<string, string>();
const MAX_NAMES = 500;
const MAX_I4 = 2 ** 31;
const MAX_I8 = 2n ** 63n;
const MARKUP = /[&<>\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** A `methodCall`. Throws a `TypeError` for what XML-RPC cannot express: NaN, control characters, bigger than i8. */
export function encodeCall(method: string, params: readonly XmlRpcValue[]): string {
  const head = heads.get(method) ?? headOf(method);
  const first = params[0];
  // Most calls have one text, and one string put together at once is the cheapest there is.
  if (params.length === 1 && typeof first === 'string')
    return `${head}<param>\n<value><string>${escaped(first)}</string></value>\n</param>\n</params>\n</methodCall>\n`;
  let all = head;
  for (let at = 0; at < params.length; at++)
    all += `<param>\n${encodeValue(params[at] ?? null, 0)}</param>\n`;
  return `${all}</params>\n</methodCall>\n`;
}

/** The start of a call up to its parameters. */
function headOf(method: string): string {
  const head = `${HEAD}<methodCall>\n<methodName>${escaped(method)}</methodName>\n<params>\n`;
  if (heads.size < MAX_NAMES) heads.set(method, head);
  return head;
}

/** A `methodResponse` with its one value. */
export function encodeResponse(result: XmlRpcValue): string {
  const param = `<param>\n${encodeValue(result)}</param>\n`;
  return `${HEAD}<methodResponse>\n<params>\n${param}</params>\n</methodResponse>\n`;
}

/** A `methodResponse` that is a fault. */
export function encodeFault(code: number, reason: string): string {
  const fault = encodeValue({ faultCode: code, faultString: reason });
  return `${HEAD}<methodResponse>\n<fault>\n${fault}</fault>\n</methodResponse>\n`;
}

/** One value with the line breaks that Python's and koji's marshallers write, so that sizes compare. */
export function encodeValue(what: XmlRpcValue, depth = 0): string {
  switch (typeof what) {
    case 'string':
      return `<value><string>${escaped(what)}</string></value>\n`;
    case 'number':
      if ((what | 0) === what) return `<value><int>${what}</int></value>\n`;
      // What is not exact is no whole number that anybody counted.
      return Number.isSafeInteger(what) ? integer(BigInt(what)) : double(what);
    case 'boolean':
      return what ? '<value><boolean>1</boolean></value>\n' : '<value><boolean>0</boolean></value>\n';
    case 'bigint':
      return integer(what);
    default:
      return what === null ? '<value><nil/></value>' : compound(what, depth);
  }
}

/** The name of a member, as it stands before the value. */
export function encodeName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const line = `<name>${escaped(name)}</name>\n`;
  if (names.size < MAX_NAMES) names.set(name, line);
  return line;
}

type Compound = Exclude<XmlRpcValue, null | string | boolean | number | bigint>;

function compound(what: Compound, depth: number): string {
  if (isArray(what)) return array(what, depth);
  if (isStruct(what)) return struct(what, depth);
  if (what instanceof XmlRpcDouble) return double(what.value);
  if (what instanceof XmlRpcTime) return scalar('dateTime.iso8601', escaped(what.iso8601));
  if (what instanceof Uint8Array) return scalar('base64', toBase64(what));
  return struct(what, depth);
}

function array(what: readonly XmlRpcValue[], depth: number): string {
  refuseTooDeep(depth);
  const items = what.map((item) => encodeValue(item, depth + 1)).join('');
  return `<value><array><data>\n${items}</data></array></value>\n`;
}

function struct(what: XmlRpcStruct, depth: number): string {
  refuseTooDeep(depth);
  const members = Object.keys(what).map((name) => {
    const value = encodeValue(what[name] ?? null, depth + 1);
    return `<member>\n${encodeName(name)}${value}</member>\n`;
  });
  return `<value><struct>\n${members.join('')}</struct></value>\n`;
}

function refuseTooDeep(depth: number): void {
  if (depth >= MAX_DEPTH) throw new TypeError(`XML-RPC value nested deeper than ${MAX_DEPTH}`);
}

/** Unlike `Array.isArray`, it knows read-only arrays. */
function isArray(what: object): what is readonly XmlRpcValue[] {
  return Array.isArray(what);
}

function scalar(type: string, content: string): string {
  return `<value><${type}>${content}</${type}></value>\n`;
}

function integer(what: bigint): string {
  if (what >= -MAX_I4 && what < MAX_I4) return scalar('int', String(what));
  if (what < -MAX_I8 || what >= MAX_I8) throw new TypeError(`${what} does not fit into XML-RPC’s i8`);
  return scalar('i8', String(what));
}

function double(what: number): string {
  if (!Number.isFinite(what)) throw new TypeError(`${what} is no XML-RPC double`);
  return scalar('double', Number.isSafeInteger(what) ? `${what}.0` : String(what));
}

function escaped(what: string): string {
  if (isUnreserved(what) || PLAIN.test(what)) return what;
  if (impossibleAt(what) >= 0) throw new TypeError('a control character cannot be written in XML');
  return what.replace(MARKUP, (letter) => ESCAPES[letter] ?? letter);
}

/** Whether a text has nothing but letters, digits and a few signs, as names and NVRs do: cheaper than any pattern. */
function isUnreserved(what: string): boolean {
  try {
    return encodeURIComponent(what) === what;
  } catch {
    // A lone surrogate.
    return false;
  }
}
