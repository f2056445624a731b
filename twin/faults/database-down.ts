import { encodeFault } from '../../lib/protocols/xmlrpc/encode.ts';
import type { AddressName } from '../../lib/targets/addresses.ts';
import type { System } from '../../lib/targets/systems.ts';
import { html, type Interceptor, json, type TwinReply } from '../service.ts';

/** What some paths answer without their database. */
interface Blow {
  readonly address: AddressName;
  readonly path: RegExp;
  readonly method?: string;
  readonly reply: (right: () => Promise<TwinReply>) => TwinReply | Promise<TwinReply>;
}

const PROBLEM = { 'content-type': 'application/problem+json' };
const error = (status: number): TwinReply =>
  html(`<title>${status}</title><h1>Internal Server Error</h1>`, status);

function blow(address: AddressName, path: RegExp, reply: TwinReply): Blow {
  return { address, path, reply: () => reply };
}

/** The hub keeps its status and its headers, and tells of it in the answer itself. */
const OFFLINE: Blow = {
  address: 'koji',
  path: /^\/kojihub(?:\/?$)/,
  method: 'POST',
  reply: async (right) => ({ ...(await right()), status: 200, body: encodeFault(1014, 'database outage') }),
};

/** Measured on the real servers, their PostgreSQL stopped: what is not in it is answered as ever. */
const BLOWS: Partial<Readonly<Record<System, readonly Blow[]>>> = {
  koji: [OFFLINE, blow('koji', /^\/koji(?:\/|$)/, error(500))],
  datagrepper: [
    blow(
      'datagrepper',
      /\/healthz\/ready$/,
      json({ status: 503, title: 'the database is gone' }, 503, PROBLEM),
    ),
    blow(
      'datagrepper',
      /\/(?:raw|id|v2\/(?:search|id)|messagecount)\/?$/,
      json({ error: 'internal_error' }, 500),
    ),
  ],
  bodhi: [blow('bodhi', /^(?!\/(?:healthz\/live|api_version|metrics)$)/, error(500))],
  resultsdb: [
    blow('resultsdb', /\/healthcheck$/, json({ message: 'Unable to communicate with database' }, 503)),
    blow('resultsdb', /^\/api\/v2\.0\/./, json({ message: 'Internal Server Error' }, 500)),
    blow('greenwave', /\/decision$/, json({ message: 'resultsdb answered with an error' }, 502)),
  ],
  waiverdb: [
    blow(
      'waiverdb',
      /^(?!\/api\/v1\.0\/(?:about|metrics)$)/,
      json({ message: 'Internal Server Error' }, 500),
    ),
    blow('greenwave', /\/decision$/, json({ message: 'waiverdb answered with an error' }, 502)),
  ],
  'dist-git': [blow('dist-git', /^(?!\/api\/0\/-\/version$)(?!.*\.git\/)/, error(500))],
};

/** A system whose database is gone behind endpoints that live on. */
export function databaseDown(system: System): Interceptor {
  const blows = BLOWS[system];
  if (blows === undefined) throw new Error(`nobody has seen ${system} without its database`);
  return (address, request, next) => {
    const met = blows.find(
      (one) =>
        one.address === address &&
        one.path.test(request.path) &&
        (one.method === undefined || one.method === request.method),
    );
    return met === undefined ? next() : met.reply(next);
  };
}
