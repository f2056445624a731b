import { html, type TwinReply, type TwinSystem } from '../service.ts';
import type { World } from '../world/types.ts';

const UPLOAD = '/repo/pkgs/upload.cgi';
/** Both names of the cache: the second is where uploads go, and an alias for reading. */
const FILE = /^\/(?:lookaside|repo)\/pkgs\/rpms\/([^/]+)\/([^/]+)\/sha512\/([0-9a-f]{128})\/([^/]+)$/;

/** The lookaside cache: files straight from the web server's disk, and the upload, which asks for Kerberos. */
export const lookaside: TwinSystem = {
  system: 'lookaside',
  services: ({ world }) => ({
    lookaside: {
      kind: 'http',
      handle: ({ path }) => (path === UPLOAD ? unauthorized() : file(world, path)),
    },
  }),
};

function file(world: World, path: string): TwinReply {
  const [, name = '', folder = '', hash, last] = FILE.exec(path) ?? [];
  const source = world.package(name)?.source;
  const wanted = encodeURIComponent(source?.file ?? '');
  const found = source?.sha512 === hash && [folder, last].every((part) => normal(part ?? '') === wanted);
  if (source === undefined || !found) return error(404, 'Not Found');
  const headers = { 'content-type': 'application/x-gzip', 'accept-ranges': 'bytes' };
  return { status: 200, headers, body: source.content };
}

/** One way to write a name's percent signs; a name that is none stands for no file. */
function normal(part: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(part));
  } catch {
    return '/';
  }
}

/** Any method: the web server asks for a ticket before the script runs. */
function unauthorized(): TwinReply {
  return error(401, 'Unauthorized', { 'www-authenticate': 'Negotiate' });
}

function error(status: number, words: string, headers: Readonly<Record<string, string>> = {}): TwinReply {
  const page = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${words}</title>\n</head><body>\n<h1>${words}</h1>\n</body></html>\n`;
  return html(page, status, { 'content-type': 'text/html; charset=iso-8859-1', ...headers });
}
