import { isRecord } from '../../../lib/protocols/shape.ts';
import type { TwinRequest } from '../../service.ts';
import type { Caller } from './login.ts';
import { type Complaint, complaint } from './replies.ts';

/** What a request brings in its body, a form's fields or JSON, as bodhi's schemas read it: lists of texts. */
export class Form {
  readonly #fields: ReadonlyMap<string, readonly string[]>;

  private constructor(fields: ReadonlyMap<string, readonly string[]>) {
    this.#fields = fields;
  }

  /** The form, or what is wrong with it as a whole. */
  static read({ headers, body }: TwinRequest): Form | Complaint {
    const type = headers['content-type'] ?? '';
    const text = body.toString('utf8');
    if (type.startsWith('application/x-www-form-urlencoded')) {
      const fields = new URLSearchParams(text);
      return new Form(new Map([...fields.keys()].map((name) => [name, fields.getAll(name)])));
    }
    if (!type.startsWith('application/json')) return new Form(new Map());
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return complaint('body', '', 'Invalid JSON');
    }
    if (!isRecord(value)) return complaint('body', '', 'Should be a JSON object');
    return new Form(new Map(Object.entries(value).map(([name, one]) => [name, textsOf(one)])));
  }

  /** One value; null where there is none, or an empty one. */
  one(name: string): string | null {
    const value = this.#fields.get(name)?.[0] ?? '';
    return value === '' ? null : value;
  }

  /** Comma or space separates the values of a list. */
  several(name: string): string[] {
    return (this.#fields.get(name) ?? []).flatMap((text) => text.split(/[\s,]+/).filter((one) => one !== ''));
  }
}

function textsOf(value: unknown): string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** What is wrong with a field that must be one of these. */
export function notOneOf(form: Form, name: string, allowed: readonly string[]): Complaint[] {
  const value = form.one(name);
  if (value === null) return [complaint('body', name, 'Required')];
  if (allowed.includes(value)) return [];
  return [complaint('body', name, `"${value}" is not one of ${allowed.join(', ')}`)];
}

/** A form must bring the token that its session was given. */
export function forged(form: Form, { csrfToken }: Caller): Complaint[] {
  const token = form.one('csrf_token');
  if (token === null) return [complaint('body', 'csrf_token', 'Required')];
  return token === csrfToken ? [] : [complaint('body', 'csrf_token', 'CSRF tokens do not match.')];
}
