import { CookieJar } from '../../../lib/protocols/oidc/cookies.ts';
import { isRecord } from '../../../lib/protocols/shape.ts';

/** An answer without what differs from one provider, login and moment to the next. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser that follows nothing by itself and keeps its cookies, at one provider. */
export class Visitor {
  private readonly jar = new CookieJar();

  constructor(readonly base: string) {}

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Seen> {
    return this.ask(path, { headers });
  }

  async post(path: string, form: Readonly<Record<string, string>>): Promise<Seen> {
    return this.ask(path, { method: 'POST', body: new URLSearchParams(form), headers: {} });
  }

  private async ask(
    path: string,
    init: RequestInit & { headers: Readonly<Record<string, string>> },
  ): Promise<Seen> {
    const url = new URL(path, this.base);
    const headers = { ...this.jar.headers(url.pathname, Date.now()), ...init.headers };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    this.jar.take(url.pathname, response.headers.get('set-cookie') ?? undefined, Date.now());
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
}

/** What an answer comes down to: two providers that behave alike say the same. */
export function gist({ status, headers, text }: Seen, base: string): string {
  const parts = [String(status)];
  const location = headers.get('location');
  if (location !== null) parts.push(`to ${location.replace(base, '')}`);
  const challenge = headers.get('www-authenticate');
  if (challenge !== null) parts.push(challenge);
  if (location === null) parts.push(contentOf(text));
  return masked(parts.join(' '));
}

/** Members whose words count, not only their kind. */
const TOLD: readonly string[] = ['error', 'error_description', 'active', 'alg', 'kid', 'amr'];

/** JSON as its members, in one order; a page as its title and complaint. */
function contentOf(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (name, one: unknown) => {
      if (isRecord(one)) return Object.fromEntries(Object.entries(one).sort(byName));
      return Array.isArray(one) || TOLD.includes(name) ? one : typeof one;
    });
  } catch {
    const title = /<title>\s*([^<]*?)\s*<\/title>/.exec(text)?.[1] ?? '';
    const complaint = /<h1>4[^<]*<\/h1>\s*<p>([^<]*)<\/p>/.exec(text)?.[1] ?? '';
    return `"${title}" ${complaint}`.trim();
  }
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function masked(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:_[A-Za-z0-9_-]+)?/g, '#')
    .replace(/\/login\/(?:testauth|gssapi\/negotiate)/, '/login/WAY');
}
