import { fromBase64 } from './base64.ts';
import { type Element, element, isSpace, Scanner } from './scanner.ts';
import { MAX_DEPTH, XmlRpcFault, type XmlRpcStruct, XmlRpcTime, type XmlRpcValue } from './value.ts';

const INTEGER = /^[+-]?[0-9]{1,20}$/;
const DOUBLE = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/;
const TIME = /^\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/;
const MAX_I8 = 2n ** 63n;

const CALL = element('methodCall');
const METHOD = element('methodName');
const RESPONSE = element('methodResponse');
const FAULT = element('fault');
const PARAMS = element('params');
const PARAM = element('param');
const VALUE = element('value');
const STRUCT = element('struct');
const MEMBER = element('member');
const NAME = element('name');
const ARRAY = element('array');
const DATA = element('data');
const SCALARS: ReadonlyMap<string, Element> = new Map(
  [
    'string',
    'int',
    'i1',
    'i2',
    'i4',
    'i8',
    'ex:i8',
    'boolean',
    'double',
    'nil',
    'ex:nil',
    'base64',
    'dateTime.iso8601',
  ].map((name) => [name, element(name)]),
);

/** The one value of a `methodResponse`. Throws `XmlRpcFault` for a fault, `XmlRpcError` for anything malformed. */
export function decodeResponse(source: string): XmlRpcValue {
  const reader = new Reader(source);
  const { scanner } = reader;
  enterFull(scanner, RESPONSE);
  const name = scanner.startTag().trimEnd();
  const at = scanner.tagAt;
  if (name !== 'params' && name !== 'fault') {
    scanner.fail(`<${name.slice(0, 40)}> instead of <params> or <fault>`, at);
  }
  if (name === 'params') enterFull(scanner, PARAM);
  const value = reader.value(0);
  if (name === 'params') scanner.leave(PARAM);
  scanner.leave(name === 'params' ? PARAMS : FAULT);
  scanner.leave(RESPONSE);
  scanner.finish();
  if (name === 'params') return value;
  throw faultOf(value) ?? scanner.fail('a fault without faultCode and faultString', at);
}

