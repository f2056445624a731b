const ABSOLUTE = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/;

/**
 * Where a browser goes from `base`, an http or https address, on a redirect to `location`; null if it would not go
 * by HTTP at all. As in the URL standard, `https:/host/` is a path of the present host when that speaks https too,
 * and another host only when it does not.
 */
export function follow(base: string, location: string): string | null {
  const parts = /^(https?):\/\/([^/?#]+)([^?#]*)/i.exec(base);
  const [, scheme = '', host = '', path = ''] = parts ?? [];
  if (parts === null) return null;
  const [, named = scheme, rest = location] = ABSOLUTE.exec(location) ?? [];
  const wanted = named.toLowerCase();
  if (wanted !== 'http' && wanted !== 'https') return null;
  const slashes = /^[/\\]*/.exec(rest)?.[0].length ?? 0;
  if (slashes >= 2 || wanted !== scheme.toLowerCase()) {
    const target = rest.slice(slashes);
    return target === '' ? null : `${wanted}://${target}`;
  }
  if (slashes === 1) return `${scheme}://${host}/${rest.slice(1)}`;
  const folder = path.slice(0, path.lastIndexOf('/') + 1) || '/';
  return `${scheme}://${host}${folder}${rest}`;
}

/** Scheme, host and port: what tells one site from another. */
export function originOf(address: string): string {
  return (/^https?:\/\/[^/?#]+/i.exec(address)?.[0] ?? address).toLowerCase();
}
