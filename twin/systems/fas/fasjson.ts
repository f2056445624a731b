import { html, json, type TwinReply, type TwinRequest } from '../../service.ts';
import { answerHealthz } from './healthz.ts';

/** Below its version everything is behind Apache's Kerberos; the rest is open. */
const VERSIONED = /^\/v[0-9]+\//;
const PATHS = ['/me/', '/users/', '/users/{username}/', '/groups/', '/groups/{groupname}/', '/search/users/'];

/** FASJSON 1.7, as a stranger sees it. */
export function answerFasjson(base: string, { path }: TwinRequest): TwinReply {
  const health = answerHealthz(path);
  if (health !== null) return health;
  if (VERSIONED.test(path)) {
    return json({ message: 'Unauthorized' }, 401, { 'www-authenticate': 'Negotiate' });
  }
  switch (path) {
    case '/':
      return json({
        message: 'Welcome to FASJSON',
        apis: [{ version: 1, uri: `${base}/v1/`, specs: `${base}/specs/v1.json`, docs: `${base}/docs/v1/` }],
      });
    case '/specs/v1.json':
      return json({
        swagger: '2.0',
        basePath: '/v1',
        info: { title: 'FAS-JSON', version: '1.0' },
        paths: Object.fromEntries(PATHS.map((one) => [one, { get: { responses: { 200: {}, 401: {} } } }])),
      });
    case '/docs/v1/':
      return html('<!doctype html><title>FAS-JSON</title><div id="swagger-ui"></div>');
    default:
      return json({ message: 'Not Found' }, 404);
  }
}
