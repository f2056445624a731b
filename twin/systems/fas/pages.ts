import { html, redirect, type TwinReply, type TwinRequest } from '../../service.ts';

export function page(title: string, body: string, status = 200): TwinReply {
  return html(
    `<!doctype html>\n<html lang="en"><head><title>${title}</title></head>\n<body>${body}</body></html>\n`,
    status,
  );
}

/** IPA's web interface: a static page whose scripts talk to the server, so that it shows even with LDAP down. */
export function answerIpa(base: string, { path }: TwinRequest): TwinReply {
  switch (path) {
    case '/':
    case '/ui':
      return redirect(`${base}/ui/`, 301);
    case '/ui/':
    case '/ui/index.html':
      return page('Identity Management', '<noscript>Identity Management needs JavaScript.</noscript>');
    default:
      return page('404 Not Found', '<h1>Not Found</h1>', 404);
  }
}
