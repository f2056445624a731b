import { html, type TwinReply, type TwinSystem } from '../service.ts';
import { Uploads } from './lookaside-upload.ts';

const UPLOAD = '/repo/pkgs/upload.cgi';
/** Both names of the cache: the second is where uploads go, and an alias for reading. */
const FILE = /^\/(?:lookaside|repo)\/pkgs\/rpms\/([^/]+)\/([^/]+)\/sha512\/([0-9a-f]{128})\/([^/]+)$/;

/** The lookaside cache: files straight from the web server's disk, and the upload, which asks for Kerberos. */
export const lookaside: TwinSystem = {
  system: 'lookaside',
  services: (context) => {
    const uploads = new Uploads(context);
    return {
      lookaside: {
        kind: 'http',
        handle: (request) =>
          request.path === UPLOAD ? uploads.answer(request) : file(uploads, request.path),
      },
    };
  },
};

function file(uploads: Uploads, path: string): TwinReply {
  const [, name = '', folder = '', hash = '', last = ''] = FILE.exec(path) ?? [];
  const wanted = decoded(folder);
  const source = wanted === decoded(last) ? uploads.find(name, wanted, hash) : undefined;
  if (source === undefined) return notFound();
  const headers = { 'content-type': 'application/x-gzip', 'accept-ranges': 'bytes' };
  return { status: 200, headers, body: source.content };
}

/** A name without its percent signs; one that is none stands for no file. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

function notFound(): TwinReply {
  const page = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n</body></html>\n`;
  return html(page, 404, { 'content-type': 'text/html; charset=iso-8859-1' });
}
