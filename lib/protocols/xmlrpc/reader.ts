import { SCALARS, type Scalar } from './scalars.ts';
import { type Element, element, Scanner } from './scanner.ts';
import { isSpace } from './text.ts';
import { faultOf, MAX_DEPTH, type XmlRpcStruct, type XmlRpcValue } from './value.ts';

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

/** A `methodCall` as its server reads it. */
export interface Call {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

/**
 * The one value of a `methodResponse`, however it is written. Throws `XmlRpcFault` for a fault, `XmlRpcError` for anything malformed.
 */
export function readResponse(source: string): XmlRpcValue {
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

/** A `methodCall`, however it is written. Throws `XmlRpcError` for anything malformed. */
export function readCall(source: string): Call {
  const reader = new Reader(source);
  const { scanner } = reader;
  enterFull(scanner, CALL);
  enterFull(scanner, METHOD);
  const method = scanner.text();
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
    const scalar = SCALARS.get(name);
    if (scalar === undefined) return scanner.fail(`<${name.slice(0, 40)}> is no type`, at);
    if (empty) return this.scalar(name, scalar, '', at);
    const text = scanner.text();
    scanner.leave(element(name));
    return this.scalar(name, scalar, text, at);
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

  private scalar(type: string, scalar: Scalar, text: string, at: number): XmlRpcValue {
    const value = scalar(text);
    if (value !== undefined) return value;
    return this.scanner.fail(`${JSON.stringify(text.slice(0, 40))} is no ${type}`, at);
  }
}

function enterFull(scanner: Scanner, what: Element): void {
  if (!scanner.enter(what)) scanner.fail(`<${what.name}/> is empty`, scanner.tagAt);
}
