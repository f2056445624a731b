import type { People } from '../../accounts/people.ts';
import type { TokenBook } from '../../accounts/tokens.ts';
import type { TwinReply } from '../../service.ts';
import { page } from './pages.ts';

/** Who takes tickets: what Apache does for ipsilon. */
interface TakesTickets {
  accept(
    authorization: string | undefined,
    host: string,
  ): Promise<{ readonly principal: string; readonly reply: string } | { readonly refusal: string }>;
}

/** What ipsilon works with. */
export interface IpsilonParts {
  readonly now: () => number;
  readonly people: People;
  readonly tokens: TokenBook;
  readonly acceptor: TakesTickets;
  /** What it asks for beyond a ticket; read anew each time. */
  readonly asks: () => 'ticket' | 'consent' | 'second factor';
}

export function badRequest(complaint: string): TwinReply {
  return page('Bad Request', `<h1>400 - Bad Request</h1>\n<p>${escaped(complaint)}</p>`, 400);
}

export function unauthorized(complaint: string, headers: Readonly<Record<string, string>> = {}): TwinReply {
  const reply = page('Unauthorized', `<h1>401 - Unauthorized</h1>\n<p>${escaped(complaint)}</p>`, 401);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&#34;');
}
