import { context, generalString, integer, sequence } from '../../lib/protocols/kerberos/der.ts';
import { encodeProxyMessage } from '../../lib/protocols/kerberos/kdc-proxy.ts';
import { decodeCall } from '../../lib/protocols/xmlrpc/decode.ts';
import { encodeFault } from '../../lib/protocols/xmlrpc/encode.ts';
import type { AddressName } from '../../lib/targets/addresses.ts';
import { encodeKrbError } from '../accounts/krb-error.ts';
import { html, type Interceptor, type TwinReply, type TwinRequest } from '../service.ts';
import { databaseDown } from './database-down.ts';
import { among, type HttpFault, type Where } from './fault.ts';

const PAGES = {
  login:
    '<!doctype html><html><title>Log in</title><form method="post"><input name="user"><input type="password" name="password"></form></html>',
  challenge:
    '<!doctype html><html><title>Making sure you&#39;re not a bot!</title><script id="anubis_challenge"></script></html>',
  error: '<!doctype html><html><title>Error</title><h1>Application is not available</h1></html>',
} as const;

const REALM = 'FEDORAPROJECT.ORG';
const HUB = /^\/kojihub(?:\/|$)/;

/** What stands between clients and the twin while this fault lasts. */
export function interceptorOf(fault: HttpFault): Interceptor {
  switch (fault.kind) {
    case 'slow':
      return some(fault.at, fault.share, async (_request, next) => {
        await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
        return next();
      });
    case 'status':
      return some(fault.at, fault.share, () => plainPage(fault.status));
    case 'hang':
      return some(fault.at, 1, () => new Promise(() => undefined));
    case 'page':
      return some(fault.at, 1, () => html(PAGES[fault.page], fault.status ?? 200));
    case 'truncated':
      return changed(fault.at, ({ body, ...reply }) => {
        const whole = Buffer.from(body ?? '');
        return { ...reply, body: whole.subarray(0, Math.floor(whole.length * fault.keep)) };
      });
    case 'body':
      return changed(fault.at, (reply) => ({ ...reply, body: fault.body }));
    case 'stale':
      return stale(fault.at);
    case 'idle':
      return some(fault.at, 1, (request, next) => {
        const silent = (request.silentMs ?? 0) / 1000;
        const hungUp = silent >= fault.fromSeconds && silent < fault.toSeconds;
        return hungUp ? plainPage(fault.status) : next();
      });
    case 'default':
      return some(fault.at, 1, (request, next) => {
        if (fault.unless.some((name) => request.query.has(name))) return next();
        const query = new URLSearchParams(request.query);
        query.set(fault.parameter, fault.value);
        return next({ ...request, query });
      });
    case 'koji fault': {
      const at: Where = { address: 'koji', path: HUB, methods: fault.methods ?? [] };
      return some(at, fault.share, async (_request, next) => ({
        ...(await next()),
        status: 200,
        body: encodeFault(fault.code, fault.text),
      }));
    }
    case 'kerberos error':
      return some({ address: 'fas-kdc' }, 1, () => kerberosError(fault));
    case 'database down':
      return databaseDown(fault.system);
  }
}

type Meets = (request: TwinRequest, next: Parameters<Interceptor>[2]) => TwinReply | Promise<TwinReply>;

/** Meets that share of the requests at a place, and lets all others pass. */
function some(at: Where, share: number | undefined, meets: Meets): Interceptor {
  let seen = 0;
  return (address, request, next) =>
    isAt(at, address, request) && among(seen++, share) ? meets(request, next) : next();
}

function changed(at: Where, change: (reply: TwinReply) => TwinReply): Interceptor {
  return some(at, 1, async (_request, next) => change(await next()));
}

function stale(at: Where): Interceptor {
  const kept = new Map<string, Promise<TwinReply>>();
  return some(at, 1, (request, next) => {
    const key = `${request.method} ${request.path}?${request.query} ${request.headers.accept ?? ''} ${request.body.toString('base64')}`;
    const reply = kept.get(key) ?? next();
    kept.set(key, reply);
    return reply;
  });
}

/** Whether a request is one of those that a fault meets. */
export function isAt(at: Where, address: AddressName, request: TwinRequest): boolean {
  const { path, asks, methods = [] } = at;
  const addresses: readonly AddressName[] = typeof at.address === 'string' ? [at.address] : at.address;
  if (!addresses.includes(address) || path?.test(request.path) === false) return false;
  if (asks !== undefined && !asks.some((name) => request.query.has(name))) return false;
  return methods.length === 0 || methods.includes(methodOf(request));
}

/** The method that is called, empty for what is no call. */
function methodOf(request: TwinRequest): string {
  try {
    return decodeCall(request.body.toString('utf8')).method;
  } catch {
    return '';
  }
}

/** What a proxy says when it has nothing from behind it. */
export function plainPage(status: number): TwinReply {
  return html(`<html><body><h1>${status}</h1>The server could not answer.</body></html>`, status);
}

function kerberosError({ code, text }: { readonly code: number; readonly text: string }): TwinReply {
  const now = Date.now();
  const service = sequence(
    context(0, integer(2)),
    context(1, sequence(generalString('krbtgt'), generalString(REALM))),
  );
  const message = encodeKrbError({ now, code, realm: REALM, client: null, service, text });
  const body = Buffer.from(encodeProxyMessage({ message, realm: null }));
  return { status: 200, headers: { 'content-type': 'application/kerberos' }, body };
}
