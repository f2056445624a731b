/**
 * Shapes check decoded data at the edge: each is a function that returns the typed value or throws a
 * `ShapeError` which names the path. About ten times cheaper in k6 than the smallest schema library.
 */
export type Shape<T> = (value: unknown, path: string) => T;

export type Shaped<S> = S extends Shape<infer T> ? T : never;

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  constructor(
    readonly path: string,
    readonly expected: string,
    value: unknown,
  ) {
    super(`${path === '' ? 'the answer' : path} is ${describe(value)}, expected ${expected}`);
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return typeof value === 'object' ? 'an object' : String(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const string: Shape<string> = (value, path) => {
  if (typeof value !== 'string') throw new ShapeError(path, 'a string', value);
  return value;
};

/** A text that must say something. */
export const filledText: Shape<string> = (value, path) => {
  const text = string(value, path);
  if (text === '') throw new ShapeError(path, 'some text', value);
  return text;
};

export const number: Shape<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ShapeError(path, 'a number', value);
  return value;
};

export const boolean: Shape<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new ShapeError(path, 'true or false', value);
  return value;
};

export const anything: Shape<unknown> = (value) => value;

export function literal<const T extends string | number | boolean>(...allowed: readonly T[]): Shape<T> {
  return (value, path) => {
    const found = allowed.find((one) => one === value);
    if (found === undefined)
      throw new ShapeError(path, allowed.map((one) => JSON.stringify(one)).join(' or '), value);
    return found;
  };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null || value === undefined ? null : shape(value, path));
}

export function list<T>(item: Shape<T>): Shape<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, 'a list', value);
    return value.map((one, index) => item(one, `${path}[${index}]`));
  };
}

/** A list that must hold something: an empty answer where data must be is wrong, not fine. */
export function filled<T>(item: Shape<T>): Shape<[T, ...T[]]> {
  const all = list(item);
  return (value, path) => {
    const [first, ...rest] = all(value, path);
    if (first === undefined) throw new ShapeError(path, 'at least one entry', value);
    return [first, ...rest];
  };
}

export function dictionary<T>(item: Shape<T>): Shape<Record<string, T>> {
  return (value, path) => {
    if (!isRecord(value)) throw new ShapeError(path, 'an object', value);
    const out: Record<string, T> = {};
    for (const [key, one] of Object.entries(value)) out[key] = item(one, join(path, key));
    return out;
  };
}

/** An object with at least these members; others are left alone, as upstreams add fields. */
export function object<M extends Record<string, Shape<unknown>>>(
  members: M,
): Shape<{ [K in keyof M]: Shaped<M[K]> }> {
  const keys = Object.keys(members);
  const isMembers = (out: Record<string, unknown>): out is { [K in keyof M]: Shaped<M[K]> } =>
    Object.keys(out).length === keys.length;
  // Most values of a shape stand at one path; to join it for every member costs k6 more than to check the member.
  let last = { path: '', paths: keys };
  return (value, path) => {
    if (!isRecord(value)) throw new ShapeError(path, 'an object', value);
    if (last.path !== path) last = { path, paths: keys.map((key) => join(path, key)) };
    const { paths } = last;
    const out: Record<string, unknown> = {};
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] ?? '';
      out[key] = members[key]?.(value[key], paths[at] ?? '');
    }
    if (!isMembers(out)) throw new ShapeError(path, `an object with ${keys.join(', ')}`, value);
    return out;
  };
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
