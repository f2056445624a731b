import type { LoadReply } from '../../k6/ports.ts';
import type { LoadData } from '../found.ts';

/** One request of a call, prepared once and sent again and again. */
export interface LoadRequest {
  readonly url: string;
  /** XML of the call, or null for a GET. */
  readonly body: string | null;
  /** In words what is wrong with an answer of status 200; null: it is what was asked for. */
  readonly wrong: (reply: LoadReply) => string | null;
}

/** One call of the hot path: all requests that what was found allows. */
export interface LoadCall {
  /** What must have been found, in words. */
  readonly needs: string;
  /** `base` is the address of the call's system, without trailing slash. */
  readonly requests: (data: LoadData, base: string) => readonly LoadRequest[];
}

/** The text of an answer, which was asked for as text; each time it is read costs the engine a conversion. */
export function textOf({ body }: LoadReply): string {
  return typeof body === 'string' ? body : '';
}

/** In words what an answer is that does not begin as it must: a page by its title, or the engine's own trouble. */
export function insteadOf(wanted: string, text: string): string | null {
  if (text === '') return `an empty body instead of ${wanted}`;
  const head = text.slice(0, 1000);
  if (!/^\s*<(?:!doctype html|html)/i.test(head)) return null;
  const title = /<title>\s*([^<]{1,80})/i.exec(head)?.[1];
  return `an HTML page${title === undefined ? '' : ` "${title.trim()}"`} instead of ${wanted}`;
}
