import type { Socket } from 'node:net';
import type { AddressName } from '../lib/targets/addresses.ts';
import type { System } from '../lib/targets/systems.ts';
import type { Acceptor } from './accounts/acceptor.ts';
import type { TokenBook } from './accounts/tokens.ts';
import type { Live } from './live/live.ts';
import type { World } from './world/types.ts';

/** A request as a twin module sees it: the body is read and complete. */
export interface TwinRequest {
  readonly method: string;
  /** Path without the query string, percent-decoding left to the module. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** How long its connection had been silent before; left out where it is the first on it. */
  readonly silentMs?: number;
}

export interface TwinReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/**
 * Gets each HTTP request and the service's own answer on demand, to the same request or to a changed one; a promise
 * that never settles is a hang.
 */
export type Interceptor = (
  address: AddressName,
  request: TwinRequest,
  next: (changed?: TwinRequest) => Promise<TwinReply>,
) => TwinReply | Promise<TwinReply>;

/** What listens on one of the twin's ports. */
export type Service =
  | { readonly kind: 'http'; readonly handle: (request: TwinRequest) => TwinReply | Promise<TwinReply> }
  /** Plain TCP (ssh, ZeroMQ) or TLS (AMQPS): the module speaks first, if its protocol does. */
  | { readonly kind: 'tcp' | 'tls'; readonly accept: (socket: Socket) => void };

/** Everything that a twin module may know of the whole. */
export interface TwinContext {
  /** With all that clients have changed. */
  readonly world: World;
  /** Where changes are written. */
  readonly live: Live;
  /** Takes Kerberos tickets for every web service of this twin. */
  readonly acceptor: Acceptor;
  /** Access tokens that the OpenID provider gave out. */
  readonly tokens: TokenBook;
  /** Base address of each service of this twin, as clients see it. */
  readonly addresses: Readonly<Record<AddressName, string>>;
  /** Folder for files of this run (git repositories), removed when the twin stops. */
  readonly scratch: string;
}

/** One system of the workflow: what it serves on which of its addresses. */
export interface TwinSystem {
  readonly system: System;
  readonly services: (context: TwinContext) => Partial<Record<AddressName, Service>>;
}

export function json(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): TwinReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function text(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): TwinReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
}

export function html(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): TwinReply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body };
}

export function redirect(location: string, status = 302): TwinReply {
  return html(`<!doctype html><title>Moved</title><a href="${location}">moved</a>`, status, { location });
}
