import { isStruct } from '../../../lib/protocols/xmlrpc/decode.ts';
import {
  XmlRpcDouble,
  XmlRpcFault,
  type XmlRpcStruct,
  XmlRpcTime,
  type XmlRpcValue,
} from '../../../lib/protocols/xmlrpc/value.ts';
import type { Live } from '../../live/live.ts';
import type { World } from '../../world/types.ts';
import { beyondTwin, CODE, generic, unhandled } from './fault.ts';
import type { Caller, Sessions } from './session.ts';

/** Who calls, null for a stranger, and what calls may change. */
export interface Access {
  readonly live: Live;
  readonly sessions: Sessions;
  readonly caller: Caller | null;
}

/** A method of the hub: the names of its arguments, in order, and what it answers. */
export interface Method {
  readonly names: readonly string[];
  readonly run: (world: World, args: Arguments) => XmlRpcValue;
}
export type Methods = Readonly<Record<string, Method>>;

/** Arguments of one call by name, whether they came by place or by name. */
export class Arguments {
  constructor(
    private readonly method: string,
    private readonly given: ReadonlyMap<string, XmlRpcValue>,
  ) {}

  /** As it came; null where it was left out. */
  value(name: string): XmlRpcValue {
    return this.given.get(name) ?? null;
  }

  has(name: string): boolean {
    return this.value(name) !== null;
  }

  text(name: string): string | null {
    const value = this.value(name);
    return value === null || typeof value === 'string' ? value : this.wrong(name, value);
  }

  number(name: string): number | null {
    const value = this.value(name);
    return value === null || typeof value === 'number' ? value : this.wrong(name, value);
  }

  /** What a thing goes by: its id or its name. */
  key(name: string): string | number | null {
    const value = this.value(name);
    return value === null || typeof value === 'number' || typeof value === 'string'
      ? value
      : this.wrong(name, value);
  }

  /** Python's idea of truth. */
  flag(name: string): boolean {
    const value = this.value(name);
    return !(value === null || value === false || value === 0 || value === '');
  }

  list(name: string): readonly XmlRpcValue[] | null {
    const value = this.value(name);
    return value === null || isList(value) ? value : this.wrong(name, value);
  }

  struct(name: string): XmlRpcStruct {
    const value = this.value(name);
    if (value === null) return {};
    return isStruct(value) ? value : this.wrong(name, value);
  }

  /** A moment in ms, from seconds since the epoch or from text. */
  moment(name: string): number | null {
    const value = this.value(name);
    if (value === null) return null;
    if (typeof value === 'number') return value * 1000;
    const at =
      typeof value === 'string' ? Date.parse(`${value.slice(0, 19).replace(' ', 'T')}Z`) : Number.NaN;
    return Number.isNaN(at) ? this.wrong(name, value) : at;
  }

  /** Refuses filters that the twin would otherwise ignore. */
  refuse(...names: readonly string[]): void {
    const one = names.find((name) => this.has(name));
    if (one !== undefined) throw beyondTwin(`${this.method}(${one}=…)`);
  }

  private wrong(name: string, value: XmlRpcValue): never {
    throw generic(`Invalid type for ${name} of ${this.method}: ${JSON.stringify(printable(value))}`);
  }
}

/** Gives each argument its name. Named ones come as a marked struct in the last place. */
export function bind(method: string, names: readonly string[], params: readonly XmlRpcValue[]): Arguments {
  const last = params.at(-1);
  const named = isStruct(last) && last.__starstar === true ? last : null;
  const placed = named === null ? params : params.slice(0, -1);
  const mismatch = (reason: string): XmlRpcFault => new XmlRpcFault(CODE.PARAMETER, `${method}() ${reason}`);
  if (placed.length > names.length) {
    throw mismatch(`takes at most ${names.length} arguments, ${placed.length} were given`);
  }
  const given = new Map(placed.map((value, at) => [names[at] ?? '', value]));
  for (const [name, value] of Object.entries(named ?? {})) {
    if (name === '__starstar') continue;
    if (!names.includes(name)) throw mismatch(`got an unexpected keyword argument '${name}'`);
    if (given.has(name)) throw mismatch(`got multiple values for argument '${name}'`);
    given.set(name, value);
  }
  return new Arguments(method, given);
}

/** What is common to koji's lists: order, offset, limit, or only the count. */
export function applyOpts(rows: readonly XmlRpcStruct[], opts: XmlRpcStruct): XmlRpcValue {
  if (opts.countOnly === true) return sliced(rows, opts).length;
  const order = opts.order;
  if (typeof order !== 'string') return sliced(rows, opts);
  const keys = order.split(',').map((part) => part.trim());
  const sorted = [...rows];
  for (const key of keys.reverse()) {
    const [name, sign] = key.startsWith('-') ? [key.slice(1), -1] : [key, 1];
    const [first] = rows;
    if (first !== undefined && !(name in first)) throw unhandled(`Invalid order: ${name}`, 'Exception');
    sorted.sort((one, other) => sign * compare(one[name] ?? null, other[name] ?? null));
  }
  return sliced(sorted, opts);
}

/** The same for things whose records are dear: in the order of their ids, only those that are shown are made. */
export function applyOptsTo<T extends { readonly id: number }>(
  things: readonly T[],
  recordOf: (thing: T) => XmlRpcStruct,
  idName: string,
  opts: XmlRpcStruct,
): XmlRpcValue {
  const { order, countOnly } = opts;
  const back = order === `-${idName}`;
  if (countOnly === true) return sliced(things, opts).length;
  if (typeof order !== 'string') return sliced(things, opts).map(recordOf);
  if (order !== idName && !back) return applyOpts(things.map(recordOf), opts);
  const sorted = [...things].sort((one, other) => (back ? other.id - one.id : one.id - other.id));
  return sliced(sorted, opts).map(recordOf);
}

function sliced<T>(rows: readonly T[], { offset, limit }: XmlRpcStruct): readonly T[] {
  const from = typeof offset === 'number' ? offset : 0;
  return rows.slice(from, typeof limit === 'number' ? from + limit : undefined);
}

/** PostgreSQL puts null last. */
function compare(one: XmlRpcValue, other: XmlRpcValue): number {
  const [a, b] = [sortable(one), sortable(other)];
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

function sortable(value: XmlRpcValue): number | string | null {
  if (value instanceof XmlRpcDouble) return value.value;
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

export function isList(value: XmlRpcValue): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}

/** A value of the world as XML-RPC can carry it. */
export function wire(value: unknown): XmlRpcValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wire(member)]));
  }
  throw new Error(`the world holds a ${typeof value} that XML-RPC cannot carry`);
}

function printable(value: XmlRpcValue): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof XmlRpcTime ? value.iso8601 : value;
}