interface Call {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

/** A `methodCall`, as a server reads it. Throws `XmlRpcError` for anything malformed. */
export function decodeCall(source: string): Call {
  const reader = new Reader(source);
  const { scanner } = reader;
  enterFull(scanner, CALL);
  enterFull(scanner, METHOD);
  const method = scanner.text().trim();
  if (method === '') scanner.fail('a call without the name of a method', scanner.tagAt);
  scanner.leave(METHOD);
  const params: XmlRpcValue[] = [];
  if (!scanner.atEnd() && scanner.enter(PARAMS)) {
    while (!scanner.atEnd()) {
      enterFull(scanner, PARAM);
      params.push(reader.value(0));
      scanner.leave(PARAM);
    }
    scanner.leave(PARAMS);
  }
  scanner.leave(CALL);
  scanner.finish();
  return { method, params };
}

/** The fault in a struct, as a whole answer or one result of a multiCall holds it; null if it is none. */
export function faultOf(value: XmlRpcValue): XmlRpcFault | null {
  if (!isStruct(value)) return null;
  const { faultCode, faultString } = value;
  if (typeof faultCode !== 'number' || typeof faultString !== 'string') return null;
  return new XmlRpcFault(faultCode, faultString);
}

export function isStruct(value: XmlRpcValue | undefined): value is XmlRpcStruct {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function enterFull(scanner: Scanner, what: Element): void {
  if (!scanner.enter(what)) scanner.fail(`<${what.name}/> is empty`, scanner.tagAt);
}

class Reader {
  readonly scanner: Scanner;

  constructor(source: string) {
    this.scanner = new Scanner(source);
  }

  value(depth: number): XmlRpcValue {
    const { scanner } = this;
    if (!scanner.enter(VALUE)) return '';
    if (!scanner.atStartTag()) {
      const text = scanner.text();
      if (scanner.atEnd()) {
        scanner.leave(VALUE);
        return text;
      }
      if (!isSpace(text)) scanner.fail('text beside a typed value');
    }
    const value = this.typed(depth);
    scanner.leave(VALUE);
    return value;
  }

  private typed(depth: number): XmlRpcValue {
    const { scanner } = this;
    const tag = scanner.startTag();
    const at = scanner.tagAt;
    switch (tag) {
      case 'nil/':
        return null;
      case 'struct':
      case 'array':
        if (depth >= MAX_DEPTH) scanner.fail(`nested deeper than ${MAX_DEPTH}`, at);
        return tag === 'array' ? this.array(depth + 1) : this.struct(depth + 1);
    }
    const empty = tag.endsWith('/');
    const name = (empty ? tag.slice(0, -1) : tag).trimEnd();
    if (name === 'array' || name === 'struct') return this.odd(name, empty, depth);
    const type = SCALARS.get(name);
    if (type === undefined) return scanner.fail(`<${name.slice(0, 40)}> is no type`, at);
    if (empty) return this.scalar(name, '', at);
    const text = scanner.text();
    scanner.leave(type);
    return this.scalar(name, text, at);
  }

  /** An empty list or struct in one tag, or one whose tag is written with white space. */
  private odd(name: 'array' | 'struct', empty: boolean, depth: number): XmlRpcValue {
    if (empty) return name === 'array' ? [] : {};
    if (depth >= MAX_DEPTH) this.scanner.fail(`nested deeper than ${MAX_DEPTH}`, this.scanner.tagAt);
    return name === 'array' ? this.array(depth + 1) : this.struct(depth + 1);
  }

  private struct(depth: number): XmlRpcStruct {
    const { scanner } = this;
    const out: Record<string, XmlRpcValue> = {};
    const at = scanner.tagAt;
    let count = 0;
    while (scanner.take(MEMBER.start) || this.anotherMember()) {
      let key = '';
      if (scanner.enter(NAME)) {
        key = scanner.text();
        scanner.leave(NAME);
      }
      const value = this.value(depth);
      scanner.leave(MEMBER);
      count++;
      if (key === '__proto__') {
        // An assignment would change the object itself and lose the member.
        Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
      } else {
        out[key] = value;
      }
    }
    // Which of two members of one name is meant, nobody can know.
    if (Object.keys(out).length !== count) scanner.fail('a struct with two members of one name', at);
    return out;
  }

  /** Steps over the start of another member, or over the end of the struct. */
  private anotherMember(): boolean {
    if (this.scanner.atEnd()) {
      this.scanner.leave(STRUCT);
      return false;
    }
    enterFull(this.scanner, MEMBER);
    return true;
  }

  private array(depth: number): XmlRpcValue[] {
    const { scanner } = this;
    const out: XmlRpcValue[] = [];
    if (scanner.enter(DATA)) {
      while (!scanner.take(DATA.end)) {
        if (scanner.atEnd()) {
          scanner.leave(DATA);
          break;
        }
        out.push(this.value(depth));
      }
    }
    scanner.leave(ARRAY);
    return out;
  }

  private scalar(type: string, text: string, at: number): XmlRpcValue {
    switch (type) {
      case 'string':
        return text;
      case 'int':
      case 'i1':
      case 'i2':
      case 'i4':
      case 'i8':
      case 'ex:i8':
        return this.integer(text, at);
      case 'double':
        return this.double(text, at);
      case 'boolean':
        if (text.trim() !== '0' && text.trim() !== '1') this.wrong(type, text, at);
        return text.trim() === '1';
      case 'base64':
        return fromBase64(text) ?? this.wrong(type, text, at);
      case 'dateTime.iso8601':
        return TIME.test(text.trim()) ? new XmlRpcTime(text.trim()) : this.wrong(type, text, at);
      default:
        return isSpace(text) ? null : this.wrong('nil', text, at);
    }
  }

  private integer(text: string, at: number): number | bigint {
    const value = Number(text);
    // What JavaScript writes the same way needs no closer look.
    if (Number.isSafeInteger(value) && String(value) === text) return value;
    const digits = text.trim();
    if (!INTEGER.test(digits)) this.wrong('int', text, at);
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    const exact = BigInt(digits.replace('+', ''));
    return exact >= -MAX_I8 && exact < MAX_I8 ? exact : this.wrong('i8', text, at);
  }

  private double(text: string, at: number): number {
    const value = Number(text);
    if (Number.isFinite(value) && (String(value) === text || DOUBLE.test(text.trim()))) return value;
    return this.wrong('double', text, at);
  }

  private wrong(type: string, text: string, at: number): never {
    return this.scanner.fail(`${JSON.stringify(text.slice(0, 40))} is no ${type}`, at);
  }
}
