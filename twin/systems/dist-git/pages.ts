import { html, type TwinReply, text } from '../../service.ts';
import type { Package, World } from '../../world/types.ts';
import { commitAt, headsOf } from './history.ts';

const SITE = 'src.fedoraproject.org';

/** Pages as people see them, and files as they lie in a repository. */
export function answerPage(world: World, base: string, path: string): TwinReply {
  if (path === '/') return page('Home', '<h2>Fedora Package Sources</h2>');
  const [, name = '', revision, file = ''] =
    /^\/rpms\/([^/]+)(?:\/raw\/(.+?)\/f\/(.+)|\/?)$/.exec(decoded(path)) ?? [];
  const found = world.package(name);
  if (found === undefined) return notFound();
  return revision === undefined ? project(world, base, found) : raw(world, found, revision, file);
}

/** Nothing for a path that cannot be decoded. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return '';
  }
}

/** Pagure's page for what is not there, also below `/api/0`. */
export function notFound(): TwinReply {
  return page('Page not found', '<h2>Page not found (404)</h2>', 404);
}

function raw(world: World, one: Package, revision: string, file: string): TwinReply {
  const content = commitAt(world, one.name, revision)?.files[file];
  return content === undefined ? notFound() : text(content);
}

function project(world: World, base: string, one: Package): TwinReply {
  const name = `rpms/${one.name}`;
  const head = headsOf(world, one.name).get('rawhide');
  const latest =
    head === undefined
      ? ''
      : `<div class="alert"><code class="commit_branch">rawhide</code>
        <code class="commit_hash">${head.sha.slice(0, 6)}</code> ${escaped(head.message)}</div>`;
  const body = `<h2><a href="/projects/rpms/%2A">rpms</a>&nbsp;/&nbsp;<a href="/${name}"><strong>${one.name}</strong></a></h2>
    <div class="text-muted" id="point_of_contact_div">Maintained by
      <a href="/user/${one.owner}" id="point_of_contact">${one.owner}</a></div>
    <div class="projectinfo my-3">The ${one.name} rpms</div>
    ${latest}`;
  const host = base.slice(base.indexOf('://') + 3);
  const meta = `<meta name="go-import" content="${host}/${name} git ${base}/${name}.git">`;
  return page(`Overview - ${name}`, body, 200, meta);
}

function page(title: string, body: string, status = 200, head = ''): TwinReply {
  return html(
    `<!DOCTYPE html>
<html lang='en'>
  <head>
    <meta charset="utf-8">
    <title>${title} - ${SITE}</title>
    ${head}
  </head>
  <body id="home">
    <nav class="navbar"><a class="navbar-brand" href="/">Fedora Package Sources</a>
      <a class="btn" href="/login/?next=/">Log In</a></nav>
    <div class="bodycontent">${body}</div>
    <div class="footer">Powered by <a href="https://pagure.io/pagure">Pagure</a></div>
  </body>
</html>
`,
    status,
  );
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
