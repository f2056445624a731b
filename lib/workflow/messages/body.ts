import { nullable, object, type Shape, ShapeError, string } from '../../protocols/shape.ts';

/** A shape, and what the flow needs of it. */
export function reading<M, T>(shape: Shape<M>, to: (body: M, path: string) => T): Shape<T> {
  return (value, path) => to(shape(value, path), path);
}

/** A text that publishers leave out, or empty, where they have nothing to say. */
export const textOrNull: Shape<string | null> = (value, path) => nullable(string)(value, path) || null;

/** An id that some publishers write as a number and others as text; null where it is empty. */
export const idOrNull: Shape<string | null> = (value, path) =>
  typeof value === 'number' ? String(value) : textOrNull(value, path);

/** A number that some publishers write as text; null where it is empty. */
export const numberOrNull: Shape<number | null> = (value, path) => {
  const id = idOrNull(value, path);
  if (id === null) return null;
  if (!/^\d{1,15}$/.test(id)) throw new ShapeError(path, 'a number', value);
  return Number(id);
};

/** Somebody, as text or, in most messages of today, as an object with a name. */
export const userName: Shape<string> = (value, path) =>
  typeof value === 'string' ? value : object({ name: string })(value, path).name;

/** The package of a project in dist-git, e.g. `rpms/bash`; null for forks and other namespaces. */
export function packageOf(project: string): string | null {
  return /^rpms\/([^/]+)$/.exec(project)?.[1] ?? null;
}

const COMMIT = /^[0-9a-f]{40}$/;

/** A commit id; null for what some publishers write instead of one, such as `N/A`. */
export const commitOrNull: Shape<string | null> = (value, path) => {
  const id = textOrNull(value, path);
  return id !== null && COMMIT.test(id) ? id : null;
};
