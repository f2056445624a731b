import { html, json, type TwinReply, type TwinRequest, type TwinSystem, text } from '../service.ts';
import type { World } from '../world/types.ts';
import { envelope } from './datagrepper/envelope.ts';
import { type Arguments, type Found, matching, pageOf, parse, Refusal } from './datagrepper/query.ts';

const PREFIX = '/datagrepper';
const PROBLEM = { 'content-type': 'application/problem+json' };

/** datagrepper over what datanommer has stored: every message of the world up to now. */
export const datagrepper: TwinSystem = {
  system: 'datagrepper',
  services: ({ world }) => ({
    datagrepper: { kind: 'http', handle: (request) => answer(world, request) },
  }),
};

function answer(world: World, request: TwinRequest): TwinReply {
  if (request.path !== PREFIX && !request.path.startsWith(`${PREFIX}/`))
    return html('<h1>Not Found</h1>', 404);
  if (request.method !== 'GET' && request.method !== 'HEAD') return page4xx(405, 'Method Not Allowed', '');
  const path = request.path.slice(PREFIX.length);
  try {
    return route(world, path, request);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    if (thrown.status === 400) return page4xx(400, 'Bad Request', thrown.message);
    const detail = '500 Internal Server Error: the server met an error that it did not expect.';
    return json({ error: 'internal_error', detail, traceback: `Traceback:\n${thrown.message}\n` }, 500);
  }
}

function route(world: World, path: string, request: TwinRequest): TwinReply {
  const health = /^\/healthz\/([^/]+)$/.exec(path)?.[1];
  if (health !== undefined) return healthz(health);
  switch (path.replace(/(?<=.)\/$/, '')) {
    case '':
    case '/':
    case '/reference':
      return html('<!doctype html><title>datagrepper</title><h1>datagrepper</h1>');
    case '/raw':
      return search(world, request, 'raw');
    case '/v2/search':
      return search(world, request, 'v2');
    case '/id':
      return byId(world, request, 'raw');
    case '/v2/id':
      return byId(world, request, 'v2');
    case '/messagecount':
      return text(`{"messagecount":${world.messages().length}}\n`, 200, {
        'content-type': 'application/json',
      });
    default:
      if (path.endsWith('/')) return json({ error: 'not_found' }, 404);
      return html('<h1>Redirecting...</h1>', 308, { location: `${PREFIX}${path}/` });
  }
}

function healthz(check: string): TwinReply {
  if (check === 'live' || check === 'ready') return json({ status: 200, title: 'OK' }, 200, PROBLEM);
  return json({ status: 404, title: `The ${check} check endpoint is not setup` }, 404, PROBLEM);
}

function page4xx(status: number, title: string, said: string): TwinReply {
  return html(
    `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${said}</p>\n`,
    status,
  );
}

function search(world: World, request: TwinRequest, api: 'v2' | 'raw'): TwinReply {
  const asked = parse(request.query, world.now());
  const found = foundBy(world, asked);
  if (found instanceof Refusal) return typed(request, { error: found.message, arguments: asked }, 500);
  const { messages, total, pages } = found;
  if (wantsHtml(request)) {
    return html(
      `<!doctype html><title>datagrepper</title>${messages.map(({ id }) => `<p>${id}</p>`).join('')}`,
    );
  }
  const raw_messages = messages.map((message) => envelope(message, api, asked.meta));
  return typed(request, { raw_messages, total, pages, count: messages.length, arguments: asked });
}

/** What the database refuses is answered with the arguments, unlike what breaks before it is asked. */
function foundBy(world: World, asked: Arguments): Found | Refusal {
  try {
    return pageOf(matching(world, asked), asked);
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
    throw thrown;
  }
}

function byId(world: World, request: TwinRequest, api: 'v2' | 'raw'): TwinReply {
  const id = request.query.get('id');
  if (id === null) throw new Refusal(400, 'the id is missing');
  const message = world.message(id);
  if (message === undefined) return json({ error: 'not_found' }, 404);
  const item = envelope(message, api, request.query.getAll('meta'));
  return wantsHtml(request)
    ? html(`<!doctype html><title>datagrepper</title><p>${id}</p>`)
    : typed(request, item);
}

function wantsHtml({ headers }: TwinRequest): boolean {
  return /^text\/html\b/.test(headers.accept ?? '');
}

/** The type is whatever `Accept` says; Flask's own, HTML, if it says nothing. */
function typed({ headers, query }: TwinRequest, value: unknown, status = 200): TwinReply {
  const callback = query.get('callback');
  if (callback !== null) {
    const body = `${callback}(${JSON.stringify(value)});`;
    return { status, headers: { 'content-type': 'application/javascript' }, body };
  }
  const accept = headers.accept ?? 'text/html; charset=utf-8';
  return json(value, status, { 'content-type': accept === '*/*' ? 'application/json' : accept });
}
