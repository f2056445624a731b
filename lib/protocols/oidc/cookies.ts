interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Milliseconds since the epoch; infinite for one that lives as long as its jar. */
  readonly until: number;
}

/** Where the engine joined several `Set-Cookie` headers: a comma before the next name, unlike the one in a date. */
const NEXT_COOKIE = /,\s*(?=[!#$%&'*+.^_`|~0-9A-Za-z-]+=)/;

/** The cookies of one site; who uses it takes care that no other site's answers and requests pass through it. */
export class CookieJar {
  private cookies: readonly Cookie[] = [];

  /** Keeps what an answer for that path sets; a cookie whose time is over is one that the site takes back. */
  take(path: string, setCookie: string | undefined, now: number): void {
    if (setCookie === undefined) return;
    for (const line of setCookie.split(NEXT_COOKIE)) {
      const cookie = parse(line, path, now);
      if (cookie === null) continue;
      this.cookies = this.cookies.filter((one) => one.name !== cookie.name || one.path !== cookie.path);
      if (cookie.until > now) this.cookies = [...this.cookies, cookie];
    }
  }

  has(name: string, now: number): boolean {
    return this.cookies.some((one) => one.name === name && one.until > now);
  }

  /** The headers of a request for that path: none, or the one with its cookies. */
  headers(path: string, now: number): { readonly cookie?: string } {
    const sent = this.cookies.filter((one) => one.until > now && covers(one.path, path));
    if (sent.length === 0) return {};
    return { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') };
  }
}

function parse(line: string, requested: string, now: number): Cookie | null {
  const [first = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = first.indexOf('=');
  if (at <= 0) return null;
  let path = folderOf(requested);
  let until = Number.POSITIVE_INFINITY;
  let aged = false;
  for (const attribute of attributes) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/.exec(attribute) ?? [];
    switch (name.trim().toLowerCase()) {
      case 'path':
        if (value.startsWith('/')) path = value;
        break;
      case 'max-age':
        // It counts more than a date, in whichever order they come.
        if (!/^-?\d+$/.test(value)) break;
        until = now + Number(value) * 1000;
        aged = true;
        break;
      case 'expires':
        if (!aged && !Number.isNaN(Date.parse(value))) until = Date.parse(value);
        break;
    }
  }
  return { name: first.slice(0, at).trim(), value: first.slice(at + 1).trim(), path, until };
}

/** Where a cookie without a path counts: from the folder of the request that brought it downwards. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/'))) || '/';
}

function covers(path: string, requested: string): boolean {
  if (path === requested) return true;
  return requested.startsWith(path) && (path.endsWith('/') || requested.charAt(path.length) === '/');
}
