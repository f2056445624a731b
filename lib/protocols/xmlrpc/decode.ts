import { fromBase64 } from './base64.ts';
import { isSpace, Scanner } from './scanner.ts';
import { MAX_DEPTH, XmlRpcFault, type XmlRpcStruct, XmlRpcTime, type XmlRpcValue } from './value.ts';

const INTEGER = /^[+-]?[0-9]{1,20}$/;
const DOUBLE = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/;
const TIME = /^\d{4}-?\d\d-?\d\dT\d\d:?\d\d:?\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/;
const MAX_I8 = 2n ** 63n;

/** The one value of a `methodResponse`. Throws `XmlRpcFault` for a fault, `XmlRpcError` for anything malformed. */
export function decodeResponse(source: string): XmlRpcValue {
  const reader = new Reader(source);
  const { scanner } = reader;
  enterFull(scanner, 'methodResponse');
  const body = scanner.open();
  if (body.empty || (body.name !== 'params' && body.name !== 'fault')) {
    scanner.fail(`<${body.name.slice(0, 40)}> instead of <params> or <fault>`, body.at);
  }
  if (body.name === 'params') enterFull(scanner, 'param');
  const value = reader.value(0);
  if (body.name === 'params') scanner.leave('param');
  scanner.leave(body.name);
  scanner.leave('methodResponse');
  scanner.finish();
  if (body.name === 'params') return value;
  throw faultOf(value) ?? scanner.fail('a fault without faultCode and faultString', body.at);
}

export interface Call {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

/** A `methodCall`, as a server reads it. Throws `XmlRpcError` for anything malformed. */
export function decodeCall(source: string): Call {
  const reader = new Reader(source);
  const { scanner } = reader;
  enterFull(scanner, 'methodCall');
  const name = enterFull(scanner, 'methodName');
  const method = scanner.content().text.trim();
  if (method === '') scanner.fail('a call without the name of a method', name.at);
  scanner.leave('methodName');
  const params: XmlRpcValue[] = [];
  if (!scanner.atEnd() && !scanner.enter('params').empty) {
    while (!scanner.atEnd()) {
      enterFull(scanner, 'param');
      params.push(reader.value(0));
      scanner.leave('param');
    }
    scanner.leave('params');
  }
  scanner.leave('methodCall');
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

function enterFull(scanner: Scanner, name: string) {
  const tag = scanner.enter(name);
  if (tag.empty) scanner.fail(`<${name}/> is empty`, tag.at);
  return tag;
}

class Reader {
  readonly scanner: Scanner;

  constructor(source: string) {
    this.scanner = new Scanner(source);
  }

  value(depth: number): XmlRpcValue {
    const { scanner } = this;
    if (scanner.enter('value').empty) return '';
    const { text, solid } = scanner.content();
    if (scanner.atEnd()) {
      scanner.leave('value');
      return text;
    }
    if (solid) scanner.fail('text beside a typed value');
    const value = this.typed(depth);
    scanner.leave('value');
    return value;
  }

  private typed(depth: number): XmlRpcValue {
    const { scanner } = this;
    const { name, empty, at } = scanner.open();
    if (name === 'struct' || name === 'array') {
      if (depth >= MAX_DEPTH) scanner.fail(`nested deeper than ${MAX_DEPTH}`, at);
      if (empty) return name === 'array' ? [] : {};
      return name === 'array' ? this.array(depth + 1) : this.struct(depth + 1);
    }
    let text = '';
    if (!empty) {
      text = scanner.content().text;
      scanner.leave(name);
    }
    return this.scalar(name, text, at);
  }

  private struct(depth: number): XmlRpcStruct {
    const { scanner } = this;
    const out: Record<string, XmlRpcValue> = {};
    while (!scanner.atEnd()) {
      const member = enterFull(scanner, 'member');
      let key = '';
      if (!scanner.enter('name').empty) {
        key = scanner.content().text;
        scanner.leave('name');
      }
      if (Object.hasOwn(out, key))
        scanner.fail(`member ${JSON.stringify(key.slice(0, 40))} twice`, member.at);
      const value = this.value(depth);
      scanner.leave('member');
      if (key === '__proto__') {
        // An assignment would change the object itself and lose the member.
        Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
      } else {
        out[key] = value;
      }
    }
    scanner.leave('struct');
    return out;
  }

  private array(depth: number): XmlRpcValue[] {
    const { scanner } = this;
    const out: XmlRpcValue[] = [];
    if (!scanner.enter('data').empty) {
      while (!scanner.atEnd()) out.push(this.value(depth));
      scanner.leave('data');
    }
    scanner.leave('array');
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
        return this.integer(text.trim(), at);
      case 'boolean':
        if (text.trim() !== '0' && text.trim() !== '1') this.wrong(type, text, at);
        return text.trim() === '1';
      case 'double':
        return this.double(text.trim(), at);
      case 'nil':
      case 'ex:nil':
        return isSpace(text) ? null : this.wrong(type, text, at);
      case 'base64':
        return fromBase64(text) ?? this.wrong(type, text, at);
      case 'dateTime.iso8601':
        return TIME.test(text.trim()) ? new XmlRpcTime(text.trim()) : this.wrong(type, text, at);
      default:
        return this.scanner.fail(`<${type.slice(0, 40)}> is no type`, at);
    }
  }

  private integer(text: string, at: number): number | bigint {
    if (!INTEGER.test(text)) this.wrong('int', text, at);
    const value = Number(text);
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    const exact = BigInt(text.replace('+', ''));
    return exact >= -MAX_I8 && exact < MAX_I8 ? exact : this.wrong('i8', text, at);
  }

  private double(text: string, at: number): number {
    const value = Number(text);
    return DOUBLE.test(text) && Number.isFinite(value) ? value : this.wrong('double', text, at);
  }

  private wrong(type: string, text: string, at: number): never {
    return this.scanner.fail(`${JSON.stringify(text.slice(0, 40))} is no ${type}`, at);
  }
}
